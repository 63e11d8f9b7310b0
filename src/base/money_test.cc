#include "base/money.h"

#include <gtest/gtest.h>

namespace techmarket {
namespace {

TEST(Money, PrintsExactDecimalText) {
  EXPECT_EQ(to_string(Money{0}), "0.00");
  EXPECT_EQ(to_string(Money{5}), "0.05");
  EXPECT_EQ(to_string(Money{-5}), "-0.05");
  EXPECT_EQ(to_string(Money{123456789}), "1234567.89");
  EXPECT_EQ(to_string(Money{INT64_MIN}), "-92233720368547758.08");
}

TEST(Money, ParsesWhatServersPrint) {
  EXPECT_EQ(parse_money("12")->kopiykas, 1200);
  EXPECT_EQ(parse_money("12.3")->kopiykas, 1230);
  EXPECT_EQ(parse_money("-0.05")->kopiykas, -5);
  EXPECT_EQ(parse_money("7.0500")->kopiykas, 705);
}

TEST(Money, RefusesWhatIsNotAnExactAmount) {
  for (const char* text : {"", ".", "1.", "1.005", "1,00", "--1", "1e3", "99999999999999999999"})
    EXPECT_FALSE(parse_money(text)) << text;
}

TEST(Money, PercentageRoundsHalfAwayFromZero) {
  EXPECT_EQ(percentage(Money{10'050}, 1000).kopiykas, 1005);
  EXPECT_EQ(percentage(Money{5}, 5000).kopiykas, 3);
  EXPECT_EQ(percentage(Money{-5}, 5000).kopiykas, -3);
}

}  // namespace
}  // namespace techmarket
