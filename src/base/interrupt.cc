#include "base/interrupt.h"

#include <signal.h>

#include <atomic>

namespace techmarket {
namespace {

// Єдиний змінний глобальний стан програми: обробник сигналу не має іншого способу щось передати.
std::atomic<bool> g_interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  g_interrupted = true;
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

bool interrupted() {
  return g_interrupted.load(std::memory_order_relaxed);
}

Status check_interrupted() {
  if (!interrupted()) return {};
  return fail(ErrorKind::interrupted, "interrupted", "run the same command again to finish the work");
}

}  // namespace techmarket
