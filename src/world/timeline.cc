#include "world/timeline.h"

#include <numeric>

#include "base/random.h"

namespace techmarket::world {
namespace {

// Відносна кількість замовлень за годинами доби. Будні: обід і вечір; вихідні: пізніший ранок, рівний день.
// Форма — за оприлюдненими спостереженнями українських магазинів (пік 11–13 і 19–22, ніч близько 3 % доби).
constexpr std::array<std::uint32_t, 24> kWeekday = {10, 6,  4,  3,  3,  5,  12, 25, 42, 58, 68, 72,
                                                    74, 70, 66, 62, 60, 62, 66, 74, 82, 80, 58, 28};
constexpr std::array<std::uint32_t, 24> kWeekend = {16, 10, 6,  4,  3,  4,  8,  16, 30, 48, 64, 74,
                                                    76, 76, 74, 72, 70, 70, 72, 76, 80, 76, 58, 32};

/// Обернена функція розподілу години: частка доби → година і частка години.
class HourCurve {
 public:
  constexpr explicit HourCurve(const std::array<std::uint32_t, 24>& weights) {
    const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    std::uint64_t sum = 0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
      start_[hour] = (std::uint64_t{1} << 32) * sum / total;
      sum += weights[hour];
    }
    start_[24] = std::uint64_t{1} << 32;
    for (std::uint64_t cell = 0, hour = 0; cell < guide_.size(); ++cell) {
      while (start_[hour + 1] <= cell << (32 - kGuideBits)) ++hour;
      guide_[cell] = static_cast<std::uint8_t>(hour);
    }
  }

  /// @param fraction частка доби від 0 до 2^32.
  constexpr std::int64_t milliseconds(std::uint64_t fraction) const {
    std::size_t hour = guide_[fraction >> (32 - kGuideBits)];
    while (start_[hour + 1] <= fraction) ++hour;
    constexpr std::uint64_t kHour = 3'600'000;
    const std::uint64_t inside = (fraction - start_[hour]) * kHour / (start_[hour + 1] - start_[hour]);
    return static_cast<std::int64_t>(hour * kHour + inside);
  }

 private:
  static constexpr int kGuideBits = 6;
  std::array<std::uint64_t, 25> start_{};
  std::array<std::uint8_t, 1 << kGuideBits> guide_{};
};

constexpr HourCurve kWeekdayHours(kWeekday), kWeekendHours(kWeekend);

Milliseconds moment(Date day, bool weekend, std::uint64_t fraction) {
  const HourCurve& hours = weekend ? kWeekendHours : kWeekdayHours;
  return std::int64_t{day.days} * kSecondsPerDay * 1000 + hours.milliseconds(fraction >> 32);
}

}  // namespace

Timeline::Timeline(Date first, std::span<const std::uint32_t> weights)
    : first_(first), days_(weights.size() + 1), guide_(std::size_t{1} << kGuideBits) {
  __extension__ using Wide = unsigned __int128;
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  std::uint64_t sum = 0;
  for (std::size_t day = 0; day < weights.size(); ++day) {
    days_[day].start = static_cast<std::uint64_t>(((static_cast<Wide>(sum) << 64) - sum) / total);
    days_[day].weekend = day_of_week({first.days + static_cast<std::int32_t>(day)}) >= 6;
    sum += weights[day];
  }
  days_.back().start = UINT64_MAX;
  for (std::size_t day = 0; day < weights.size(); ++day)
    days_[day].scale = UINT64_MAX / (((days_[day + 1].start - days_[day].start) >> kDayShift) + 1);
  for (std::uint64_t cell = 0, day = 0; cell < guide_.size(); ++cell) {
    while (days_[day + 1].start <= cell << (64 - kGuideBits)) ++day;
    guide_[cell] = static_cast<std::uint32_t>(day);
  }
}

Timeline::Moment Timeline::at(std::uint64_t fraction) const {
  std::uint32_t day = guide_[fraction >> (64 - kGuideBits)];
  while (day + 1 < size() && days_[day + 1].start <= fraction) ++day;
  const Day& found = days_[day];
  const std::uint64_t inside = ((fraction - found.start) >> kDayShift) * found.scale;
  return {day, moment({first_.days + static_cast<std::int32_t>(day)}, found.weekend, inside)};
}

Milliseconds Timeline::within(Date day, std::uint64_t fraction) {
  return moment(day, day_of_week(day) >= 6, fraction);
}

}  // namespace techmarket::world
