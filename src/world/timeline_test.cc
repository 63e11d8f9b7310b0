#include <vector>

#include <gtest/gtest.h>

#include "world/timeline.h"

namespace techmarket::world {
namespace {

TEST(Timeline, IsMonotoneAndKeepsDayShares) {
  const Timeline timeline(make_date(2026, 1, 5), std::vector<std::uint32_t>{100, 0, 300, 100});
  std::vector<int> days(4);
  Milliseconds previous = 0;
  const Quantiles quantiles(1000);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto moment = timeline.at(quantiles.at(i, 0));
    EXPECT_GE(moment.ms, previous);
    EXPECT_EQ(to_timestamp(moment.ms).date().days - make_date(2026, 1, 5).days, static_cast<int>(moment.day));
    previous = moment.ms;
    ++days[moment.day];
  }
  EXPECT_NEAR(days[0], 200, 1);
  EXPECT_EQ(days[1], 0);
  EXPECT_NEAR(days[2], 600, 1);
  EXPECT_NEAR(days[3], 200, 1);
}

TEST(Timeline, NeverLeavesItsDays) {
  const Timeline timeline(make_date(2026, 1, 5), std::vector<std::uint32_t>(700, 123));
  EXPECT_EQ(timeline.at(0).day, 0u);
  const auto last = timeline.at(UINT64_MAX);
  EXPECT_EQ(last.day, 699u);
  EXPECT_LT(to_timestamp(last.ms), start_of({make_date(2026, 1, 5).days + 700}));
}

TEST(Timeline, QuantilesCountWhatSurelyHappened) {
  const Quantiles quantiles(50);
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::uint64_t late = quantiles.at(i, UINT64_MAX);
    EXPECT_LE(quantiles.before(late), i);
    EXPECT_EQ(quantiles.before(late + 1), i + 1);
  }
}

}  // namespace
}  // namespace techmarket::world
