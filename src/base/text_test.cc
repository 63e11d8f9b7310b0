#include "base/text.h"

#include <gtest/gtest.h>

namespace techmarket {
namespace {

TEST(Text, EditDistanceCountsTransposition) {
  EXPECT_EQ(edit_distance("emial", "email"), 1u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Text, SuggestsTypoAndExtendedNameButNotAnythingElse) {
  const std::vector<std::string> names = {"first_name", "email", "phone_number"};
  EXPECT_EQ(did_you_mean("emial", names), "email");
  EXPECT_EQ(did_you_mean("phone", names), "phone_number");
  EXPECT_EQ(did_you_mean("salary", names), std::nullopt);
}

TEST(Text, CountsCodePointsNotBytes) {
  EXPECT_EQ(count_code_points("Київ"), 4u);
  EXPECT_EQ(utf8_length("їжак"), 2u);
}

TEST(Text, GroupsThousands) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(-1234567), "-1,234,567");
}

TEST(Visible, ShowsWhatWouldControlATerminal) {
  EXPECT_EQ(visible("a\x1b[31mb\r\x7f\t\n"), "a\\x1b[31mb\\x0d\\x7f\t\n");
  EXPECT_EQ(visible(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(visible("\u0080\u009b\u00a0"), "\\u0080\\u009b\u00a0");
  EXPECT_EQ(visible("\u202a\u202e\u2066\u2069\u2070"), "\\u202a\\u202e\\u2066\\u2069\u2070");
  EXPECT_EQ(visible("\x9b\xff\xe2\x80"), "\\x9b\\xff\\xe2\\x80");
  EXPECT_EQ(visible("їжак 😀"), "їжак 😀");
}

TEST(Shortened, CutsByCodePoints) {
  EXPECT_EQ(shortened("їжак", 4), "їжак");
  EXPECT_EQ(shortened("їжак!", 4), "їжа…");
  EXPECT_EQ(count_code_points(shortened(std::string(10'000'000, 'a'), 500)), 500u);
}

}  // namespace
}  // namespace techmarket
