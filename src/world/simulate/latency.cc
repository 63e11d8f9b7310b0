#include "world/simulate/latency.h"

#include <algorithm>

namespace techmarket::world {
namespace {

Percentiles percentiles(std::vector<std::uint32_t> micros) {
  if (micros.empty()) return {};
  std::ranges::sort(micros);
  const auto at = [&](std::uint64_t percent) {
    const std::uint64_t rank = (micros.size() * percent + 99) / 100;
    return micros[std::max<std::uint64_t>(rank, 1) - 1] / 1'000.0;
  };
  return {
      .count = micros.size(), .p50 = at(50), .p95 = at(95), .p99 = at(99), .most = micros.back() / 1'000.0};
}

}  // namespace

void Latencies::add(std::string_view kind, Clock::duration took) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  micros_[kind].push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(micros, 0, UINT32_MAX)));
}

std::map<std::string_view, Percentiles> Latencies::by_kind() const {
  std::map<std::string_view, Percentiles> kinds;
  for (const auto& [kind, micros] : micros_) kinds[kind] = percentiles(micros);
  return kinds;
}

Percentiles Latencies::all() const {
  std::vector<std::uint32_t> together;
  for (const auto& [kind, micros] : micros_) together.insert(together.end(), micros.begin(), micros.end());
  return percentiles(std::move(together));
}

}  // namespace techmarket::world
