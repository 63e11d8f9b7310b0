#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/io_error.h"

namespace techmarket {
namespace {

std::unexpected<Error> system_error(ErrorKind kind, const std::filesystem::path& path,
                                    std::string_view action) {
  const int code = errno;
  return io_error(code, kind, fmt::format("{}: cannot {}", path.string(), action),
                  code == EACCES ? "check the permissions of the file and of the folders above it" : "");
}

/// Пише весь text у descriptor і закриває його; у помилці називає path.
Status write_to(int descriptor, const std::filesystem::path& path, std::string_view text) {
  if (descriptor < 0) return system_error(ErrorKind::fatal, path, "write");
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      auto failure = system_error(ErrorKind::fatal, path, "write");
      ::close(descriptor);
      return failure;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(descriptor) != 0) return system_error(ErrorKind::fatal, path, "write");
  return {};
}

struct Temporary {
  std::filesystem::path path;
  int descriptor = -1;  ///< −1: не вдалося, причина в errno
};

/// Новий файл поруч із target. Ім'я вгадати не можна, а файл чи посилання, що вже має таке ім'я, не
/// відкривається: у спільній теці сусід міг би підставити посилання на чужий файл.
Temporary create_beside(const std::filesystem::path& target, unsigned mode) {
  std::random_device random;
  for (;;) {
    const std::filesystem::path path = target.string() + fmt::format(".{:08x}{:08x}.tmp", random(), random());
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (descriptor >= 0 || errno != EEXIST) return {.path = path, .descriptor = descriptor};
  }
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return fail(ErrorKind::bad_input, fmt::format("{}: is a directory, not a file", path.string()));
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_error(ErrorKind::bad_input, path, "read");
  // Розмір каналу чи /dev/stdin наперед невідомий, тож це лише здогад.
  constexpr std::size_t kAtLeast = 4096;
  const auto known = std::filesystem::file_size(path, ignored);
  std::size_t room = (ignored ? 0 : known) + kAtLeast, size = 0;
  std::string text;
  ssize_t count = 0;
  do {
    if (size == room) room *= 2;
    text.resize_and_overwrite(room, [&](char* data, std::size_t capacity) {
      do count = ::read(descriptor, data + size, capacity - size);
      while (count < 0 && errno == EINTR);
      return size += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    });
  } while (count > 0);
  const int error = errno;
  ::close(descriptor);
  errno = error;
  if (count < 0) return system_error(ErrorKind::bad_input, path, "read");
  return text;
}

Status write_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return io_error(error, ErrorKind::fatal, fmt::format("{}: cannot create folder", path.string()));

  // /dev/null, канал чи термінал замінити перейменуванням не можна: туди пишемо просто.
  const fs::file_status status = fs::status(path, error);
  error.clear();  // відсутній файл — не помилка
  if (fs::exists(status) && !fs::is_regular_file(status))
    return write_to(::open(path.c_str(), O_WRONLY | O_CLOEXEC), path, text);
  // Посилання лишається посиланням: міняється файл, на який воно вказує.
  const fs::path target =
      fs::exists(status) && fs::is_symlink(path, error) ? fs::canonical(path, error) : path;
  if (error) return io_error(error, ErrorKind::fatal, path.string());

  const InterruptDelay delay;
  const Temporary temporary = create_beside(target, mode);
  if (temporary.descriptor < 0) return system_error(ErrorKind::fatal, path, "write");
  if (auto written = write_to(temporary.descriptor, path, text); !written) {
    ::unlink(temporary.path.c_str());
    return written;
  }
  if (::rename(temporary.path.c_str(), target.c_str()) == 0) return {};
  auto failure = system_error(ErrorKind::fatal, path, "replace");
  ::unlink(temporary.path.c_str());
  return failure;
}

Status rewrite_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  const auto permissions = std::filesystem::status(path, error).permissions();
  if (error) return io_error(error, ErrorKind::fatal, path.string());
  return write_file(path, text, static_cast<unsigned>(permissions & std::filesystem::perms::mask));
}

}  // namespace techmarket
