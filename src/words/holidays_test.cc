#include "words/holidays.h"

#include <gtest/gtest.h>

namespace techmarket::words {
namespace {

std::string days(std::string_view rule, int year) {
  const auto parsed = DateRule::parse(rule);
  if (!parsed) return parsed.error().message;
  const auto [from, to] = parsed->in(year);
  return to_string(from) + (from == to ? "" : ".." + to_string(to));
}

TEST(Holidays, ReadEveryKindOfRule) {
  EXPECT_EQ(days("08-24", 2025), "2025-08-24");
  EXPECT_EQ(days("12-26..01-02", 2025), "2025-12-26..2026-01-02");
  EXPECT_EQ(days("nth(11,5,4)", 2025), "2025-11-28");
  EXPECT_EQ(days("nth(11,4,4)+1", 2024), "2024-11-29");
  EXPECT_EQ(days("nth(11,5,4)-4..-1", 2026), "2026-11-23..2026-11-26");
  EXPECT_EQ(days("easter+1", 2025), "2025-04-21");
}

TEST(Holidays, RejectWhatIsNotARule) {
  for (const char* rule : {"", "13-01", "08-24..", "nth(11,8,1)", "nth(11,5,4)+3..+1", "easter!", "01-01 "})
    EXPECT_FALSE(DateRule::parse(rule)) << rule;
}

// Дати Великодня за оприлюдненими пасхаліями.
TEST(Holidays, KnowOrthodoxEaster) {
  EXPECT_EQ(to_string(orthodox_easter(2023)), "2023-04-16");
  EXPECT_EQ(to_string(orthodox_easter(2024)), "2024-05-05");
  EXPECT_EQ(to_string(orthodox_easter(2025)), "2025-04-20");
  EXPECT_EQ(to_string(orthodox_easter(2026)), "2026-04-12");
}

}  // namespace
}  // namespace techmarket::words
