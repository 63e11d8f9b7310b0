#pragma once
// Світ на шістдесят тисяч замовлень і статистичні перевірки його розподілів. Зерно одне й те саме, тож тест
// не випадковий; межа — 0,999-квантиль.

#include <cmath>
#include <filesystem>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "world/world.h"

namespace techmarket::world::testing {

inline const std::filesystem::path kData = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";
inline constexpr std::uint64_t kOrders = 60'000;

inline const World& world() {
  static const auto created =
      World::create({.seed = {}, .orders = kOrders, .until = make_date(2026, 11, 22)}, kData).value();
  return *created;
}

/// 0,999-квантиль χ² (E. B. Wilson, M. M. Hilferty, 1931).
inline double chi_square_limit(std::size_t degrees) {
  const double n = static_cast<double>(degrees), spread = 2 / (9 * n);
  return n * std::pow(1 - spread + 3.09 * std::sqrt(spread), 3);
}

/// χ² кількостей проти ваг; класи з вагою нуль мають бути порожні.
inline void expect_shares(const std::vector<double>& found, const std::vector<double>& weights,
                          const char* what) {
  ASSERT_EQ(found.size(), weights.size());
  const double total = std::accumulate(found.begin(), found.end(), 0.0);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  double chi_square = 0;
  std::size_t classes = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double expected = total * weights[i] / sum;
    if (expected == 0) {
      EXPECT_EQ(found[i], 0) << what << ", class " << i;
      continue;
    }
    chi_square += (found[i] - expected) * (found[i] - expected) / expected;
    ++classes;
  }
  EXPECT_LT(chi_square, chi_square_limit(classes - 1)) << what << ", " << classes << " classes";
}

/// Частка успіхів проти ймовірності: |z| < 3,29.
inline void expect_probability(double successes, double trials, double probability, const char* what) {
  const double z = (successes - trials * probability) / std::sqrt(trials * probability * (1 - probability));
  EXPECT_LT(std::abs(z), 3.29) << what << ": " << successes / trials << " instead of " << probability;
}

struct Order {
  std::uint64_t index;
  std::uint32_t day;
  Timestamp placed;
};

template <class Visit>
void for_each_order(const Visit& visit) {
  for (std::uint64_t index = 0; index < kOrders; ++index) {
    const auto [day, ms] = world().orders.placed(index);
    visit(Order{index, day, to_timestamp(ms)});
  }
}

}  // namespace techmarket::world::testing
