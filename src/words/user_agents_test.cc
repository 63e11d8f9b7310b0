#include "words/user_agents.h"

#include <gtest/gtest.h>

namespace techmarket::words {
namespace {

const Browsers& browsers() {
  static const Browsers all =
      Browsers::read(TECHMARKET_SOURCE_DIR "/database/data/contact/browser_releases.tsv").value();
  return all;
}

TEST(UserAgents, VersionsBelongToTheirDay) {
  // Найновіші випуски цих днів.
  const Date winter = make_date(2026, 1, 20), spring = make_date(2023, 5, 10);
  EXPECT_EQ(browsers().render("Chrome/{chrome}.0 Edg/{edge}.0", winter), "Chrome/144.0 Edg/143.0");
  EXPECT_EQ(browsers().render("Firefox/{firefox}.0", winter), "Firefox/147.0");
  EXPECT_EQ(browsers().render("Chrome/{opera.pair} OPR/{opera}", winter), "Chrome/142 OPR/126");
  EXPECT_EQ(browsers().render("{safari_ios} iOS {safari_ios.pair}", winter), "26.2 iOS 18_7");
  EXPECT_EQ(browsers().render("Chrome/{chrome} {chrome-2}", spring), "Chrome/113 111");
  EXPECT_EQ(browsers().render("{safari_ios} iOS {safari_ios.pair}", spring), "16.4 iOS 16_4");
  EXPECT_EQ(browsers().render("Android {android}", make_date(2024, 10, 1)), "Android 15");
}

TEST(UserAgents, AReleaseShowsFromItsOwnDay) {
  // Chrome 153 вийшов 8 вересня 2026 року: від нього випуски йдуть що два тижні.
  EXPECT_EQ(browsers().render("{chrome}", make_date(2026, 9, 7)), "152");
  EXPECT_EQ(browsers().render("{chrome}", make_date(2026, 9, 8)), "153");
  EXPECT_EQ(browsers().render("{chrome}", make_date(2026, 9, 22)), "154");
}

TEST(UserAgents, PreviousSafariCrossesTheYear) {
  const Date october = make_date(2026, 10, 1);
  EXPECT_EQ(browsers().render("{safari}", october), "27.0");
  EXPECT_EQ(browsers().render("{safari-1}", october), "26.6");
  EXPECT_EQ(browsers().render("{safari}", make_date(2025, 9, 10)), "18.6") << "the new one is not out yet";
}

TEST(UserAgents, VersionsNeverGoBack) {
  for (const char* name : {"{chrome}", "{edge}", "{firefox}", "{opera}", "{samsung}", "{safari}",
                           "{safari_ios}", "{android}", "{opera.pair}", "{samsung.pair}"}) {
    double last = 0;
    for (Date date = make_date(2010, 1, 1); date < make_date(2035, 1, 1); ++date.days) {
      const double version = std::stod(browsers().render(name, date).value());
      EXPECT_GE(version, last) << name << " on " << to_string(date);
      last = version;
    }
  }
}

TEST(UserAgents, UnknownPlacesAreRefused) {
  for (const char* text : {"{netscape}", "{chrome", "{chrome-x}", "{chrome--1}", "{chrome.pair}", "{}"})
    EXPECT_FALSE(browsers().render(text, {})) << text;
}

}  // namespace
}  // namespace techmarket::words
