#include "rows/generate.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/guarded.h"
#include "base/interrupt.h"
#include "base/interrupt_watch.h"

namespace techmarket::rows {
namespace {

/// Стільки таблиць завантажується водночас: більше лише ділили б між собою процесор і диск серверів.
constexpr std::size_t kLoaders = 4;

/// Одне завантаження: спільний стан потоків, що ведуть таблиці.
class LoadRun {
 public:
  LoadRun(Sink& sink, unsigned threads, std::uint64_t expected, ProgressStyle style)
      : sink_(sink), workers_(threads), progress_("generating", expected, style) {}

  /// @return звіт про кожну таблицю в порядку tables.
  Result<std::vector<TableReport>> load(std::span<const TableSource> tables) {
    std::vector<TableReport> reports(tables.size());
    std::optional<SpaceWatch> disk;
    if (const auto need = sink_.space()) disk.emplace(*need, [this] { return progress_.fraction(); });
    if (sink_.parallel()) {
      load_in_parallel(tables, reports);
    } else {
      for (std::size_t i = 0; i < tables.size() && !stopped_; ++i) load_table(tables[i], reports[i]);
    }
    TM_TRY(check_interrupted());
    if (failure_) return std::unexpected(*std::move(failure_));
    return reports;
  }

 private:
  void load_table(const TableSource& table, TableReport& report) {
    auto loaded = guarded([&]() -> Status {
      TableFeed feed(table, workers_, progress_, stopped_);
      TM_TRY(sink_.write(table, feed));
      report = {std::string(table.service), std::string(table.table), feed.rows(), feed.digest()};
      return {};
    });
    if (loaded) return;
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(loaded).error();
    stopped_ = true;
  }

  void load_in_parallel(std::span<const TableSource> tables, std::vector<TableReport>& reports) {
    // Найбільші першими: тоді в кінці не лишається однієї довгої таблиці, на яку всі чекають.
    std::vector<std::size_t> queue(tables.size());
    std::iota(queue.begin(), queue.end(), 0);
    std::ranges::stable_sort(queue, std::greater(), [&](std::size_t i) { return tables[i].expected_rows; });
    std::atomic<std::size_t> taken = 0;
    std::size_t done = 0;
    const auto loaders = start_threads(static_cast<unsigned>(std::min(kLoaders, tables.size())), [&] {
      for (std::size_t next; !stopped_ && (next = taken++) < queue.size();)
        load_table(tables[queue[next]], reports[queue[next]]);
      const std::lock_guard lock(mutex_);
      ++done;
      finished_.notify_one();
    });
    // Потік таблиці може чекати на сервер і не бачити чужої відмови: стежимо за нею тут.
    std::unique_lock lock(mutex_);
    bool cancelled = false;
    while (done < loaders.size()) {
      if (stopped_ && !std::exchange(cancelled, true)) sink_.cancel();
      finished_.wait_for(lock, InterruptWatch::kGlance);
    }
  }

  Sink& sink_;
  Workers workers_;
  Progress progress_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::optional<Error> failure_;
};

}  // namespace

std::string digest_text(std::uint64_t digest) {
  return fmt::format("{:016x}", digest);
}

std::string combined_digest(const std::vector<TableReport>& tables) {
  std::string text;
  for (const TableReport& table : tables)
    text += fmt::format("{}.{}:{}:{}\n", table.service, table.table, table.rows, digest_text(table.digest));
  return digest_text(XXH3_64bits(text.data(), text.size()));
}

std::uint64_t GenerateReport::rows() const {
  std::uint64_t rows = 0;
  for (const TableReport& table : tables) rows += table.rows;
  return rows;
}

namespace {

Result<GenerateReport> load(std::span<const TableSource> tables, Sink& sink, unsigned threads,
                            ProgressStyle progress) {
  std::uint64_t expected = 0;
  for (const TableSource& table : tables) expected += table.expected_rows;

  GenerateReport report;
  const InterruptWatch watch([&] { sink.cancel(); });
  TM_TRY(sink.begin(tables));
  const auto start = std::chrono::steady_clock::now();
  TM_ASSIGN(report.tables, LoadRun(sink, threads, expected, progress).load(tables));
  report.digest = combined_digest(report.tables);
  TM_TRY(sink.finish(report.tables, report.digest));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace

Result<GenerateReport> generate(std::span<const TableSource> tables, Sink& sink, unsigned threads,
                                ProgressStyle progress) {
  auto report = load(tables, sink, threads, progress);
  // Оператор, спинений через Ctrl-C, скаржиться на сервер; справжня причина — користувач.
  if (!report) TM_TRY(check_interrupted());
  return report;
}

}  // namespace techmarket::rows
