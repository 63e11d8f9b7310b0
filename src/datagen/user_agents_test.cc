#include "datagen/user_agents.h"

#include <gtest/gtest.h>

namespace techmarket::datagen {
namespace {

TEST(UserAgents, VersionsBelongToTheirDay) {
  // Випуски, що справді вийшли до цих днів: найновіший або попередній.
  const Date winter = make_date(2026, 1, 20), spring = make_date(2023, 5, 10);
  EXPECT_EQ(render_user_agent("Chrome/{chrome}.0 Edg/{edge-1}.0", winter), "Chrome/144.0 Edg/143.0");
  EXPECT_EQ(render_user_agent("Firefox/{firefox}.0", winter), "Firefox/147.0");
  EXPECT_EQ(render_user_agent("Version/{safari} iOS {ios}", winter), "Version/26.2 iOS 18_7");
  EXPECT_EQ(render_user_agent("Chrome/{chrome}", spring), "Chrome/112");
  EXPECT_EQ(render_user_agent("Version/{safari} iOS {ios}", spring), "Version/16.4 iOS 16_4");
  EXPECT_EQ(render_user_agent("Android {android}", make_date(2024, 10, 1)), "Android 15");
}

TEST(UserAgents, PreviousSafariCrossesTheYear) {
  const Date october = make_date(2026, 10, 1);
  EXPECT_EQ(render_user_agent("{safari}", october), "27.0");
  EXPECT_EQ(render_user_agent("{safari-1}", october), "26.6");
  EXPECT_EQ(render_user_agent("{safari}", make_date(2025, 9, 10)), "18.6") << "the new one is not out yet";
}

TEST(UserAgents, VersionsNeverGoBack) {
  for (const char* name : {"{chrome}", "{firefox}", "{opera}", "{samsung}", "{android}"}) {
    int last = 0;
    for (Date date = make_date(2010, 1, 1); date < make_date(2035, 1, 1); ++date.days) {
      const int version = std::stoi(render_user_agent(name, date).value());
      EXPECT_TRUE(version >= last && version >= 1) << name << " on " << to_string(date);
      last = version;
    }
  }
}

TEST(UserAgents, UnknownPlacesAreRefused) {
  for (const char* text : {"{netscape}", "{chrome", "{chrome-x}", "{}"})
    EXPECT_FALSE(render_user_agent(text, {})) << text;
}

}  // namespace
}  // namespace techmarket::datagen
