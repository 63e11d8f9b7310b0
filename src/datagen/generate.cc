#include "datagen/generate.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/interrupt.h"

namespace techmarket::datagen {
namespace {

/// Послідовні таблиці одного сервісу.
using ServiceTables = std::span<const TableSource>;

std::vector<ServiceTables> by_service(std::span<const TableSource> tables) {
  std::vector<ServiceTables> services;
  while (!tables.empty()) {
    std::size_t count = 1;
    while (count < tables.size() && tables[count].service == tables[0].service) ++count;
    services.push_back(tables.first(count));
    tables = tables.subspan(count);
  }
  return services;
}

/// Одне завантаження: спільний стан потоків, що ведуть сервіси.
class Run {
 public:
  Run(Sink& sink, unsigned threads, std::uint64_t expected, ProgressStyle style)
      : sink_(sink), workers_(threads), progress_("generating", expected, style) {}

  Status load(const std::vector<ServiceTables>& services, std::vector<TableReport>& reports) {
    if (!sink_.parallel()) {
      for (const ServiceTables tables : services) load_service(tables, reports);
    } else {
      load_in_parallel(services, reports);
    }
    TM_TRY(check_interrupted());
    if (failure_) return std::unexpected(*failure_);
    return {};
  }

 private:
  void load_service(ServiceTables tables, std::vector<TableReport>& reports) {
    for (const TableSource& table : tables) {
      if (stopped_) return;
      TableFeed feed(table, workers_, progress_, stopped_);
      if (auto written = sink_.write(table, feed); !written) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::move(written).error();
        stopped_ = true;
        return;
      }
      reports.push_back({std::string(table.service), std::string(table.table), feed.rows(), feed.digest()});
    }
  }

  void load_in_parallel(const std::vector<ServiceTables>& services, std::vector<TableReport>& reports) {
    std::vector<std::vector<TableReport>> parts(services.size());
    std::size_t running = services.size();
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < services.size(); ++i)
        threads.emplace_back([&, i] {
          load_service(services[i], parts[i]);
          const std::lock_guard lock(mutex_);
          --running;
          finished_.notify_one();
        });
      std::unique_lock lock(mutex_);
      // Потік сервісу може чекати на сервер і не бачити ні Ctrl-C, ні чужої відмови: стежимо за ними тут.
      constexpr auto kGlance = std::chrono::milliseconds(100);
      bool cancelled = false;
      while (running > 0) {
        finished_.wait_for(lock, kGlance);
        if (cancelled || (!stopped_ && !interrupted())) continue;
        stopped_ = cancelled = true;
        sink_.cancel();
      }
    }
    for (auto& part : parts) std::ranges::move(part, std::back_inserter(reports));
  }

  Sink& sink_;
  Workers workers_;
  Progress progress_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::optional<Error> failure_;
};

std::string combined_digest(const std::vector<TableReport>& tables) {
  std::string text;
  for (const TableReport& table : tables)
    text += fmt::format("{}.{}:{}:{}\n", table.service, table.table, table.rows, digest_text(table.digest));
  return digest_text(XXH3_64bits(text.data(), text.size()));
}

}  // namespace

std::string digest_text(std::uint64_t digest) {
  return fmt::format("{:016x}", digest);
}

std::uint64_t GenerateReport::rows() const {
  std::uint64_t rows = 0;
  for (const TableReport& table : tables) rows += table.rows;
  return rows;
}

Result<GenerateReport> generate(const World& world, Sink& sink, unsigned threads, ProgressStyle progress) {
  const std::vector<TableSource> tables = world_tables(world, sink.order());
  std::uint64_t expected = 0;
  for (const TableSource& table : tables) expected += table.expected_rows;

  GenerateReport report;
  TM_TRY(sink.begin(tables));
  const auto start = std::chrono::steady_clock::now();
  TM_TRY(Run(sink, threads, expected, progress).load(by_service(tables), report.tables));
  report.digest = combined_digest(report.tables);
  TM_TRY(sink.finish(report.digest));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace techmarket::datagen
