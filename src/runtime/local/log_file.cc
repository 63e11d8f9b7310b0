#include "runtime/local/log_file.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "base/interrupt.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

// Скільки читаємо з кінця файла, шукаючи останні рядки: рядки журналу рідко довші за сотні байтів.
constexpr std::uintmax_t kBytesPerLine = 512;
constexpr std::uintmax_t kRotateAt = 16u << 20;

std::string read_from(const fs::path& path, std::uintmax_t offset) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string last_lines(const fs::path& log, std::size_t count) {
  std::error_code error;
  const auto size = fs::file_size(log, error);
  if (error || count == 0) return {};
  for (std::uintmax_t window = std::max<std::uintmax_t>(4096, count * kBytesPerLine);; window *= 4) {
    const auto start = size > window ? size - window : 0;
    std::string text = read_from(log, start);
    std::size_t at = text.size(), lines = 0;
    if (at > 0 && text[at - 1] == '\n') --at;  // рядок закінчується, а не починається новий
    for (;;) {
      const auto newline = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
      if (newline == std::string::npos) break;
      at = newline;
      if (++lines == count) return text.substr(newline + 1);
    }
    if (start == 0) return text;
  }
}

Status follow(const fs::path& log, const std::function<void(std::string_view)>& sink) {
  struct Watch {
    int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    ~Watch() {
      if (descriptor >= 0) ::close(descriptor);
    }
  } watch;
  if (watch.descriptor < 0 || ::inotify_add_watch(watch.descriptor, log.c_str(), IN_MODIFY) < 0)
    return fail(ErrorKind::fatal, fmt::format("{}: cannot watch: {}", log.string(), std::strerror(errno)));
  std::error_code error;
  auto offset = fs::file_size(log, error);
  while (!interrupted()) {
    // Коротке очікування лише для того, щоб помітити Ctrl-C: про нові рядки повідомляє inotify.
    pollfd polled{watch.descriptor, POLLIN, 0};
    ::poll(&polled, 1, 250);
    std::array<char, 4096> events;
    while (::read(watch.descriptor, events.data(), events.size()) > 0) {
    }
    const auto size = fs::file_size(log, error);
    if (error) return fail(ErrorKind::fatal, fmt::format("{}: {}", log.string(), error.message()));
    if (size < offset) offset = 0;
    if (size == offset) continue;
    const std::string text = read_from(log, offset);
    offset += text.size();
    sink(text);
  }
  return {};
}

void rotate(const fs::path& log) {
  std::error_code error;
  const auto size = fs::file_size(log, error);
  if (!error && size > kRotateAt) fs::rename(log, log.string() + ".1", error);
}

}  // namespace techmarket::runtime::local
