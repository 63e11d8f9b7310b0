#pragma once
// Ctrl-C для потоку, що чекає на сервер: сам він прапорця не побачить, доки сервер не відповість.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/guarded.h"
#include "base/interrupt.h"

namespace techmarket {

/// Поки живе, передає прохання зупинитися тому, хто може чекати на сервер.
class InterruptWatch {
 public:
  static constexpr auto kGlance = std::chrono::milliseconds(100);

  /// @param cancel кличеться з власного потоку і не раз: перше прохання могло прийти між двома операторами.
  /// @param grace скільки дати роботі, щоб зупинилася сама.
  explicit InterruptWatch(std::function<void()> cancel, std::chrono::milliseconds grace = {})
      : thread_([this, cancel = std::move(cancel), grace](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          const auto stopped = [&] { return stop.stop_requested(); };
          while (!wake_.wait_for(lock, stop, kGlance, stopped)) {
            if (!interrupted()) continue;
            if (wake_.wait_for(lock, stop, grace, stopped)) return;
            (void)guarded([&]() -> Status { return cancel(), Status(); });  // за мить буде ще одна спроба
          }
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace techmarket
