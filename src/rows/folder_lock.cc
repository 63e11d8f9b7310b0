#include "rows/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "base/io_error.h"

namespace techmarket::rows {

Result<FolderLock> FolderLock::acquire(const std::filesystem::path& folder, bool shared) {
  const auto unusable = [&](int code) {
    return io_error(code, ErrorKind::fatal, fmt::format("cannot write {}", folder.string()),
                    "choose another folder in --to");
  };
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) return unusable(failure.value());
  FolderLock lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.descriptor_ < 0) return unusable(errno);
  if (::flock(lock.descriptor_, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) return lock;
  // Файлова система без замків — не причина не писати.
  if (errno != EWOULDBLOCK) return lock;
  return fail(ErrorKind::retryable,
              fmt::format("{}: another `techmarket generate` is writing into this folder", folder.string()),
              "wait until it ends, or choose another folder in --to");
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace techmarket::rows
