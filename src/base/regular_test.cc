#include "base/regular.h"

#include <gtest/gtest.h>

namespace techmarket {
namespace {

bool whole(std::string_view pattern, std::string_view text) {
  const auto compiled = Regular::compile(pattern);
  EXPECT_TRUE(compiled) << pattern << ": " << (compiled ? "" : compiled.error().message);
  return compiled && compiled->matches_all(text);
}

bool inside(std::string_view pattern, std::string_view text, bool ignore_case = false) {
  const auto compiled = Regular::compile(pattern, ignore_case);
  EXPECT_TRUE(compiled) << pattern << ": " << (compiled ? "" : compiled.error().message);
  return compiled && compiled->matches_inside(text);
}

TEST(Regular, MatchesWhatTheExpressionSays) {
  EXPECT_TRUE(whole("tbl_[a-z]+", "tbl_users"));
  EXPECT_FALSE(whole("tbl_[a-z]+", "tbl_"));
  EXPECT_FALSE(whole("tbl_[a-z]+", "tbl_Users"));
  EXPECT_TRUE(whole("(a|bc|d)*e", "abcdde"));
  EXPECT_FALSE(whole("(a|bc|d)*e", "abde"));
  EXPECT_TRUE(whole("", ""));
  EXPECT_TRUE(whole("a||b", ""));
  EXPECT_TRUE(whole("[^0-9]{2,3}", "їжа"));
  EXPECT_FALSE(whole("[^0-9]{2,3}", "їжак"));
  EXPECT_TRUE(whole("(a{2}){2}", "aaaa"));
  EXPECT_FALSE(whole("(a{2}){2}", "aaa"));
  EXPECT_TRUE(whole("a{0}b{1,}", "bbb"));
  EXPECT_TRUE(whole("(ab?)+?c", "aabac"));
  EXPECT_TRUE(whole(R"(\d+\.\d{2}[\s-]\S)", "12.50-x"));
  EXPECT_TRUE(whole("[[:upper:]][[:alnum:]_]*", "Name_1"));
}

TEST(Regular, SearchesInsideAndAtTheEnds) {
  EXPECT_TRUE(inside("b+", "aabbcc"));
  EXPECT_FALSE(inside("^b", "ab"));
  EXPECT_TRUE(inside("^[^@]+@[^@]+$", "a@b.c"));
  EXPECT_FALSE(inside("^[^@]+@[^@]+$", "a@b@c"));
  EXPECT_TRUE(inside("(^a|b)c$", "xbc"));
  EXPECT_FALSE(inside("abc", "ABC"));
  EXPECT_TRUE(inside("aBc", "xAbCx", true));
  EXPECT_TRUE(inside("[a-c]+$", "XAB", true));
}

TEST(Regular, NamesWhatItCannotDo) {
  for (const auto* pattern : {"[a", "(a", "a)", "*a", "a{2", "a{3,2}", "a{9999}", "\\", "(?=a)", "\\1", "\\b",
                              "[b-a]", "[[:nobody:]]", "[]", "(((a{900}){900}){900})"}) {
    const auto compiled = Regular::compile(pattern);
    ASSERT_FALSE(compiled) << pattern;
    EXPECT_EQ(compiled.error().kind, ErrorKind::bad_input);
    EXPECT_NE(compiled.error().message.find("at character"), std::string::npos);
  }
}

// std::regex на цьому переповнював стек або рахував вічно.
TEST(Regular, LongTextsAndDeepExpressionsAreNoDanger) {
  const std::string text(1'000'000, 'a');
  EXPECT_TRUE(whole("[A-Za-z0-9_.]+", text));
  EXPECT_FALSE(whole("(a*)*b", std::string(5'000, 'a')));
  EXPECT_FALSE(Regular::compile(std::string(100'000, '(')));
  EXPECT_TRUE(whole(std::string(90, '(') + "a" + std::string(90, ')'), "a"));
  EXPECT_FALSE(Regular::compile(std::string(100'000, 'a')));
}

}  // namespace
}  // namespace techmarket
