#include "cli/marked_streams.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace techmarket::cli {
namespace {

std::atomic<pid_t> command = 0;

void pass_on(int signal) {
  if (const pid_t child = command; child > 0) ::kill(child, signal);
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::write(STDOUT_FILENO, text.data(), text.size());
    if (sent < 0 && errno != EINTR) return;  // читати нікому: команда має закінчити своє
    if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// Один з потоків команди: рядки, що прийшли цілком, ідуть далі з позначкою.
struct Stream {
  int read;
  std::string_view mark;
  std::string rest = {};

  /// @return false — потік закрито.
  bool pump() {
    std::array<char, 65536> buffer;
    const ssize_t got = ::read(read, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return true;
    if (got > 0) rest.append(buffer.data(), static_cast<std::size_t>(got));
    if (got <= 0 && !rest.empty()) rest += '\n';
    std::string marked;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1)
      marked.append(mark).append(rest, begin, end + 1 - begin);
    rest.erase(0, begin);
    write_all(marked);
    return got > 0;
  }
};

int mark_until_end(Stream out, Stream error) {
  while (out.read >= 0 || error.read >= 0) {
    std::array<pollfd, 2> polled{{{out.read, POLLIN, 0}, {error.read, POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), -1) < 0) continue;  // сигнал уже передано
    if (polled[0].revents != 0 && !out.pump()) out.read = -1;
    if (polled[1].revents != 0 && !error.pump()) error.read = -1;
  }
  int status = 0;
  while (::waitpid(command, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::optional<int> mark_streams() {
  if (std::getenv("TECHMARKET_MARK_STREAMS") == nullptr) return std::nullopt;
  ::unsetenv("TECHMARKET_MARK_STREAMS");
  int out[2], error[2];
  if (::pipe(out) != 0 || ::pipe(error) != 0) return std::nullopt;  // без позначок, але працює
  const pid_t child = ::fork();
  if (child < 0) return std::nullopt;
  if (child == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(error[1], STDERR_FILENO);
    for (const int end : {out[0], out[1], error[0], error[1]}) ::close(end);
    return std::nullopt;
  }
  command = child;
  struct sigaction action {};
  action.sa_handler = pass_on;
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
  ::close(out[1]);
  ::close(error[1]);
  return mark_until_end({.read = out[0], .mark = "1 "}, {.read = error[0], .mark = "2 "});
}

}  // namespace techmarket::cli
