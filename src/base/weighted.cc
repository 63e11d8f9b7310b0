#include "base/weighted.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace techmarket {

AliasTable::AliasTable(std::span<const std::uint64_t> weights, std::span<const std::uint32_t> labels)
    : cells_(weights.size()) {
  const auto label = [&](std::uint32_t i) { return labels.empty() ? i : labels[i]; };
  __extension__ using Wide = unsigned __int128;
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  // Кожну вагу множимо на кількість: середня тоді дорівнює total, і ділити не треба.
  std::vector<std::uint64_t> rest(weights.size());
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    rest[i] = weights[i] * weights.size();
    cells_[i].items[0] = cells_[i].items[1] = label(i);
    (rest[i] < total ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back(), more = large.back();
    small.pop_back();
    cells_[less].threshold = static_cast<std::uint64_t>((static_cast<Wide>(rest[less]) << 64) / total);
    cells_[less].items[1] = label(more);
    rest[more] -= total - rest[less];
    if (rest[more] < total) {
      large.pop_back();
      small.push_back(more);
    }
  }
}

Apportionment::Apportionment(std::span<const std::uint64_t> weights, std::uint64_t resolution) {
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  widths_.resize(weights.size());
  for (std::uint32_t item = 0; item < weights.size(); ++item) {
    if (weights[item] == 0) continue;
    widths_[item] = static_cast<std::uint32_t>(
        std::max<std::uint64_t>(1, (weights[item] * resolution + total / 2) / total));
    for (std::uint32_t copy = 0; copy < widths_[item]; ++copy) slots_.push_back({item, copy});
  }
}

Apportionment::Share Apportionment::at(std::uint64_t index, std::uint64_t key) const {
  const std::uint64_t block = index / slots_.size();
  const Slot slot =
      slots_[permute(index % slots_.size(), slots_.size(), mix(key ^ block, 0x9e3779b97f4a7c15u) | 1)];
  return {slot.item, block * widths_[slot.item] + slot.copy};
}

}  // namespace techmarket
