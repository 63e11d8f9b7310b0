#include "dbml/check_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/calendar.h"
#include "base/text.h"
#include "dbml/number_text.h"
#include "sql/type_name.h"
#include "sql/type_shape.h"

namespace techmarket::dbml {
namespace {

using schema::Value;

std::optional<std::size_t> size_argument(const schema::Type& type, std::size_t index) {
  if (index >= type.arguments.size()) return std::nullopt;
  const std::string_view text = type.arguments[index];
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, ascii_lower(text)) != words.end();
}

/// Від limits.first до limits.second цифр на початку; вилучає їх з тексту. Порожньо — цифр там не стільки.
std::optional<int> take_digits(std::string_view& text, std::pair<std::size_t, std::size_t> limits) {
  std::size_t size = 0;
  while (size < text.size() && size <= limits.second && is_digit(text[size])) ++size;
  if (size < limits.first || size > limits.second) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + size, value);
  text.remove_prefix(size);
  return value;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Пояс: Z, UTC, +02, +02:00.
bool is_zone(std::string_view text) {
  if (text.empty() || is_one_of(text, std::to_array<std::string_view>({"z", "utc", "am", "pm"}))) return true;
  if (!skip(text, '+') && !skip(text, '-')) return false;
  const auto hours = take_digits(text, {2, 2});
  if (!hours || *hours > 23) return false;
  if (text.empty()) return true;
  const auto minutes = skip(text, ':') ? take_digits(text, {2, 2}) : std::nullopt;
  return minutes && *minutes < 60 && text.empty();
}

/// HH:MM[:SS[.f]] і, можливо, пояс. TIME у MySQL — ще й проміжок: від -838:59:59 до 838:59:59, з днями або
/// без.
bool is_time(std::string_view text, bool span) {
  constexpr int kMostHours = 838, kDay = 24;  // MySQL 8.4 Reference Manual, «The TIME Type»
  if (span) skip(text, '-');
  int days = 0;
  if (const auto space = text.find(' '); span && space != std::string_view::npos && space <= 2 &&
                                         std::ranges::all_of(text.substr(0, space), is_digit)) {
    days = take_digits(text, {1, 2}).value_or(0);
    text.remove_prefix(1);
  }
  const auto hours = take_digits(text, {1, 3});
  if (!hours || *hours + days * kDay > (span ? kMostHours : kDay - 1) || !skip(text, ':')) return false;
  const auto minutes = take_digits(text, {2, 2});
  if (!minutes || *minutes > 59) return false;
  if (skip(text, ':')) {
    const auto seconds = take_digits(text, {2, 2});
    if (!seconds || *seconds > 60) return false;
  }
  if (skip(text, '.'))
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return is_zone(trim(text));
}

/// YYYY-MM-DD, YYYY/M/D або YYYYMMDD.
bool is_date(std::string_view text) {
  const auto year = take_digits(text, {4, 8});
  if (!year) return false;
  if (text.empty())
    return parse_date(fmt::format("{:04}-{:02}-{:02}", *year / 10000, *year / 100 % 100, *year % 100))
        .has_value();
  const char separator = text.front();
  if (*year > 9999 || (separator != '-' && separator != '/')) return false;
  text.remove_prefix(1);
  const auto month = take_digits(text, {1, 2});
  if (!month || !skip(text, separator)) return false;
  const auto day = take_digits(text, {1, 2});
  return day && text.empty() && parse_date(fmt::format("{:04}-{:02}-{:02}", *year, *month, *day)).has_value();
}

bool is_timestamp(std::string_view text) {
  const std::string_view date = text.substr(0, text.find_first_of(" Tt"));
  if (!is_date(date)) return false;
  text.remove_prefix(date.size());
  return text.empty() || is_time(text.substr(1), false);
}

/// Слова PostgreSQL на місці дати й часу (документація, таблиця 8.13).
bool is_date_word(std::string_view text) {
  return is_one_of(text, std::to_array<std::string_view>(
                             {"-infinity", "epoch", "infinity", "now", "today", "tomorrow", "yesterday"}));
}

bool is_time_word(std::string_view text) {
  return is_one_of(text, std::to_array<std::string_view>({"allballs", "now"}));
}

/// Слова PostgreSQL на місці дробового числа; numeric(p, s) має з них лише NaN.
bool is_number_word(std::string_view text, bool infinite) {
  if (equals_ignore_case(text, "nan")) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return infinite && is_one_of(text, std::to_array<std::string_view>({"inf", "infinity"}));
}

bool is_uuid(std::string_view text) {
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  constexpr std::size_t kDigits = 32;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const char lower = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (lower < 'a' || lower > 'f')) return false;
    ++digits;
  }
  return digits == kDigits;
}

