#include "base/money.h"

#include <charconv>

#include <fmt/format.h>

namespace techmarket {

Money percentage(Money amount, std::int64_t basis_points) {
  constexpr std::int64_t kWhole = 10'000;
  const std::int64_t product = amount.kopiykas * basis_points;
  return {(product + (product < 0 ? -kWhole / 2 : kWhole / 2)) / kWhole};
}

void append(std::string& out, Money amount) {
  const auto magnitude =
      static_cast<std::uint64_t>(amount.kopiykas < 0 ? -(amount.kopiykas + 1) : amount.kopiykas) +
      (amount.kopiykas < 0 ? 1 : 0);
  char digits[24];
  char* at = digits;
  if (amount.kopiykas < 0) *at++ = '-';
  at = std::to_chars(at, digits + sizeof digits, magnitude / 100).ptr;
  *at++ = '.';
  *at++ = static_cast<char>('0' + magnitude % 100 / 10);
  *at++ = static_cast<char>('0' + magnitude % 10);
  out.append(digits, at);
}

std::string to_string(Money amount) {
  std::string out;
  append(out, amount);
  return out;
}

Result<Money> parse_money(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorKind::bad_input, fmt::format("'{}' is not an amount of money", text));
  };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);

  const auto dot = rest.find('.');
  const auto whole = rest.substr(0, dot);
  const auto fraction = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  std::int64_t value = 0;
  const auto parsed = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  constexpr std::int64_t kLargest = INT64_MAX / 100 - 1;
  if (whole.empty() || whole.front() == '-' || parsed.ec != std::errc() ||
      parsed.ptr != whole.data() + whole.size() || value > kLargest)
    return bad();
  if (dot != std::string_view::npos && fraction.empty()) return bad();
  value *= 100;
  for (std::size_t i = 0; i < fraction.size(); ++i) {
    const int digit = fraction[i] - '0';
    if (digit < 0 || digit > 9 || (i >= 2 && digit != 0)) return bad();
    if (i < 2) value += digit * (i == 0 ? 10 : 1);
  }
  return Money{negative ? -value : value};
}

}  // namespace techmarket
