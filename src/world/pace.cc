#include "world/pace.h"

#include <algorithm>

namespace techmarket::world {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

Pace Pace::continued(std::span<const std::uint32_t> weights, std::uint64_t total, std::uint64_t count) {
  Pace pace;
  std::uint64_t sum = 0;
  for (const std::uint32_t weight : weights) {
    sum += weight;
    pace.sums_.push_back(static_cast<std::uint64_t>(static_cast<Wide>(sum) * count / total));
  }
  return pace;
}

Pace Pace::steady(std::uint32_t days, std::uint64_t count, std::uint64_t period, std::uint64_t random,
                  std::uint64_t most, std::uint64_t slowest) {
  if (count * slowest < period) count = 1, period = slowest;
  const std::uint64_t phase = below(random, period);
  Pace pace;
  for (std::uint64_t day = 1; day <= days; ++day)
    pace.sums_.push_back(
        std::min(most, static_cast<std::uint64_t>((static_cast<Wide>(day) * count + phase) / period)));
  return pace;
}

Pace Pace::at_least(const Pace& other) const {
  Pace pace = *this;
  for (std::size_t day = 0; day < pace.sums_.size(); ++day)
    pace.sums_[day] = std::max(pace.sums_[day], other.sums_[day]);
  return pace;
}

std::uint32_t Pace::day_of(std::uint64_t event) const {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(sums_, event) - sums_.begin() - 1);
}

}  // namespace techmarket::world
