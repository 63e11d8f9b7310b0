#include "datagen/window.h"

#include <algorithm>
#include <array>

namespace techmarket::datagen {
namespace {

using std::chrono::years;

// Понеділок … неділя, відсотки: замовлення трохи частіші на початку тижня й у п'ятницю.
constexpr std::array<std::uint32_t, 7> kWeekday = {106, 102, 99, 99, 104, 96, 94};

Date minus_years(Date date, int count) {
  auto civil = date.civil() - years(count);
  if (!civil.ok()) civil = civil.year() / civil.month() / std::chrono::last;  // 29 лютого
  return {static_cast<std::int32_t>(std::chrono::sys_days(civil).time_since_epoch().count())};
}

/// Інтенсивність днів [first, last): лінійне зростання від from до to, помножене на день тижня і на ефект
/// дня.
std::vector<std::uint32_t> intensity(Date first, Date last, std::uint32_t from, std::uint32_t to,
                                     const Holidays& holidays) {
  auto weights = holidays.effects(first, last);
  const auto days = static_cast<std::uint32_t>(weights.size());
  for (std::uint32_t day = 0; day < days; ++day) {
    const std::uint32_t growth = from + (to - from) * day / days;
    const auto weekday =
        static_cast<std::size_t>(day_of_week({first.days + static_cast<std::int32_t>(day)}) - 1);
    // Найбільше: 200 · 106 · 10 000 / 100 за день, тож сума за п'ять років менша за 2^32.
    weights[day] = growth * kWeekday[weekday] * weights[day] / 100;
  }
  return weights;
}

}  // namespace

Window::Window(Date until, const Holidays& holidays)
    : first_(minus_years(until, 2)),
      founded_(minus_years(until, 5)),
      end_(start_of(until)),
      effects_(holidays.effects(first_, until)),
      orders_(first_, intensity(first_, until, 100, 160, holidays)),
      sign_ups_(founded_, intensity(founded_, until, 20, 160, holidays)) {
  auto previous = first_.civil().month();
  month_starts_.push_back(first_);
  for (std::uint32_t day = 0; day < days(); ++day) {
    const Date date{first_.days + static_cast<std::int32_t>(day)};
    if (date.civil().month() != previous) month_starts_.push_back(date);
    previous = date.civil().month();
    months_.push_back(static_cast<std::uint32_t>(month_starts_.size() - 1));
  }
}

}  // namespace techmarket::datagen
