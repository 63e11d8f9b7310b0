#pragma once
// Час транзакцій за родами і його перцентилі.

#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace techmarket::world {

struct Percentiles {
  std::uint64_t count = 0;
  double p50 = 0, p95 = 0, p99 = 0, most = 0;  ///< мілісекунди
};

class Latencies {
 public:
  using Clock = std::chrono::steady_clock;

  void add(std::string_view kind, Clock::duration took);
  /// Найменше значення, не менше за яке потрібна частка вимірів (nearest rank).
  std::map<std::string_view, Percentiles> by_kind() const;
  Percentiles all() const;

 private:
  std::map<std::string_view, std::vector<std::uint32_t>> micros_;
};

}  // namespace techmarket::world
