#include "support/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

namespace techmarket::support {

namespace fs = std::filesystem;

SmallDisk::SmallDisk(std::uint64_t bytes) {
  std::string pattern = (fs::temp_directory_path() / "techmarket-disk-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot create a temporary folder");
  folder_ = pattern;
  const std::string options = fmt::format("size={},mode=0755", bytes);
  if (::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, options.c_str()) == 0)
    return;
  problem_ = fmt::format("cannot mount a small file system: {}", std::strerror(errno));
}

SmallDisk::~SmallDisk() {
  if (problem_.empty()) ::umount2(folder_.c_str(), MNT_DETACH);
  ::rmdir(folder_.c_str());
}

void SmallDisk::leave_free(std::uint64_t bytes) {
  std::error_code ignored;
  fs::remove(ballast(), ignored);
  const std::uint64_t now = free();
  if (now < bytes) throw std::runtime_error(fmt::format("the small disk has only {} bytes left", now));
  if (now == bytes) return;
  const int file = ::open(ballast().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int failed = ::posix_fallocate(file, 0, static_cast<off_t>(now - bytes));
  ::close(file);
  if (failed != 0) throw std::runtime_error(fmt::format("cannot fill the disk: {}", std::strerror(failed)));
}

std::uint64_t SmallDisk::free() const {
  return fs::space(folder_).available;
}

}  // namespace techmarket::support
