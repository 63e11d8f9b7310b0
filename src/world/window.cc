#include "world/window.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace techmarket::world {
namespace {

using std::chrono::years;

// Понеділок … неділя, відсотки: замовлення трохи частіші на початку тижня й у п'ятницю.
constexpr std::array<std::uint32_t, 7> kWeekday = {106, 102, 99, 99, 104, 96, 94};

Date minus_years(Date date, int count) {
  auto civil = date.civil() - years(count);
  if (!civil.ok()) civil = civil.year() / civil.month() / std::chrono::last;  // 29 лютого
  return {static_cast<std::int32_t>(std::chrono::sys_days(civil).time_since_epoch().count())};
}

/// Інтенсивність днів [first, until) і future днів після нього: лінійне зростання від from
/// до to, помножене на день тижня і на ефект дня.
std::vector<std::uint32_t> intensity(Date first, Date until, std::uint32_t future, std::uint32_t from,
                                     std::uint32_t to, const words::Holidays& holidays) {
  auto weights = holidays.effects(first, {until.days + static_cast<std::int32_t>(future)});
  const auto days = static_cast<std::uint32_t>(until.days - first.days);
  for (std::uint32_t day = 0; day < weights.size(); ++day) {
    const std::uint32_t growth = from + (to - from) * day / days;
    const auto weekday =
        static_cast<std::size_t>(day_of_week({first.days + static_cast<std::int32_t>(day)}) - 1);
    // Найбільше: 200 · 106 · 10 000 / 100 за день, тож сума за п'ять років менша за 2^32.
    weights[day] = growth * kWeekday[weekday] * weights[day] / 100;
  }
  return weights;
}

std::span<const std::uint32_t> past(const std::vector<std::uint32_t>& weights, std::uint32_t future) {
  return std::span(weights).first(weights.size() - future);
}

Pace continuation(const std::vector<std::uint32_t>& weights, std::uint32_t future, std::uint64_t count) {
  const auto known = past(weights, future);
  return Pace::continued(std::span(weights).last(future),
                         std::accumulate(known.begin(), known.end(), std::uint64_t{0}), count);
}

}  // namespace

Window::Window(Date until, const words::Holidays& holidays, std::uint32_t future)
    : first_(minus_years(until, 2)),
      founded_(minus_years(until, 5)),
      end_(start_of(until)),
      effects_(holidays.effects(first_, {until.days + static_cast<std::int32_t>(future)})),
      order_weights_(intensity(first_, until, future, 100, 160, holidays)),
      sign_up_weights_(intensity(founded_, until, future, 20, 160, holidays)),
      orders_(first_, past(order_weights_, future)),
      sign_ups_(founded_, past(sign_up_weights_, future)) {
  auto previous = first_.civil().month();
  month_starts_.push_back(first_);
  for (Date date = first_; date < until; ++date.days) {
    if (date.civil().month() != previous) month_starts_.push_back(date);
    previous = date.civil().month();
    months_.push_back(static_cast<std::uint32_t>(month_starts_.size() - 1));
  }
}

Pace Window::future_orders(std::uint64_t count) const {
  return continuation(order_weights_, future(), count);
}

Pace Window::future_sign_ups(std::uint64_t count) const {
  return continuation(sign_up_weights_, future(), count);
}

}  // namespace techmarket::world
