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

}  // namespace
}  // namespace techmarket