bool is_truth_word(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kWords{"true", "false", "t",  "f",   "yes", "no",
                                                           "y",    "n",     "on", "off", "1",   "0"};
  return std::ranges::find(kWords, ascii_lower(text)) != kWords.end();
}

ValueProblem wrong(const Value& value, std::string_view wanted, std::string hint = {}) {
  return {.code = "value-type",
          .message = fmt::format("{} is not {}", shown(value), wanted),
          .hint = std::move(hint)};
}

int bits_of(const schema::Type& type) {
  const sql::TypeWord* word = sql::find_type(type);
  return word ? word->bits : 0;
}

/// Порівнює цілі без втрати цифр.
bool less(const ExactNumber& a, const ExactNumber& b) {
  if (a.negative != b.negative) return a.negative;
  const auto smaller = [](const std::string& x, const std::string& y) {
    return x.size() != y.size() ? x.size() < y.size() : x < y;
  };
  return a.negative ? smaller(b.whole, a.whole) : smaller(a.whole, b.whole);
}

}  // namespace

std::string shown(const Value& value) {
  constexpr std::size_t kShown = 40;
  std::string text = value.text;
  if (count_code_points(text) > kShown) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < kShown; ++i) bytes += utf8_length(std::string_view(text).substr(bytes));
    text = text.substr(0, bytes) + "…";
  }
  return value.kind == Value::Kind::string ? fmt::format("'{}'", text) : text;
}

ValueChecker::ValueChecker(const schema::Type& type, const schema::Enum* enumeration,
                           const schema::Lookup& lookup)
    : type_(type),
      enumeration_(enumeration),
      lookup_(&lookup),
      family_(sql::family_of(type)),
      bits_(bits_of(type)) {
  if (family_ == sql::Family::text) length_ = size_argument(type, 0);
  if (family_ == sql::Family::decimal) {
    precision_ = size_argument(type, 0);
    scale_ = type.arguments.size() > 1 ? size_argument(type, 1) : std::optional<std::size_t>(0);
  }
}

