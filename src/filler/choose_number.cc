#include "filler/choose_parts.h"

#include <algorithm>
#include <limits>

namespace techmarket::filler {
namespace {

struct Span {
  double least, most;
  bool skewed = false;
};

/// Звичні межі того, що означає число. Для дробових — ті самі, у цілих одиницях.
Span usual(Meaning meaning, const ValueType& type, Date until) {
  switch (meaning) {
    case Meaning::price:
      return {10, 20'000, true};
    case Meaning::salary:
      return {8'000, 90'000, true};
    case Meaning::small_price:
      return {0, 500, true};
    case Meaning::quantity:
      return {1, 20, true};
    case Meaning::percent:
      return type.precision - type.scale == 1 ? Span{0, 1} : Span{0, 100};
    case Meaning::fraction:
      return type.kind == Family::integer ? Span{0, 100} : Span{0, 1};
    case Meaning::temperature:
      return {-10, 35};
    case Meaning::pressure:
      return {980, 1'040};
    case Meaning::speed:
      return {50, 120};
    case Meaning::quarter:
      return {1, 4};
    case Meaning::few:
      return {1, 6, true};
    case Meaning::seats:
      return {2, 120, true};
    case Meaning::rating:
      return {1, 5};
    case Meaning::age:
      return {18, 80};
    case Meaning::year:
      return {1990, static_cast<double>(static_cast<int>(until.civil().year()))};
    case Meaning::recent_year: {
      constexpr double kRecent = 4;
      const double now = static_cast<int>(until.civil().year());
      return {now - kRecent, now};
    }
    case Meaning::month:
      return {1, 12};
    case Meaning::day:
      return {1, 7};
    case Meaning::hour:
      return {0, 23};
    case Meaning::hours:
      return {1, 12};
    case Meaning::duration:
      return {1, 240};
    case Meaning::weight:
      return {1, 500, true};
    case Meaning::body_weight:
      return {48, 110};
    case Meaning::body_height:
      // Метри чи сантиметри видно з того, скільки цифр перед крапкою вміщається.
      return type.kind == Family::decimal && type.precision - type.scale == 1 ? Span{1.5, 2} : Span{150, 200};
    case Meaning::size:
      return {1, 500};
    case Meaning::latitude:
      return {44.4, 52.3};  // межі України
    case Meaning::longitude:
      return {22.2, 40.2};
    case Meaning::position:
      return {1, 100};
    case Meaning::count:
      return {0, 10'000, true};
    case Meaning::postcode:
      return {10'000, 99'999};
    case Meaning::status:
    case Meaning::priority:
      return {1, 5};
    case Meaning::flag:
      return {0, 1};
    default:
      return {1, 100};
  }
}

}  // namespace

words::CodecPtr choose_number(const Demand& demand, Date until) {
  const ValueType& type = demand.type;
  const bool whole = type.kind == Family::integer;
  const int scale = whole ? 0 : type.scale;
  const std::int64_t unit = power_of_ten<std::int64_t>(scale);
  const std::int64_t type_most =
      whole ? std::min(type.most, demand.bounds.largest) : power_of_ten<std::int64_t>(type.precision) - 1;
  const std::int64_t type_least = whole ? type.least : -type_most;
  const Span span = usual(demand.guess.meaning, type, until);
  auto least = static_cast<std::int64_t>(span.least * static_cast<double>(unit));
  auto most = static_cast<std::int64_t>(span.most * static_cast<double>(unit));
  const std::int64_t width = std::max<std::int64_t>(1, most - least);

  const Bounds& bounds = demand.bounds;
  const auto floor = bounds.least ? lowest(*bounds.least, scale) : std::nullopt;
  const auto ceiling = bounds.most ? highest(*bounds.most, scale) : std::nullopt;
  const std::int64_t lowest_allowed = std::max(type_least, floor.value_or(type_least));
  const std::int64_t highest_allowed = std::min(type_most, ceiling.value_or(type_most));
  if (floor && ceiling) {
    // Обидві межі сказано: звичне звужуємо до них, а якщо воно поза ними — беремо їх.
    if (most < *floor || least > *ceiling || demand.guess.meaning == Meaning::none)
      least = *floor, most = *ceiling;
  } else if (floor && most <= *floor) {
    least = *floor, most = *floor > type_most - width ? type_most : *floor + width;
  } else if (ceiling && least >= *ceiling) {
    most = *ceiling, least = *ceiling < type_least + width ? type_least : *ceiling - width;
  }
  least = std::clamp(least, lowest_allowed, highest_allowed);
  most = std::clamp(most, least, std::max(least, highest_allowed));

  const auto wanted =
      static_cast<std::int64_t>(std::min<std::uint64_t>(demand.distinct_rows, words::kUnlimited));
  if (wanted > 0 && most - least < wanted) {
    constexpr std::int64_t kSlack = 4;
    const std::int64_t room =
        wanted > std::numeric_limits<std::int64_t>::max() / kSlack ? wanted : wanted * kSlack;
    most = least > highest_allowed - room ? highest_allowed : least + room;
    if (most - least < wanted) least = lowest_allowed;
  }
  return words::decimal_codec(least, most, scale, span.skewed && wanted == 0);
}

}  // namespace techmarket::filler
