#include <gtest/gtest.h>

#include "world/scale.h"

namespace techmarket::world {
namespace {

TEST(Scale, GivesTheDefaultDataSetAndGrowsIt) {
  const Counts one = counts_for(600, 25, 3000);
  EXPECT_EQ(one.regions, 5u);
  EXPECT_EQ(one.products, 25u);
  EXPECT_EQ(one.employees, 10u);
  EXPECT_EQ(one.customers, 50u);
  EXPECT_EQ(one.users, 61u);
  EXPECT_EQ(one.tokens, 20u);
  const Counts large = counts_for(1'000'000, 25, 3000);
  EXPECT_EQ(large.regions, 25u);
  EXPECT_EQ(large.products, 3000u);
  EXPECT_EQ(large.employees, 408u);
  EXPECT_EQ(large.customers, 83'333u);
}

TEST(Scale, ReadsDecimalsExactly) {
  EXPECT_EQ(orders_for_scale("1"), 600u);
  EXPECT_EQ(orders_for_scale("0.5"), 300u);
  EXPECT_EQ(orders_for_scale("2.25"), 1350u);
  EXPECT_FALSE(orders_for_scale("0"));
  EXPECT_FALSE(orders_for_scale("-1"));
  EXPECT_FALSE(orders_for_scale("big"));
  EXPECT_EQ(scale_text(600), "1");
  EXPECT_EQ(scale_text(1350), "2.25");
  EXPECT_EQ(scale_text(1000), "1.6667");
}

}  // namespace
}  // namespace techmarket::world
