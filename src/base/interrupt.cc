#include "base/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <string_view>

namespace techmarket {
namespace {

// Єдиний змінний глобальний стан програми: обробник сигналу не має іншого способу щось передати.
std::atomic<bool> g_interrupted = false;
std::atomic<bool> g_at_once = false;
std::atomic<int> g_delays = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

[[noreturn]] void end_now() {
  constexpr std::string_view kMessage = "error: interrupted\n";
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  ::_exit(exit_code(ErrorKind::interrupted));
}

void on_signal(int) {
  g_interrupted = true;
  if (g_at_once && g_delays == 0) end_now();
}

}  // namespace

void install_interrupt_handler() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

void end_at_once_on_interrupt() {
  g_at_once = true;
  if (g_interrupted) end_now();
}

InterruptDelay::InterruptDelay() {
  ++g_delays;
}

InterruptDelay::~InterruptDelay() {
  if (--g_delays == 0 && g_at_once && g_interrupted) end_now();
}

bool interrupted() {
  return g_interrupted.load(std::memory_order_relaxed);
}

Status check_interrupted() {
  if (!interrupted()) return {};
  return fail(ErrorKind::interrupted, "interrupted", "run the same command again to finish the work");
}

}  // namespace techmarket
