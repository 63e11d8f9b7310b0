#include "base/random.h"

#include <algorithm>
#include <string>
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

// Поля одного рядка, сусідні рядки, трійки полів: χ² таблиці 16 × 16 з 255 степенями свободи. Перевірок
// сотні, тож межа — квантиль 1 − 10⁻⁶.
TEST(Random, FieldsAndRowsAreIndependent) {
  constexpr double kLimit = 373;
  constexpr std::uint64_t kRows = 50'000;
  for (const char* entity : {"orders", "customers", "order_items"}) {
    const RandomStream stream(Seed{42}, entity);
    const auto check = [&](auto first, auto second, const std::string& what) {
      for (const int shift : {60, 30, 0}) {
        std::vector<int> counts(256);
        for (std::uint64_t row = 0; row < kRows; ++row)
          ++counts[(first(row) >> 60) * 16 + ((second(row) >> shift) & 15)];
        double chi2 = 0;
        for (const int count : counts)
          chi2 += (count - kRows / 256.0) * (count - kRows / 256.0) / (kRows / 256.0);
        EXPECT_LT(chi2, kLimit) << entity << ", " << what << ", shift " << shift;
      }
    };
    for (const std::uint64_t field : {0u, 8u, 64u, 1000u})
      for (const std::uint64_t step : {1u, 2u, 5u, 64u})
        check([&](std::uint64_t row) { return stream.at(row, field); },
              [&](std::uint64_t row) { return stream.at(row, field + step); },
              "fields " + std::to_string(field) + " and +" + std::to_string(step));
    for (const std::uint64_t step : {1u, 2u, 7u, 1024u})
      check([&](std::uint64_t row) { return stream.at(row, 9); },
            [&](std::uint64_t row) { return stream.at(row + step, 10); }, "rows +" + std::to_string(step));
    check([&](std::uint64_t row) { return stream.at(row, 20) + stream.at(row, 22) - 2 * stream.at(row, 21); },
          [&](std::uint64_t row) { return stream.at(row, 23); }, "an arithmetic progression of fields");
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
