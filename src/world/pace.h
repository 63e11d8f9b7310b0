#pragma once
// Події після кінця вікна: скільки їх стається щодня. Кількість за перші k днів залежить лише від k, тому
// майбутнє однакове, рахувати його гуртом чи день за днем.

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace techmarket::world {

/// Дні нумеруються від 0 — першого дня після кінця вікна; події — теж від 0, поспіль.
class Pace {
 public:
  Pace() = default;

  /// Подій стільки, скільки ваги дня дають за частотою минулого: count подій на total ваги.
  static Pace continued(std::span<const std::uint32_t> weights, std::uint64_t total, std::uint64_t count);

  static constexpr std::uint64_t kWeek = 7, kMonth = 28;

  /// Рівномірно: count подій за кожні period днів, але не рідше ніж раз на slowest днів. Малий світ завдяки
  /// цьому показує кожен рід змін. @param most після скількох подій зупинитися.
  static Pace steady(std::uint32_t days, std::uint64_t count, std::uint64_t period, std::uint64_t random,
                     std::uint64_t most = UINT64_MAX, std::uint64_t slowest = kWeek);

  /// Те саме, що в обох: на кінець кожного дня — більше з двох.
  Pace at_least(const Pace& other) const;

  /// Скільки подій сталося до початку дня. @param day від 0 до кількості днів включно.
  std::uint64_t before(std::uint32_t day) const { return sums_[day]; }
  std::uint64_t on(std::uint32_t day) const { return sums_[day + 1] - sums_[day]; }
  /// День події.
  std::uint32_t day_of(std::uint64_t event) const;
  std::uint32_t days() const { return static_cast<std::uint32_t>(sums_.size() - 1); }
  std::uint64_t total() const { return sums_.back(); }

 private:
  std::vector<std::uint64_t> sums_ = {0};
};

}  // namespace techmarket::world
