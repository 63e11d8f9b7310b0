#include "world/simulate/latency.h"

#include <gtest/gtest.h>

namespace techmarket::world {
namespace {

using std::chrono::microseconds;

TEST(Latencies, AreNearestRankPercentiles) {
  Latencies latencies;
  for (int value = 100; value >= 1; --value) latencies.add("pay", microseconds(1'000 * value));
  const auto pay = latencies.by_kind().at("pay");
  EXPECT_EQ(pay.count, 100u);
  EXPECT_DOUBLE_EQ(pay.p50, 50);
  EXPECT_DOUBLE_EQ(pay.p95, 95);
  EXPECT_DOUBLE_EQ(pay.p99, 99);
  EXPECT_DOUBLE_EQ(pay.most, 100);
}

TEST(Latencies, OfOneTransactionAreThatTransaction) {
  Latencies latencies;
  latencies.add("refund", microseconds(250));
  latencies.add("pay", microseconds(750));
  EXPECT_DOUBLE_EQ(latencies.by_kind().at("refund").p99, 0.25);
  EXPECT_EQ(latencies.all().count, 2u);
  EXPECT_DOUBLE_EQ(latencies.all().p50, 0.25);
  EXPECT_DOUBLE_EQ(latencies.all().p99, 0.75);
  EXPECT_EQ(Latencies().all().count, 0u);
}

}  // namespace
}  // namespace techmarket::world
