#include "dbml/check_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/calendar.h"
#include "base/text.h"
#include "dbml/number_text.h"

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

/// HH:MM[:SS[.f]] і, можливо, пояс: Z, +02, +02:00.
bool is_time(std::string_view text) {
  const auto two = [&](std::string_view limit) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1]) || text.substr(0, 2) >= limit)
      return false;
    text.remove_prefix(2);
    return true;
  };
  const auto skip = [&](char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
  };
  if (!two("24") || !skip(':') || !two("60")) return false;
  if (skip(':') && !two("61")) return false;
  if (skip('.'))
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  text = trim(text);
  if (text.empty() || equals_ignore_case(text, "z") || equals_ignore_case(text, "utc")) return true;
  if (!skip('+') && !skip('-')) return false;
  if (!two("24")) return false;
  return text.empty() || (skip(':'), two("60") && text.empty());
}

bool is_date(std::string_view text) {
  return parse_date(text).has_value();
}

bool is_timestamp(std::string_view text) {
  constexpr std::size_t kDate = 10;
  if (!is_date(text.substr(0, kDate))) return false;
  auto rest = text.substr(std::min(kDate, text.size()));
  if (rest.empty()) return true;
  if (rest.front() != ' ' && rest.front() != 'T' && rest.front() != 't') return false;
  return is_time(rest.substr(1));
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

/// Найменше і найбільше ціле з bits бітів.
struct Limits {
  std::string low, high;
};

Limits limits_of(const TypeFamily& type) {
  const int bits = type.bits;
  if (type.is_unsigned)
    return {"0", bits == 64 ? "18446744073709551615" : std::to_string((1ULL << bits) - 1)};
  const auto half = 1ULL << (bits - 1);
  return {fmt::format("-{}", half), std::to_string(half - 1)};
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

ValueChecker::ValueChecker(const schema::Type& type, const schema::Enum* enumeration)
    : type_(type), enumeration_(enumeration), family_(family_of(type)) {
  if (family_.family == Family::text) length_ = size_argument(type, 0);
  if (family_.family == Family::decimal) {
    precision_ = size_argument(type, 0);
    scale_ = type.arguments.size() > 1 ? size_argument(type, 1) : std::optional<std::size_t>(0);
  }
}

std::optional<ValueProblem> ValueChecker::check(const Value& value) const {
  using Kind = Value::Kind;
  if (value.kind == Kind::null || value.kind == Kind::expression || !type_.array.empty()) return std::nullopt;
  if (enumeration_ || (family_.name == "enum" && !type_.arguments.empty())) return check_member(value);
  const bool is_string = value.kind == Kind::string;
  if (value.kind == Kind::enum_member && family_.family != Family::text) return std::nullopt;
  switch (family_.family) {
    case Family::integer:
    case Family::decimal:
    case Family::approximate:
      return check_number(value);
    case Family::text:
      return check_text(value);
    case Family::boolean:
      if (value.kind != Kind::boolean && !is_truth_word(value.text)) return wrong(value, "true or false");
      return std::nullopt;
    case Family::date:
      if (!is_string || !is_timestamp(value.text)) return wrong(value, "a date", "write 'YYYY-MM-DD'");
      return std::nullopt;
    case Family::time:
      if (!is_string || !is_time(value.text)) return wrong(value, "a time", "write 'HH:MM:SS'");
      return std::nullopt;
    case Family::timestamp:
      if (!is_string || !is_timestamp(value.text))
        return wrong(value, "a date and time", "write 'YYYY-MM-DD HH:MM:SS', or an `expression`");
      return std::nullopt;
    case Family::uuid:
      if (!is_string || !is_uuid(value.text))
        return wrong(value, "a UUID", "a UUID has 32 hexadecimal digits");
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<ValueProblem> ValueChecker::check_number(const Value& value) const {
  const bool whole = family_.family == Family::integer;
  if (value.kind == Value::Kind::boolean && whole && family_.bits == 8) return std::nullopt;
  const auto number = value.kind == Value::Kind::boolean ? std::nullopt : parse_number(value.text);
  if (!number && value.kind == Value::Kind::number) return std::nullopt;  // про нечисло вже сказав лексер
  if (!number) return wrong(value, whole ? "a whole number" : "a number");
  if (family_.family == Family::approximate) return std::nullopt;
  if (whole) {
    if (!number->fraction.empty()) return wrong(value, "a whole number");
    const auto limits = limits_of(family_);
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
    for (const auto& member : enumeration_->values) {
      if (member.name == value.text) return std::nullopt;
      members.push_back(member.name);
    }
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
  const bool numeric = family_.family == Family::integer || family_.family == Family::decimal ||
                       family_.family == Family::approximate;
  if (numeric)
    if (const auto number = parse_number(value.text)) return number->text();
  return value.kind == Value::Kind::boolean ? ascii_lower(value.text) : value.text;
}

}  // namespace techmarket::dbml
