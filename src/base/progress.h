#pragma once
// Один рядок поступу на терміналі (зроблено / усього, рядків за секунду, скільки лишилося) або звичайні рядки
// раз на кілька секунд, коли stderr не термінал.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace techmarket {

enum class ProgressStyle { terminal, plain, silent };

/// terminal, якщо stderr — термінал; plain інакше; silent, якщо попросили тиші.
ProgressStyle progress_style(bool quiet);

/// Показує поступ, доки існує. add() можна кликати з будь-якого потоку.
class Progress {
 public:
  /// @param label що робимо («loading»); @param total очікувана кількість, 0 — невідома.
  /// @param unit чого саме; має жити довше.
  Progress(std::string label, std::uint64_t total, ProgressStyle style, std::string_view unit = "rows");
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(std::uint64_t rows) { done_.fetch_add(rows, std::memory_order_relaxed); }
  std::uint64_t done() const { return done_.load(std::memory_order_relaxed); }
  /// Зроблена частка, від 0; 0, якщо кількість невідома.
  double fraction() const {
    return total_ == 0 ? 0 : static_cast<double>(done()) / static_cast<double>(total_);
  }

 private:
  void show_until_stopped();
  std::string line(double elapsed_seconds) const;

  const std::string label_;
  const std::string_view unit_;
  const std::uint64_t total_;
  const ProgressStyle style_;
  std::atomic<std::uint64_t> done_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread painter_;
};

}  // namespace techmarket
