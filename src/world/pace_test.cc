#include "world/pace.h"

#include <gtest/gtest.h>

namespace techmarket::world {
namespace {

TEST(Pace, ContinuesTheFrequencyOfThePast) {
  const std::vector<std::uint32_t> weights = {10, 0, 30, 10};
  const Pace pace = Pace::continued(weights, 100, 1'000);  // десять подій на одиницю ваги
  EXPECT_EQ(pace.on(0), 100u);
  EXPECT_EQ(pace.on(1), 0u);
  EXPECT_EQ(pace.on(2), 300u);
  EXPECT_EQ(pace.total(), 500u);
  EXPECT_EQ(pace.day_of(0), 0u);
  EXPECT_EQ(pace.day_of(99), 0u);
  EXPECT_EQ(pace.day_of(100), 2u) << "a day without events has none";
  EXPECT_EQ(pace.day_of(499), 3u);
}

TEST(Pace, IsSteadyButNeverSlowerThanWeekly) {
  const Pace weekly = Pace::steady(700, 1, 10'000, 1ull << 63);
  EXPECT_EQ(weekly.total(), 100u);
  for (std::uint32_t day = 0; day + 7 <= 700; ++day)
    EXPECT_EQ(weekly.before(day + 7) - weekly.before(day), 1u);
  const Pace daily = Pace::steady(100, 3, 1, 12345);
  EXPECT_EQ(daily.total(), 300u);
  EXPECT_EQ(Pace::steady(700, 1, 1, 0, 5).total(), 5u) << "stops after the most";
}

TEST(Pace, AtLeastKeepsBothPromisesOnEveryDay) {
  const std::vector<std::uint32_t> weights(28, 1);
  const Pace slow = Pace::continued(weights, 1'000, 10), pace = slow.at_least(Pace::steady(28, 0, 1, 0));
  EXPECT_EQ(pace.total(), 4u);
  for (std::uint32_t day = 0; day < 28; ++day) EXPECT_LE(pace.before(day), pace.before(day + 1));
}

}  // namespace
}  // namespace techmarket::world
