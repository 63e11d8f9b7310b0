#include "base/random.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace techmarket {
namespace {

TEST(Random, IsAPureFunctionOfSeedEntityRowAndField) {
  const RandomStream a(Seed{42}, "orders"), same(Seed{42}, "orders"), other(Seed{43}, "orders"),
      items(Seed{42}, "order_items");
  EXPECT_EQ(a.at(7, 1), same.at(7, 1));
  EXPECT_NE(a.at(7, 1), a.at(8, 1));
  EXPECT_NE(a.at(7, 1), a.at(7, 2));
  EXPECT_NE(a.at(7, 1), other.at(7, 1));
  EXPECT_NE(a.at(7, 1), items.at(7, 1));
}

// χ² з 255 степенями свободи: 0.999-квантиль 330.5. Зерно закріплене, тож результат сталий.
TEST(Random, EveryByteOfConsecutiveRowsIsUniform) {
  const RandomStream stream(Seed{1}, "chi");
  constexpr int kRows = 100'000;
  for (int byte = 0; byte < 8; ++byte) {
    std::vector<int> counts(256);
    for (int row = 0; row < kRows; ++row)
      ++counts[(stream.at(static_cast<std::uint64_t>(row), 3) >> (8 * byte)) & 0xFF];
    double chi2 = 0;
    for (const int count : counts)
      chi2 += (count - kRows / 256.0) * (count - kRows / 256.0) / (kRows / 256.0);
    EXPECT_LT(chi2, 330.5) << "byte " << byte;
  }
}

TEST(Random, BelowCoversTheWholeRangeAndNothingElse) {
  EXPECT_EQ(below(0, 10), 0u);
  EXPECT_EQ(below(UINT64_MAX, 10), 9u);
  EXPECT_EQ(below(UINT64_MAX, 1), 0u);
}

TEST(Random, PermuteIsABijection) {
  for (const std::uint64_t size : {1u, 2u, 3u, 50u, 1000u, 4097u}) {
    std::vector<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < size; ++i) seen.push_back(permute(i, size, 99));
    std::ranges::sort(seen);
    for (std::uint64_t i = 0; i < size; ++i) ASSERT_EQ(seen[i], i) << "size " << size;
  }
}

}  // namespace
}  // namespace techmarket
