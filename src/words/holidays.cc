#include "words/holidays.h"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "base/tsv.h"

namespace techmarket::words {
namespace {

/// Читає правило зліва направо.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool number(int& value, int least, int most) {
    const auto [end, failure] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (failure != std::errc() || value < least || value > most) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  /// «+3» або «-4».
  bool offset(int& value) {
    take("+");
    return number(value, -366, 366);
  }
  bool month_day(int& month, int& day) { return number(month, 1, 12) && take("-") && number(day, 1, 31); }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

Date plus(Date date, int days) {
  return {date.days + days};
}

}  // namespace

Date orthodox_easter(int year) {
  const int a = year % 4, b = year % 7, c = year % 19;
  const int d = (19 * c + 15) % 30, e = (2 * a + 4 * b - d + 34) % 7;
  const int march = d + e + 114;
  constexpr int kJulianShift = 13;  // між 1900 і 2099 роками
  return plus(make_date(year, static_cast<unsigned>(march / 31), static_cast<unsigned>(march % 31 + 1)),
              kJulianShift);
}

Result<DateRule> DateRule::parse(std::string_view text) {
  DateRule rule;
  Scanner scan(text);
  bool good = true;
  if (scan.take("nth(")) {
    rule.anchor_ = Anchor::nth_weekday;
    good = scan.number(rule.month_, 1, 12) && scan.take(",") && scan.number(rule.weekday_, 1, 7) &&
           scan.take(",") && scan.number(rule.nth_, 1, 4) && scan.take(")");
    if (good && !scan.done()) good = scan.offset(rule.from_);
    rule.to_ = rule.from_;
    if (good && scan.take("..")) good = scan.offset(rule.to_) && rule.to_ >= rule.from_;
  } else if (scan.take("easter")) {
    rule.anchor_ = Anchor::easter;
    if (!scan.done()) good = scan.offset(rule.from_);
    rule.to_ = rule.from_;
  } else {
    good = scan.month_day(rule.month_, rule.day_);
    rule.last_month_ = rule.month_;
    rule.last_day_ = rule.day_;
    if (good && scan.take("..")) good = scan.month_day(rule.last_month_, rule.last_day_);
  }
  if (!good || !scan.done())
    return fail(ErrorKind::bad_input, fmt::format("'{}' is not a date rule", text),
                "write MM-DD, MM-DD..MM-DD, nth(M,D,N)+K, nth(M,D,N)+A..+B or easter+K");
  return rule;
}

std::pair<Date, Date> DateRule::in(int year) const {
  const auto date = [](int y, int month, int day) {
    return make_date(y, static_cast<unsigned>(month), static_cast<unsigned>(day));
  };
  switch (anchor_) {
    case Anchor::easter:
      return {plus(orthodox_easter(year), from_), plus(orthodox_easter(year), to_)};
    case Anchor::nth_weekday: {
      const Date first = date(year, month_, 1);
      const int until_weekday = (weekday_ - day_of_week(first) + 7) % 7;
      const Date anchor = plus(first, until_weekday + 7 * (nth_ - 1));
      return {plus(anchor, from_), plus(anchor, to_)};
    }
    case Anchor::fixed:
      break;
  }
  const bool over_new_year = std::pair(last_month_, last_day_) < std::pair(month_, day_);
  return {date(year, month_, day_), date(year + (over_new_year ? 1 : 0), last_month_, last_day_)};
}

Result<Holidays> Holidays::read(const std::filesystem::path& path) {
  Holidays holidays;
  TM_TRY(read_tsv(path, {"date_rule", "effect"}, [&](const TsvRow& row) -> Status {
    auto rule = DateRule::parse(row.text(0));
    if (!rule) return row.error(rule.error().message, rule.error().hint);
    TM_ASSIGN(const std::uint64_t effect, row.number(1, 1, 10'000));
    holidays.entries_.push_back({*rule, static_cast<std::uint32_t>(effect)});
    return {};
  }));
  return holidays;
}

std::vector<std::uint32_t> Holidays::effects(Date first, Date last) const {
  constexpr std::uint32_t kUsual = 100;
  const auto strength = [](std::uint32_t effect) {
    return std::abs(static_cast<int>(effect) - static_cast<int>(kUsual));
  };
  std::vector<std::uint32_t> effects(static_cast<std::size_t>(last.days - first.days), kUsual);
  const int first_year = static_cast<int>(first.civil().year()),
            last_year = static_cast<int>(last.civil().year());
  for (const Entry& entry : entries_)
    for (int year = first_year - 1; year <= last_year; ++year) {
      const auto [from, to] = entry.rule.in(year);
      for (Date day = std::max(from, first); day <= to && day < last; day = plus(day, 1)) {
        auto& effect = effects[static_cast<std::size_t>(day.days - first.days)];
        if (strength(entry.effect) > strength(effect)) effect = entry.effect;
      }
    }
  return effects;
}

}  // namespace techmarket::words
