#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/weighted.h"

namespace techmarket {
namespace {

constexpr Seed kSeed{42};

TEST(Weighted, AliasTableKeepsTheWeights) {
  const std::vector<std::uint64_t> weights = {1, 0, 3, 6};
  const AliasTable table(weights);
  const RandomStream random(kSeed, "alias");
  std::vector<int> counts(weights.size());
  constexpr int kDraws = 100'000;
  for (std::uint64_t i = 0; i < kDraws; ++i) ++counts[table.pick(random.at(i, 0))];
  EXPECT_EQ(counts[1], 0);
  // χ² з двома степенями свободи: 0.999-квантиль 13.8.
  double chi2 = 0;
  for (const std::size_t i : {0u, 2u, 3u}) {
    const double expected = kDraws * static_cast<double>(weights[i]) / 10;
    chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  EXPECT_LT(chi2, 13.8);
}

TEST(Weighted, ApportionmentIsExactAndNumbersEveryShare) {
  const std::vector<std::uint64_t> weights = {5, 3, 2};
  const Apportionment shares(weights, 10);
  ASSERT_EQ(shares.block(), 10u);
  std::set<std::pair<std::uint32_t, std::uint64_t>> seen;
  std::vector<std::uint64_t> counts(3);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto share = shares.at(i, 7);
    EXPECT_TRUE(seen.insert({share.item, share.ordinal}).second);
    ++counts[share.item];
  }
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{500, 300, 200}));
  // Номери суцільні: нічого не пропущено.
  for (const auto& [item, ordinal] : seen) EXPECT_LT(ordinal, counts[item]);
}

}  // namespace
}  // namespace techmarket