std::optional<ValueProblem> ValueChecker::check(const Value& value) const {
  using Kind = Value::Kind;
  if (value.kind == Kind::null || value.kind == Kind::expression || !type_.array.empty()) return std::nullopt;
  if (enumeration_ || (family_ == sql::Family::enumeration && !type_.arguments.empty()))
    return check_member(value);
  const bool is_string = value.kind == Kind::string;
  const std::string_view text = trim(value.text);
  if (value.kind == Kind::enum_member && family_ != sql::Family::text) return std::nullopt;
  switch (family_) {
    case sql::Family::integer:
    case sql::Family::decimal:
    case sql::Family::real:
      return check_number(value);
    case sql::Family::text:
      return check_text(value);
    case sql::Family::boolean:
      if (value.kind != Kind::boolean && !is_truth_word(value.text)) return wrong(value, "true or false");
      return std::nullopt;
    case sql::Family::date:
      if (!is_string || !(is_timestamp(text) || is_date_word(text)))
        return wrong(value, "a date", "write 'YYYY-MM-DD'");
      return std::nullopt;
    case sql::Family::time:
      if (!is_string || !(is_time(text, true) || is_time_word(text)))
        return wrong(value, "a time", "write 'HH:MM:SS'");
      return std::nullopt;
    case sql::Family::moment:
      if (!is_string || !(is_timestamp(text) || is_date_word(text)))
        return wrong(value, "a date and time", "write 'YYYY-MM-DD HH:MM:SS', or an `expression`");
      return std::nullopt;
    case sql::Family::uuid:
      if (!is_string || !is_uuid(value.text))
        return wrong(value, "a UUID", "a UUID has 32 hexadecimal digits");
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<ValueProblem> ValueChecker::check_number(const Value& value) const {
  const bool whole = family_ == sql::Family::integer;
  if (value.kind == Value::Kind::boolean && whole && bits_ == 8) return std::nullopt;
  const auto number = value.kind == Value::Kind::boolean ? std::nullopt : parse_number(value.text);
  if (!number && value.kind == Value::Kind::number) return std::nullopt;  // про нечисло вже сказав лексер
  if (!number && !whole && is_number_word(trim(value.text), !precision_)) return std::nullopt;
  if (!number) return wrong(value, whole ? "a whole number" : "a number");
  if (family_ == sql::Family::real) return std::nullopt;
  if (whole) {
    if (!number->fraction.empty()) return wrong(value, "a whole number");
    const auto limits = sql::integer_limits(bits_, sql::is_unsigned(type_));
    if (!less(*number, *parse_number(limits.low)) && !less(*parse_number(limits.high), *number))
      return std::nullopt;
    return ValueProblem{.code = "value-out-of-range",
                        .message = fmt::format("{} is out of range", shown(value)),
                        .hint = fmt::format("{} holds {} to {}", type_.text(), limits.low, limits.high)};
  }
  if (!precision_ || !scale_ || *scale_ > *precision_) return std::nullopt;
  if (number->whole.size() > *precision_ - *scale_)
    return ValueProblem{
        .code = "value-out-of-range",
        .message = fmt::format("{} is out of range", shown(value)),
        .hint = fmt::format("digits before the point in {}: {}", type_.text(), *precision_ - *scale_)};
  if (number->fraction.size() > *scale_)
    return ValueProblem{.code = "value-rounded",
                        .message = fmt::format("{} would be rounded", shown(value)),
                        .hint = fmt::format("digits after the point in {}: {}", type_.text(), *scale_)};
  return std::nullopt;
}

std::optional<ValueProblem> ValueChecker::check_text(const Value& value) const {
  const auto size = count_code_points(value.text);
  if (!length_ || size <= *length_) return std::nullopt;
  return ValueProblem{.code = "value-too-long",
                      .message = fmt::format("{} has {} characters", shown(value), size),
                      .hint = fmt::format("{} holds {}", type_.text(), *length_)};
}

std::optional<ValueProblem> ValueChecker::check_member(const Value& value) const {
  std::vector<std::string> members;
  if (enumeration_) {
    // Про чужий член самого переліку вже сказано: це помилка.
    if (value.kind == Value::Kind::enum_member && value.enum_name.ends_with(enumeration_->name.name))
      return std::nullopt;
    if (lookup_->has_value(*enumeration_, value.text)) return std::nullopt;
    for (const auto& member : enumeration_->values) members.push_back(member.name);
  } else {
    for (const auto& argument : type_.arguments) {
      std::string_view quoted = argument;
      if (quoted.size() < 2 || !quoted.starts_with('\'')) return std::nullopt;
      members.push_back(replace_all(quoted.substr(1, quoted.size() - 2), "''", "'"));
      if (members.back() == value.text) return std::nullopt;
    }
  }
  const std::string name =
      enumeration_ ? fmt::format("enum '{}'", schema::display_name(enumeration_->name)) : type_.text();
  return ValueProblem{.code = "value-not-in-enum",
                      .message = fmt::format("{} is not a value of {}", shown(value), name),
                      .hint = did_you_mean_hint(value.text, members)};
}

std::string ValueChecker::key(const Value& value) const {
  if (sql::is_numeric(family_))
    if (const auto number = parse_number(value.text)) return number->text();
  return value.kind == Value::Kind::boolean ? ascii_lower(value.text) : value.text;
}

}  // namespace techmarket::dbml
