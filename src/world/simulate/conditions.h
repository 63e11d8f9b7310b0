#pragma once
// Умови, за яких іде день: яка частка рядків запізнюється і яка зіпсована. Вони належать дню, тому записані
// поруч із ним у базі й однакові, хоч би коли про цей день згадали.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace techmarket::world {

/// Частка від 0 до 1 у десятитисячних: ціле число, тому однаково на всіх машинах.
struct Share {
  static constexpr std::uint32_t kWhole = 10'000;
  std::uint32_t parts = 0;

  bool covers(std::uint64_t random) const { return below(random, kWhole) < parts; }
  friend bool operator==(Share, Share) = default;
};

/// «0.05» → 500. Помилка usage, якщо це не частка. @param option для повідомлення.
Result<Share> parse_share(std::string_view option, std::string_view text);
/// «0.05»
std::string to_string(Share share);

struct Conditions {
  Share late, dirty;
  friend bool operator==(const Conditions&, const Conditions&) = default;
};

/// Умови кожного дня майбутнього, від першого; далі за кінець — без запізнень і псування.
using History = std::vector<Conditions>;

inline Conditions conditions_on(const History& history, std::uint32_t ahead) {
  return ahead < history.size() ? history[ahead] : Conditions{};
}

}  // namespace techmarket::world
