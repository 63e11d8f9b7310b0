#pragma once
// Коли стаються події. Інтенсивність по днях і годинах перетворено на квантилі: подія i з N стоїть на частці
// (i + u) / N загальної кількості. Тому час зростає разом із номером рядка, а рядок знає свій час без
// сусідів.
//
// Частка — 64-бітне ціле від 0 до 2^64: жодного дійсного числа, отже однаково на всіх машинах.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/calendar.h"

namespace techmarket::world {

/// Мілісекунди від 1970-01-01.
using Milliseconds = std::int64_t;

constexpr Timestamp to_timestamp(Milliseconds ms) {
  return {ms / 1000};
}

class Timeline {
 public:
  /// @param weights інтенсивність кожного дня від first; сума менша за 2^32.
  Timeline(Date first, std::span<const std::uint32_t> weights);

  struct Moment {
    std::uint32_t day;  ///< від першого дня лінії часу
    Milliseconds ms;
  };

  /// Момент, до якого стається частка fraction усіх подій.
  Moment at(std::uint64_t fraction) const;

  /// Частка подій, що стаються до початку дня.
  std::uint64_t before(std::uint32_t day) const { return days_[day].start; }

  /// Момент дня, до якого стається частка fraction подій цього дня.
  static Milliseconds within(Date day, std::uint64_t fraction);

  Date first() const { return first_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(days_.size() - 1); }

 private:
  struct Day {
    std::uint64_t start = 0;  ///< частка подій до цього дня
    std::uint64_t scale = 0;  ///< (частка всередині дня >> kDayShift) · scale — частка дня
    bool weekend = false;
  };
  static constexpr int kDayShift = 20, kGuideBits = 11;

  Date first_;
  std::vector<Day> days_;  // і сторож у кінці
  std::vector<std::uint32_t> guide_;  // день, з якого шукати, за старшими бітами частки
};

/// Частка, на якій стоїть подія i з count, коли її зсув усередині свого відтинка — random.
class Quantiles {
 public:
  explicit Quantiles(std::uint64_t count) : step_(count > 1 ? UINT64_MAX / count : UINT64_MAX) {}
  std::uint64_t at(std::uint64_t index, std::uint64_t random) const {
    __extension__ using Wide = unsigned __int128;
    return index * step_ + static_cast<std::uint64_t>((static_cast<Wide>(random) * step_) >> 64);
  }
  /// Скільки подій напевно стоять раніше за частку fraction.
  std::uint64_t before(std::uint64_t fraction) const { return fraction / step_; }

 private:
  std::uint64_t step_;
};

}  // namespace techmarket::world
