#include "runtime/private_file.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/io_error.h"

namespace techmarket::runtime {
namespace {

namespace fs = std::filesystem;

struct Closing {
  int descriptor;
  ~Closing() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

std::unexpected<Error> failed(const fs::path& path, std::string_view action) {
  return io_error(errno, ErrorKind::fatal, fmt::format("{}: cannot {}", path.string(), action));
}

std::unexpected<Error> not_ours(const fs::path& path, std::string_view why) {
  return fail(
      ErrorKind::configuration, fmt::format("{}: {}", path.string(), why),
      "somebody else put it there: look at it and remove it, or set TECHMARKET_STATE_DIR to a folder of "
      "your own");
}

std::string foreign(uid_t owner) {
  return fmt::format("belongs to {}, not to {}", user_name(owner), user_name(::geteuid()));
}

bool is_full(int code) {
  return code == ENOSPC || code == EDQUOT;
}

bool write_all(int descriptor, std::string_view text) {
  for (off_t at = 0; at < static_cast<off_t>(text.size());) {
    const auto rest = text.substr(static_cast<std::size_t>(at));
    const ssize_t written = ::pwrite(descriptor, rest.data(), rest.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    at += written;
  }
  return true;
}

/// Місце для такої самої кількості байтів уже виділено, тож повний диск не завадить.
Status overwrite(const fs::path& path, std::string_view text) {
  TM_ASSIGN(const int descriptor, open_own(path, O_RDWR));
  const Closing closing{descriptor};
  struct stat info {};
  errno = ENOSPC;
  if (descriptor < 0 || ::fstat(descriptor, &info) != 0 || info.st_size != static_cast<off_t>(text.size()) ||
      !write_all(descriptor, text))
    return failed(path, "write");
  return {};
}

/// @return false і errno, якщо не вдалося; недописаного не лишає.
bool write_new(const fs::path& path, std::string_view text, const std::optional<Identity>& owner,
               mode_t mode) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return false;  // лишив убитий запуск
  const Closing file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (file.descriptor < 0) return false;
  if (write_all(file.descriptor, text) && ::fchmod(file.descriptor, mode) == 0 &&
      (!owner || ::fchown(file.descriptor, owner->first, owner->second) == 0))
    return true;
  const int code = errno;
  ::unlink(path.c_str());
  errno = code;
  return false;
}

}  // namespace

bool present(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

std::optional<uid_t> owner_of(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? std::optional(info.st_uid) : std::nullopt;
}

std::string user_name(uid_t uid) {
  const passwd* user = ::getpwuid(uid);
  return user ? user->pw_name : fmt::format("uid {}", uid);
}

Result<int> open_own(const fs::path& path, int flags, unsigned mode, std::optional<uid_t> also) {
  const int descriptor = ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
  if (descriptor < 0 && errno == ENOENT && (flags & O_CREAT) == 0) return -1;
  if (descriptor < 0 && errno == ELOOP) return not_ours(path, "is a symbolic link");
  if (descriptor < 0 && (errno == ENXIO || errno == EISDIR)) return not_ours(path, "is not a regular file");
  if (descriptor < 0) return failed(path, "open");
  struct stat info {};
  const bool seen = ::fstat(descriptor, &info) == 0;
  if (seen && S_ISREG(info.st_mode) && (info.st_uid == ::geteuid() || info.st_uid == also)) return descriptor;
  ::close(descriptor);
  return not_ours(path, S_ISREG(info.st_mode) ? foreign(info.st_uid) : "is not a regular file");
}

Result<std::optional<std::string>> read_own(const fs::path& path, std::optional<uid_t> also) {
  TM_ASSIGN(const int descriptor, open_own(path, O_RDONLY, 0, also));
  if (descriptor < 0) return std::nullopt;
  const Closing closing{descriptor};
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, "read");
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

Status write_own(const fs::path& path, std::string_view text, const std::optional<Identity>& owner,
                 mode_t mode) {
  const fs::path fresh = path.string() + ".new";
  if (write_new(fresh, text, owner, mode)) {
    if (::rename(fresh.c_str(), path.c_str()) == 0) return {};
    auto failure = failed(path, "replace");
    ::unlink(fresh.c_str());
    return failure;
  }
  if (is_full(errno) && !owner) return overwrite(path, text);
  return failed(path, "write");
}

Status make_folder(const fs::path& path, const FolderAccess& access, std::optional<uid_t> also) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed(path, "create folder");
  const Closing folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (folder.descriptor < 0 && (errno == ELOOP || errno == ENOTDIR))
    return not_ours(path, "is not a folder but a file or a symbolic link");
  struct stat info {};
  if (folder.descriptor < 0 || ::fstat(folder.descriptor, &info) != 0) return failed(path, "open");
  if (info.st_uid != ::geteuid() && info.st_uid != access.owner && info.st_uid != also)
    return not_ours(path, foreign(info.st_uid));
  const gid_t group = access.group.value_or(info.st_gid);
  if ((info.st_uid != access.owner || info.st_gid != group) &&
      ::fchown(folder.descriptor, access.owner, group) != 0)
    return failed(path, fmt::format("give to {}", user_name(access.owner)));
  if ((info.st_mode & 07777) != access.mode && ::fchmod(folder.descriptor, access.mode) != 0)
    return failed(path, "change permissions");
  return {};
}

Status make_own_folder(const fs::path& path) {
  const mode_t mode = ::geteuid() == 0 ? 0711 : 0700;
  return make_folder(path, {.owner = ::geteuid(), .group = {}, .mode = mode});
}

bool still_names(const fs::path& path, int descriptor) {
  struct stat opened {
  }, named{};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

Status discard(const fs::path& path) {
  const fs::path trash = path.string() + ".trash";
  // Програма, яку породив убитий запуск, ще може дописувати в теку чи прибирати з неї: тоді вилучаємо вдруге.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const auto empty = [&]() -> Status {
    for (std::error_code error;; std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
      fs::remove_all(trash, error);
      if (!error) return {};
      TM_TRY(check_interrupted());
      const bool moving =
          error == std::errc::directory_not_empty || error == std::errc::no_such_file_or_directory;
      if (!moving || std::chrono::steady_clock::now() > deadline)
        return fail(ErrorKind::fatal, fmt::format("{}: cannot remove: {}", trash.string(), error.message()));
    }
  };
  TM_TRY(empty());
  if (!present(path)) return {};
  if (::rename(path.c_str(), trash.c_str()) != 0) return failed(path, "remove");
  return empty();
}

}  // namespace techmarket::runtime
