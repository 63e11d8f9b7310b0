#include "ops/backup_folder.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/io_error.h"
#include "base/log.h"
#include "runtime/private_file.h"

namespace techmarket::ops {
namespace {

using std::filesystem::path;

/// «.partial-<машина>@<випадкове>»: на спільному диску замок чужої машини може бути нам невидимий.
constexpr std::string_view kPartial = ".partial-";

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::unexpected<Error> disk_error(const path& what, std::string_view action) {
  const int code = errno;
  const bool forbidden = code == EACCES || code == EPERM || code == EROFS || code == ENOTDIR;
  return io_error(code, forbidden ? ErrorKind::configuration : ErrorKind::fatal,
                  fmt::format("{}: cannot {}", what.string(), action),
                  forbidden ? "choose a folder you may write to: `techmarket backup DIR`" : "");
}

/// Дескриптор, що закривається сам.
struct Open {
  int descriptor;
  ~Open() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Status sync_folder(const path& folder) {
  const Open open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (open.descriptor >= 0 && ::fsync(open.descriptor) == 0) return {};
  return disk_error(folder, "write it to the disk");
}

}  // namespace

// Тека, чий замок вільний, нічия: ядро відпускає його разом із процесом, хоч би як той скінчився.
void BackupFolder::sweep(const path& parent) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPartial)) continue;
    const auto at = name.rfind('@');
    if (at != std::string::npos && name.substr(kPartial.size(), at - kPartial.size()) != host_name()) {
      spdlog::warn("{}: an unfinished backup of another machine; remove it if none is running there",
                   entry.path().string());
      continue;
    }
    const Open folder{::open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)};
    if (folder.descriptor >= 0 && ::flock(folder.descriptor, LOCK_EX | LOCK_NB) == 0)
      std::filesystem::remove_all(entry.path(), ignored);
  }
}

Result<BackupFolder> BackupFolder::create(const path& parent) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) {
    errno = error.value();
    return disk_error(parent, "create");
  }
  for (;;) {
    std::string name = (parent / fmt::format("{}{}@XXXXXX", kPartial, host_name())).string();
    if (!::mkdtemp(name.data())) return disk_error(parent, "create a folder in it");
    BackupFolder folder(name, ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.lock_ >= 0 && ::flock(folder.lock_, LOCK_EX) == 0 && runtime::still_names(name, folder.lock_))
      return folder;
  }
}

BackupFolder::BackupFolder(BackupFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

BackupFolder::~BackupFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

Status BackupFolder::write(std::string_view name, std::string_view text) const {
  const path file = *this / name;
  const Open open{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (open.descriptor < 0) return disk_error(file, "write");
  while (!text.empty()) {
    const ssize_t written = ::write(open.descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return disk_error(file, "write");
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(open.descriptor) == 0 ? Status() : disk_error(file, "write it to the disk");
}

Result<std::string> BackupFolder::seal(std::string_view name) const {
  const path file = *this / name;
  const Open open{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (open.descriptor < 0 || ::fsync(open.descriptor) != 0) return disk_error(file, "write it to the disk");
  return sha256_of(file);
}

Result<path> BackupFolder::publish(const std::string& name) {
  TM_TRY(sync_folder(path_));
  for (int number = 1;; ++number) {
    const path target = path_.parent_path() / (number == 1 ? name : fmt::format("{}_{}", name, number));
    int renamed = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE);
    // Не кожна файлова система вміє «не замінюй»; непорожню теку rename однаково не замінить.
    if (renamed != 0 && (errno == EINVAL || errno == ENOSYS))
      renamed = ::rename(path_.c_str(), target.c_str());
    if (renamed != 0 && (errno == EEXIST || errno == ENOTEMPTY)) continue;
    if (renamed != 0) return disk_error(target, "rename");
    path_.clear();
    TM_TRY(sync_folder(target.parent_path()));
    return target;
  }
}

Result<std::string> sha256_of(const path& file) {
  const Open open{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (open.descriptor < 0) return disk_error(file, "read");
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> sum(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestInit_ex(sum.get(), EVP_sha256(), nullptr);
  std::vector<unsigned char> buffer(1 << 20);
  for (;;) {
    TM_TRY(check_interrupted());
    const ssize_t got = ::read(open.descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_error(file, "read");
    if (got == 0) break;
    EVP_DigestUpdate(sum.get(), buffer.data(), static_cast<std::size_t>(got));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(sum.get(), digest.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace techmarket::ops
