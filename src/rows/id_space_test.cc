#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rows/id_space.h"

namespace techmarket::rows {
namespace {

constexpr Seed kSeed{42};

TEST(IdSpace, RankIsABijectionWithAnInverse) {
  for (const std::uint64_t rows : {1u, 2u, 5u, 50u, 1000u, 65536u}) {
    const IdSpace ids(kSeed, "orders", rows, UuidVersion::v4);
    std::vector<bool> seen(ids.ranks());
    for (std::uint64_t row = 0; row < ids.ranks(); ++row) {
      const std::uint64_t rank = ids.rank(row);
      ASSERT_LT(rank, ids.ranks());
      ASSERT_FALSE(seen[rank]) << "rows " << rows;
      seen[rank] = true;
      ASSERT_EQ(ids.row_at(rank), row);
    }
  }
}

TEST(IdSpace, RanksFollowTheOrderOfTheText) {
  const IdSpace ids(kSeed, "orders", 1000, UuidVersion::v4);
  std::string previous;
  for (std::uint64_t rank = 0; rank < ids.ranks(); ++rank) {
    const std::uint64_t row = ids.row_at(rank);
    if (row >= ids.rows()) continue;
    const std::string id = to_string(ids.id(row, 0));
    EXPECT_LT(previous, id);
    EXPECT_EQ(id[14], '4');
    EXPECT_TRUE(parse_uuid(id));
    previous = id;
  }
}

TEST(IdSpace, Version7StartsWithTheTime) {
  const IdSpace ids(kSeed, "orders", 1000, UuidVersion::v7);
  EXPECT_LT(to_string(ids.id(5, 1'700'000'000'000)), to_string(ids.id(4, 1'700'000'000'001)));
  EXPECT_EQ(to_string(ids.id(5, 0x018bcfe56800))[14], '7');
}

}  // namespace
}  // namespace techmarket::rows
