#include "db/mysql/waiting.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "base/guarded.h"
#include "base/interrupt.h"

namespace techmarket::db::mysql {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kGlance = milliseconds(100);

/// libmariadb дає зворотному виклику лише сокет, тож за ним і знаходимо, хто чекає.
struct Registry {
  std::mutex mutex;
  std::map<int, std::shared_ptr<Waiter>> waiters;

  static Registry& instance() {
    static Registry registry;
    return registry;
  }
  std::shared_ptr<Waiter> find(int socket) {
    const std::lock_guard lock(mutex);
    const auto found = waiters.find(socket);
    return found == waiters.end() ? nullptr : found->second;
  }
};

int give_up(int error) {
  errno = error;
  return -1;
}

}  // namespace

WaiterRegistration::WaiterRegistration(int socket, Waiter waiter)
    : socket_(socket), waiter_(std::make_shared<Waiter>(std::move(waiter))) {
  auto& registry = Registry::instance();
  const std::lock_guard lock(registry.mutex);
  registry.waiters[socket] = waiter_;
}

WaiterRegistration::WaiterRegistration(WaiterRegistration&& other) noexcept
    : socket_(other.socket_), waiter_(std::move(other.waiter_)) {}

WaiterRegistration& WaiterRegistration::operator=(WaiterRegistration&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(waiter_, other.waiter_);
  return *this;
}

// Сокет уже закрито, і його номер міг дістатися новому з'єднанню.
WaiterRegistration::~WaiterRegistration() {
  if (!waiter_) return;
  auto& registry = Registry::instance();
  const std::lock_guard lock(registry.mutex);
  const auto found = registry.waiters.find(socket_);
  if (found != registry.waiters.end() && found->second == waiter_) registry.waiters.erase(found);
}

const Error* WaiterRegistration::failure() const {
  return waiter_ && waiter_->failure ? &*waiter_->failure : nullptr;
}

int wait(int socket, char reading, int timeout) noexcept {
  const auto start = Clock::now();
  auto asked = start;
  while (true) {
    auto glance = kGlance;
    if (timeout > 0) {
      const auto left =
          milliseconds(timeout) - std::chrono::duration_cast<milliseconds>(Clock::now() - start);
      if (left <= milliseconds(0)) return give_up(ETIMEDOUT);
      glance = std::min(glance, left);
    }
    pollfd polled{socket, static_cast<short>(reading ? POLLIN : POLLOUT), 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(glance.count()));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return ready;
    const auto waiter = Registry::instance().find(socket);
    if (interrupted()) {
      if (waiter && reading) (void)guarded([&] { return waiter->stop_statement(), Status(); });
      return give_up(EINTR);
    }
    if (!waiter || Clock::now() - asked < waiter->silence) continue;
    if (const Status status = guarded(waiter->still_there); !status) {
      waiter->failure = status.error();
      return give_up(ETIMEDOUT);
    }
    asked = Clock::now();
  }
}

}  // namespace techmarket::db::mysql
