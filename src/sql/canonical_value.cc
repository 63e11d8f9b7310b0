#include "sql/canonical_value.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "sql/expression.h"
#include "sql/expression_tree.h"
#include "sql/type_name.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using schema::Type;
using schema::Value;
using Kind = Value::Kind;

// Чи відповідає text взірцеві: «d» — цифра, решта знаків — самі себе.
bool matches(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(text, pattern,
                            [](char c, char p) { return p == 'd' ? c >= '0' && c <= '9' : c == p; });
}

bool is_true(std::string_view text) {
  const std::string lower = ascii_lower(text);
  return lower == "true" || lower == "t" || lower == "1" || lower == "yes" || lower == "on" || lower == "y";
}

// Число, округлене до стількох знаків після коми (половина — від нуля): так сервер зберігає DEFAULT
// decimal(p,s).
std::string rounded(const std::string& number, std::size_t scale) {
  const auto point = number.find('.');
  if (point == std::string::npos || number.size() - point - 1 <= scale || number.contains('e')) return number;
  std::string digits = number.substr(0, point) + number.substr(point + 1, scale);
  const bool up = number[point + 1 + scale] >= '5';
  std::size_t i = digits.size();
  while (up && i > 0) {
    char& digit = digits[--i];
    if (digit < '0' || digit > '9') {
      digits.insert(i + 1, "1");
      break;
    }
    digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
    if (digit != '0') break;
    if (i == 0) digits.insert(0, "1");
  }
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return canonical_number(digits);
}

std::string stored_number(const std::string& text, const Type& type, Dialect dialect) {
  std::string number = canonical_number(text);
  const bool decimal = base_name(type).starts_with("decimal");
  if (dialect != Dialect::mysql || !decimal) return number;
  const auto arguments = type.text();
  std::size_t scale = 0;
  if (const auto comma = arguments.find(','); comma != std::string::npos)
    std::from_chars(arguments.data() + comma + 1, arguments.data() + arguments.size(), scale);
  return rounded(number, scale);
}

// MySQL показує DEFAULT 1 стовпця bit як b'1'.
std::optional<std::uint64_t> bit_number(std::string_view text) {
  if (!text.starts_with("b'") || !text.ends_with('\'') || text.size() < 4) return std::nullopt;
  text = text.substr(2, text.size() - 3);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 2);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Час без зміщення сервер читає в поясі сеансу; наші працюють в UTC, тож воно сказане завжди: інакше інший
/// сеанс прочитав би інший час.
std::string moment_in_utc(std::string text) {
  constexpr std::string_view kUtc = "+00", kDate = "dddd-dd-dd", kTime = " dd:dd:dd";
  if (text.ends_with(kUtc)) text.resize(text.size() - kUtc.size());
  std::string moment = canonical_moment(text);
  const auto rest = std::string_view(moment).substr(std::min(moment.size(), kDate.size()));
  const bool is_date = matches(std::string_view(moment).substr(0, kDate.size()), kDate);
  const bool has_offset =
      rest.size() > kTime.size() && rest.find_first_not_of("0123456789.", kTime.size()) != rest.npos;
  const bool is_time = rest.empty() || matches(rest.substr(0, kTime.size()), kTime);
  if (is_date && is_time && !has_offset) moment += kUtc;
  return moment;
}

Value literal(Value value, const Type& type, Dialect dialect) {
  const auto as = [](Kind kind, std::string text) { return Value{kind, std::move(text)}; };
  switch (const Family family = family_of(type)) {
    case Family::boolean:
      return as(Kind::boolean, is_true(value.text) ? "true" : "false");
    case Family::integer:
    case Family::decimal:
    case Family::real:
      if (value.kind == Kind::boolean) return as(Kind::number, value.text == "true" ? "1" : "0");
      if (is_number(value.text)) return as(Kind::number, stored_number(value.text, type, dialect));
      return as(Kind::string, std::move(value.text));
    case Family::text:
      return as(Kind::string, std::move(value.text));
    default:
      if (value.kind == Kind::number || (family == Family::year && is_number(value.text)))
        return as(Kind::number, canonical_number(value.text));
      if (value.kind == Kind::boolean) return value;
      if (base_name(type) == "timestamptz") return as(Kind::string, moment_in_utc(std::move(value.text)));
      if (family == Family::date || family == Family::moment)
        return as(Kind::string, canonical_moment(value.text));
      return as(Kind::string, std::move(value.text));
  }
}

}  // namespace

std::string canonical_moment(std::string_view text) {
  constexpr std::string_view kDate = "dddd-dd-dd", kTime = " dd:dd:dd";
  if (text.size() < kDate.size() + kTime.size() || !matches(text.substr(0, kDate.size()), kDate))
    return std::string(text);
  const auto time = text.substr(kDate.size(), kTime.size());
  auto fraction = text.substr(kDate.size() + kTime.size());
  if (!matches(time, kTime)) return std::string(text);
  if (fraction.starts_with('.') && fraction.find_first_not_of("0123456789", 1) == std::string_view::npos) {
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
    if (fraction == ".") fraction = {};
  }
  std::string result(text.substr(0, kDate.size()));
  if (time != " 00:00:00" || !fraction.empty()) result.append(time).append(fraction);
  return result;
}

std::optional<Value> canonical_default(const Value& value, const Type& type, Dialect dialect) {
  Value known = value;
  const bool bits = dialect == Dialect::mysql && base_name(type) == "bit";
  if (const auto number = bits ? bit_number(value.text) : std::nullopt) {
    known = {Kind::number, std::to_string(*number)};
  } else if (value.kind == Kind::expression) {
    const auto found = literal_value(value.text, dialect);
    if (!found) return Value{Kind::expression, canonical_expression(value.text, dialect)};
    known = *found;
  }
  if (known.kind == Kind::null) return std::nullopt;
  if (known.kind == Kind::enum_member) return Value{Kind::string, known.text};
  return literal(std::move(known), type, dialect);
}

}  // namespace techmarket::sql
