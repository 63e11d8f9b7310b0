// Кодеки: різні номери — різні тексти.

#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "words/pattern.h"

namespace techmarket::words {
namespace {

TEST(Codecs, HashesLookLikeHashesAndNeverRepeat) {
  for (const std::uint64_t length : {2u, 8u, 16u, 40u, 64u}) {
    const CodecPtr codec = hex_codec(length);
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(1'000, codec->size()); ++i) {
      std::string text;
      codec->write({i, 0}, text);
      EXPECT_EQ(text.size(), length);
      EXPECT_TRUE(length < 16 || !text.ends_with("0000")) << text;
      EXPECT_TRUE(seen.insert(text).second) << text;
    }
  }
}

TEST(Pattern, GivesEveryTextOnce) {
  for (const std::string pattern : {"[a-c]{1,3}", "(x|yy)-\\d?", "A[0-9]B{2}", "ї[аб]+"}) {
    const auto codec = pattern_codec(pattern);
    ASSERT_TRUE(codec) << pattern;
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i < (*codec)->size(); ++i) {
      std::string text;
      (*codec)->write({i, 0}, text);
      EXPECT_TRUE(seen.insert(text).second) << pattern << ": " << text;
      EXPECT_LE(count_code_points(text), (*codec)->longest(1));
    }
  }
}

TEST(Pattern, SaysWhatItCannotRead) {
  for (const std::string pattern : {"(a", "[", "a{3", "*a", "[^a]", "(?=a)", "a)", "\\", "[z-a]"}) {
    const auto codec = pattern_codec(pattern);
    ASSERT_FALSE(codec) << pattern;
    EXPECT_NE(codec.error().message.find("at character"), std::string::npos);
  }
}

}  // namespace
}  // namespace techmarket::words
