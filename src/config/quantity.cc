#include "config/quantity.h"

#include <array>
#include <charconv>
#include <utility>

namespace techmarket::config {
namespace {

// Межа вдвічі менша за розрядність: добуток з одиницею не переповнюється.
constexpr std::int64_t kLargest = std::int64_t{1} << 20;

std::optional<std::int64_t> positive(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  // «010» Kubernetes прочитав би як вісімкове: YAML 1.1.
  if (digits.starts_with('0')) return {};
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 1 || value > kLargest)
    return {};
  return value;
}

}  // namespace

std::optional<std::int64_t> memory_bytes(std::string_view quantity) {
  constexpr std::array<std::pair<std::string_view, int>, 4> kUnits = {
      {{"Ki", 10}, {"Mi", 20}, {"Gi", 30}, {"Ti", 40}}};
  for (const auto& [unit, power] : kUnits) {
    if (!quantity.ends_with(unit)) continue;
    const auto value = positive(quantity.substr(0, quantity.size() - unit.size()));
    return value ? std::optional(*value << power) : std::nullopt;
  }
  return {};
}

std::optional<std::int64_t> cpu_millis(std::string_view quantity) {
  if (quantity.ends_with('m')) return positive(quantity.substr(0, quantity.size() - 1));
  const auto value = positive(quantity);
  return value ? std::optional(*value * 1000) : std::nullopt;
}

}  // namespace techmarket::config
