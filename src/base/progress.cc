#include "base/progress.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "base/guarded.h"
#include "base/text.h"

namespace techmarket {

ProgressStyle progress_style(bool quiet) {
  if (quiet) return ProgressStyle::silent;
  return ::isatty(STDERR_FILENO) != 0 ? ProgressStyle::terminal : ProgressStyle::plain;
}

Progress::Progress(std::string label, std::uint64_t total, ProgressStyle style, std::string_view unit)
    : label_(std::move(label)), unit_(unit), total_(total), style_(style) {
  if (style_ == ProgressStyle::silent) return;
  // Поступ — зручність: без потоку чи пам'яті на нього робота йде далі мовчки.
  const auto paint = [this] { (void)guarded([this]() -> Status { return show_until_stopped(), Status(); }); };
  (void)guarded([&]() -> Status { return painter_ = std::thread(paint), Status(); });
}

Progress::~Progress() {
  if (!painter_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  painter_.join();
}

std::string Progress::line(double elapsed) const {
  const std::uint64_t done = this->done();
  const double rate = elapsed > 0 ? static_cast<double>(done) / elapsed : 0;
  std::string text = fmt::format("{}: {}", label_, with_thousands(static_cast<long long>(done)));
  if (total_ > 0) text += "/" + with_thousands(static_cast<long long>(total_));
  constexpr double kSlow = 10;  // повільне без дробової частини було б «0/s»
  text += rate < kSlow ? fmt::format(" {}, {:.1f}/s", unit_, rate)
                       : fmt::format(" {}, {}/s", unit_, with_thousands(static_cast<long long>(rate)));
  if (total_ > done && rate > 0)
    text += fmt::format(", {:.0f} s left", static_cast<double>(total_ - done) / rate);
  return text;
}

void Progress::show_until_stopped() {
  using namespace std::chrono;
  // На терміналі рядок оновлюється плавно; у журналі частіше, ніж раз на п'ять секунд, він лише заважає.
  const auto period = style_ == ProgressStyle::terminal ? milliseconds(200) : milliseconds(5000);
  const auto start = steady_clock::now();
  std::unique_lock lock(mutex_);
  bool shown = false;
  while (!wake_.wait_for(lock, period, [this] { return stop_; })) {
    const std::string text = line(duration<double>(steady_clock::now() - start).count());
    if (style_ == ProgressStyle::terminal)
      fmt::print(stderr, "\r\033[K{}", text);
    else
      fmt::print(stderr, "{}\n", text);
    std::fflush(stderr);
    shown = true;
  }
  if (shown && style_ == ProgressStyle::terminal) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace techmarket
