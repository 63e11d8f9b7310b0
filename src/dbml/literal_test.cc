#include "dbml/literal.h"

#include <gtest/gtest.h>

namespace techmarket::dbml {
namespace {

TEST(Unescape, KnownEscapesAreDecoded) {
  EXPECT_EQ(unescape(R"(\n\t\r\b\v\f\'\"\\)").text, "\n\t\r\b\v\f'\"\\");
  EXPECT_EQ(unescape(R"(\0)").text, std::string(1, '\0'));
}

TEST(Unescape, AnUnknownEscapeIsTheCharacterItself) {
  EXPECT_EQ(unescape(R"(\q\x41)").text, "qx41");
}

TEST(Unescape, UnicodeIncludesSurrogatePairs) {
  EXPECT_EQ(unescape(R"(\u0457)").text, "ї");
  EXPECT_EQ(unescape(R"(\ud83d\ude00)").text, "😀");
  EXPECT_EQ(unescape(R"(\ud83d)").text, "\uFFFD");
}

TEST(Unescape, AShortUnicodeEscapeIsRemembered) {
  const auto result = unescape(R"(ab\u12)");
  ASSERT_TRUE(result.bad_escape);
  EXPECT_EQ(*result.bad_escape, 2u);
}

TEST(Unescape, ABackslashBeforeANewlineJoinsLines) {
  EXPECT_EQ(unescape("a\\\nb").text, "ab");
  EXPECT_EQ(unescape("a\\\r\nb").text, "ab");
}

TEST(Dedent, TheCommonIndentAndLeadingBlankLinesGo) {
  EXPECT_EQ(dedent("\n   abc\n     def\n   "), "abc\n  def\n");
  EXPECT_EQ(dedent("  one line  "), "one line  ");
  EXPECT_EQ(dedent(" abc\n   def"), "abc\n  def");
  EXPECT_EQ(dedent("\n\n\n a\n\n  b\n\n\n"), "a\n\n b\n\n\n");
}

TEST(Dedent, ShortBlankLinesDoNotLimitTheIndent) {
  EXPECT_EQ(dedent("\n    a\n  \n    b\n  "), "a\n\nb\n");
}

TEST(Dedent, SpaceBeyondTheIndentStaysBeforeTheClosingQuotes) {
  EXPECT_EQ(dedent("\n a\n   b\n   "), "a\n  b\n  ");
}

TEST(Dedent, NothingButSpaceIsEmpty) {
  EXPECT_EQ(dedent("   "), "");
}

TEST(Dedent, WindowsLineEndsBecomePlain) {
  EXPECT_EQ(dedent("\r\n  a\r\n  b\r\n"), "a\nb\n");
}

}  // namespace
}  // namespace techmarket::dbml
