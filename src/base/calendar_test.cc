#include "base/calendar.h"

#include <gtest/gtest.h>

namespace techmarket {
namespace {

TEST(Calendar, DatesRoundTripThroughText) {
  for (const char* text : {"1969-12-31", "1970-01-01", "2024-02-29", "2026-11-22"})
    EXPECT_EQ(to_string(*parse_date(text)), text);
}

TEST(Calendar, RefusesDatesThatDoNotExist) {
  for (const char* text : {"2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "22.11.2026", ""})
    EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Calendar, WritesTimestampsOnBothSidesOfTheEpoch) {
  EXPECT_EQ(to_string(Timestamp{start_of(*parse_date("2026-11-22")).seconds + 86'399}),
            "2026-11-22 23:59:59");
  EXPECT_EQ(to_string(Timestamp{-3'600}), "1969-12-31 23:00:00");
}

TEST(Calendar, KeyAndWeekday) {
  EXPECT_EQ(date_key(*parse_date("2026-11-22")).value, 20261122);
  EXPECT_EQ(day_of_week(*parse_date("2026-11-22")), 7);
  EXPECT_EQ(day_of_week(*parse_date("2026-11-23")), 1);
}

}  // namespace
}  // namespace techmarket
