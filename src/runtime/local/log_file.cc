#include "runtime/local/log_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

// Скільки читаємо з кінця файла, шукаючи останні рядки: рядки журналу рідко довші за сотні байтів.
constexpr std::uintmax_t kBytesPerLine = 512;
constexpr std::uintmax_t kRotateAt = 16u << 20;

/// Відкритий журнал. Його власник — ми або сервер; за посиланням чи в канал на його місці не йдемо.
class LogFile {
 public:
  explicit LogFile(const fs::path& path)
      : descriptor_(open_own(path, O_RDONLY, 0, owner_of(path)).value_or(-1)) {}
  ~LogFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  std::uintmax_t size() const {
    struct stat info {};
    return ::fstat(descriptor_, &info) == 0 ? static_cast<std::uintmax_t>(info.st_size) : 0;
  }
  std::string read_from(std::uintmax_t offset) const {
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
      const ssize_t got =
          ::pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(offset + text.size()));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  int descriptor_;
};

}  // namespace

std::string last_lines(const fs::path& log, std::size_t count) {
  const LogFile file(log);
  if (!file.is_open() || count == 0) return {};
  const auto size = file.size();
  for (std::uintmax_t window = std::max<std::uintmax_t>(4096, count * kBytesPerLine);; window *= 4) {
    const auto start = size > window ? size - window : 0;
    std::string text = file.read_from(start);
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
  if (watch.descriptor < 0 ||
      ::inotify_add_watch(watch.descriptor, log.c_str(), IN_MODIFY | IN_DONT_FOLLOW) < 0)
    return fail(ErrorKind::fatal, fmt::format("{}: cannot watch: {}", log.string(), std::strerror(errno)));
  auto offset = LogFile(log).size();
  while (!interrupted()) {
    // Коротке очікування лише для того, щоб помітити Ctrl-C: про нові рядки повідомляє inotify.
    pollfd polled{watch.descriptor, POLLIN, 0};
    ::poll(&polled, 1, 250);
    std::array<char, 4096> events;
    while (::read(watch.descriptor, events.data(), events.size()) > 0) {
    }
    const LogFile file(log);
    if (!file.is_open()) return fail(ErrorKind::fatal, fmt::format("{}: the log is gone", log.string()));
    const auto size = file.size();
    if (size < offset) offset = 0;
    if (size == offset) continue;
    const std::string text = file.read_from(offset);
    offset += text.size();
    sink(text);
  }
  return fail(ErrorKind::interrupted, "");  // на це й чекали: пояснювати нічого
}

void rotate(const fs::path& log) {
  std::error_code error;
  if (LogFile(log).size() > kRotateAt) fs::rename(log, log.string() + ".1", error);
}

}  // namespace techmarket::runtime::local
