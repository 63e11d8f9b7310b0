#include "filler/spec_values.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/calendar.h"
#include "base/text.h"

namespace techmarket::filler {
namespace {

bool is_date(Family kind) {
  return kind == Family::date || kind == Family::moment;
}

template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string number_misfit(std::string_view text, const ValueType& type) {
  if (type.kind == Family::integer) {
    const auto value = parsed<std::int64_t>(text);
    if (!value) return fmt::format("'{}' is not a whole number", text);
    if (*value < type.least || *value > type.most)
      return fmt::format("{} is out of range: the column takes {} to {}", text, type.least, type.most);
    return {};
  }
  const auto value = parsed<double>(text);
  if (!value) return fmt::format("'{}' is not a number", text);
  double limit = 1;
  for (int digit = type.scale; digit < type.precision; ++digit) limit *= 10;
  if (*value >= limit || *value <= -limit)
    return fmt::format("{} is out of range: the column takes {} digits before the point", text,
                       type.precision - type.scale);
  return {};
}

}  // namespace

std::string misfit(std::string_view text, const ValueType& type) {
  constexpr std::size_t kDate = 10;
  constexpr std::string_view kTruths[] = {"0", "1", "true", "false"};
  if (type.array) return {};
  switch (type.kind) {
    case Family::integer:
    case Family::decimal:
      return number_misfit(text, type);
    case Family::boolean:
      return std::ranges::find(kTruths, text) != std::end(kTruths)
                 ? std::string()
                 : fmt::format("'{}' is not true or false", text);
    case Family::enumeration:
      return std::ranges::find(type.members, text) != type.members.end()
                 ? std::string()
                 : fmt::format("'{}' is not a value of the enum: {}", text, fmt::join(type.members, ", "));
    case Family::date:
    case Family::moment:
      return parse_date(text.substr(0, kDate)) ? std::string()
                                               : fmt::format("'{}' is not a date: 2026-01-31", text);
    case Family::text:
      return type.length == 0 || count_code_points(text) <= type.length
                 ? std::string()
                 : fmt::format("'{}' has {} characters, the column takes {}", text, count_code_points(text),
                               type.length);
    default:
      return {};
  }
}

std::string misfit(const words::Codec& codec, const ValueType& type) {
  if (type.kind == Family::text && !type.array) {
    const std::uint64_t longest = codec.longest(1);
    return type.length == 0 || longest <= type.length
               ? std::string()
               : fmt::format("gives up to {} characters, the column takes {}", longest, type.length);
  }
  for (const std::uint64_t index : {std::uint64_t{0}, codec.size() - 1}) {
    std::string text;
    codec.write({index, 0}, text);
    if (std::string why = misfit(text, type); !why.empty()) return why;
  }
  return {};
}

std::string range_misfit(std::string_view first, std::string_view last, const ValueType& type) {
  const bool number = type.kind == Family::integer || type.kind == Family::decimal;
  if (!number && !is_date(type.kind)) return "'range' fits numbers and dates; use 'values' or 'pattern' here";
  for (const std::string_view end : {first, last}) {
    // Дробова межа цілого стовпця округлюється всередину проміжку.
    const bool fraction = type.kind == Family::integer && parsed<double>(end) && end.contains('.');
    if (std::string why = fraction ? std::string() : misfit(end, type); !why.empty()) return why;
  }
  const bool backwards = number ? *parsed<double>(first) > *parsed<double>(last) : first > last;
  return backwards ? fmt::format("the range ends before it begins: {} is after {}", first, last)
                   : std::string();
}

}  // namespace techmarket::filler
