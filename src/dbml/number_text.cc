#include "dbml/number_text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace techmarket::dbml {
namespace {

// Найбільший степінь десятки в double — 308; більший у схемі може бути лише навмисним.
constexpr int kMaxExponent = 400;

std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

/// e-3, E+10. Порожнє text — степінь нульовий.
std::optional<int> take_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(text.substr(1).starts_with('+') ? 2 : 1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::abs(value) <= kMaxExponent ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string ExactNumber::text() const {
  std::string out = negative ? "-" : "";
  out += whole.empty() ? "0" : whole;
  return fraction.empty() ? out : out.append(".").append(fraction);
}

std::optional<ExactNumber> parse_number(std::string_view text) {
  ExactNumber number;
  if (text.starts_with('-') || text.starts_with('+')) {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  std::string digits(take_digits(text));
  auto point = static_cast<int>(digits.size());
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += take_digits(text);
  }
  const auto exponent = take_exponent(text);
  if (digits.empty() || !exponent) return std::nullopt;

  point += *exponent;
  if (point < 0) digits.insert(0, static_cast<std::size_t>(-point), '0');
  point = std::max(point, 0);
  if (point > static_cast<int>(digits.size())) digits.resize(static_cast<std::size_t>(point), '0');
  number.whole = digits.substr(0, static_cast<std::size_t>(point));
  number.fraction = digits.substr(static_cast<std::size_t>(point));
  number.whole.erase(0, number.whole.find_first_not_of('0'));
  number.fraction.erase(number.fraction.find_last_not_of('0') + 1);
  if (number.whole.empty() && number.fraction.empty()) number.negative = false;
  return number;
}

}  // namespace techmarket::dbml
