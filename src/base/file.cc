#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace techmarket {
namespace {

std::unexpected<Error> system_error(ErrorKind kind, const std::filesystem::path& path,
                                    std::string_view action) {
  const int code = errno;
  const std::string hint = code == ENOSPC   ? "free some disk space and run the command again"
                           : code == EACCES ? "check the permissions of the file and of the folders above it"
                                            : "";
  return fail(kind, fmt::format("{}: cannot {}: {}", path.string(), action, std::strerror(code)), hint);
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return fail(ErrorKind::bad_input, fmt::format("{}: is a directory, not a file", path.string()));
  std::ifstream file(path, std::ios::binary);
  if (!file) return system_error(ErrorKind::bad_input, path, "read");
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return system_error(ErrorKind::bad_input, path, "read");
  return std::move(text).str();
}

Status write_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error)
    return fail(ErrorKind::fatal,
                fmt::format("{}: cannot create folder: {}", path.string(), error.message()));

  const std::filesystem::path temporary = path.string() + fmt::format(".{}.tmp", ::getpid());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return system_error(ErrorKind::fatal, path, "write");
  bool ok = true;
  for (std::string_view rest = text; ok && !rest.empty();) {
    const ssize_t written = ::write(file, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    ok = written > 0;
    if (ok) rest.remove_prefix(static_cast<std::size_t>(written));
  }
  ok = ok && ::fsync(file) == 0;
  if (!ok) {
    auto failure = system_error(ErrorKind::fatal, path, "write");
    ::close(file);
    ::unlink(temporary.c_str());
    return failure;
  }
  ::close(file);
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto failure = system_error(ErrorKind::fatal, path, "replace");
    ::unlink(temporary.c_str());
    return failure;
  }
  return {};
}

}  // namespace techmarket
