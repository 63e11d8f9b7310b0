#include "dbml/lexer.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"

namespace techmarket::dbml {
namespace {

using Kind = Token::Kind;

struct Lexed {
  std::vector<Token> tokens;
  std::vector<int> columns;
  std::vector<std::string> texts;
  std::vector<Diagnostic> diagnostics;
};

Lexed lex(std::string text) {
  const SourceFile file{.path = "t", .text = std::move(text)};
  Reporter reporter;
  Lexer lexer(file, reporter);
  Lexed result;
  for (auto token = lexer.next(); !token.is(Kind::end); token = lexer.next()) {
    result.tokens.push_back(token);
    result.columns.push_back(range_of(file, token.at).column);
    result.texts.emplace_back(file.text_of(token.at));
  }
  result.diagnostics = std::move(reporter.diagnostics());
  return result;
}

using Texts = std::vector<std::string>;

TEST(Lexer, ANameMayBeginWithADigitIfALetterFollows) {
  const auto result = lex("2nd 5 таблиця _x 1e 1e5 3d_model");
  EXPECT_EQ(result.texts, (Texts{"2nd", "5", "таблиця", "_x", "1e", "1e5", "3d_model"}));
  const std::vector kinds{Kind::identifier, Kind::number, Kind::identifier, Kind::identifier,
                          Kind::identifier, Kind::number, Kind::identifier};
  for (std::size_t i = 0; i < kinds.size(); ++i)
    EXPECT_EQ(result.tokens[i].kind, kinds[i]) << result.texts[i];
}

TEST(Lexer, NumbersKeepTheirText) {
  EXPECT_EQ(lex("1.50 9007199254740993 1.5e-3 2E+10 5.").texts,
            (Texts{"1.50", "9007199254740993", "1.5e-3", "2E+10", "5."}));
}

TEST(Lexer, AnImpossibleNumberIsReportedOnce) {
  const auto result = lex("1.2.3");
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].code, "invalid-number");
}

TEST(Lexer, LongerRelationsWin) {
  EXPECT_EQ(lex("a<>b a?>b a>?b a?<>?b a->b a-b").texts,
            (Texts{"a", "<>", "b", "a", "?>", "b", "a", ">?", "b", "a", "?<>?", "b", "a", "->", "b", "a", "-",
                   "b"}));
}

TEST(Lexer, ColumnsCountCodePointsNotBytes) {
  const auto result = lex("'їжак' x\n\tю y");
  EXPECT_EQ(result.columns[1], 8);
  EXPECT_EQ(result.tokens[2].at.line, 2);
  EXPECT_EQ(result.columns[2], 2);
  EXPECT_EQ(result.columns[3], 4);
}

TEST(Lexer, EveryColumnIsTheNumberOfCodePointsBeforeIt) {
  const std::string text =
      "Table їжа { /* є\n ґ */ x /* є */ y // і\n  \"ї\" 'є' `ї` \xC2\xA0 z 1.5я q 2є a\xE2\x86\x92"
      "b #f\n"
      "'''ї\nїї''' w ?> є_1x - 5 }";
  const auto result = lex(text);
  for (std::size_t i = 0; i < result.tokens.size(); ++i) {
    const Token& token = result.tokens[i];
    const auto before = text.substr(0, token.at.begin);
    const auto newline = before.rfind('\n');
    const auto line = newline == std::string::npos ? before : before.substr(newline + 1);
    EXPECT_EQ(static_cast<std::size_t>(result.columns[i]), count_code_points(line) + 1)
        << text.substr(token.at.begin, 8);
  }
}

TEST(Lexer, LinesAfterAMultilineStringAreCounted) {
  const auto result = lex("'''a\nb\n  c''' x\ny");
  EXPECT_EQ(result.tokens[1].at.line, 3);
  EXPECT_EQ(result.columns[1], 8);
  EXPECT_EQ(result.tokens[2].at.line, 4);
}

TEST(Lexer, AByteOrderMarkIsNotPartOfTheText) {
  const auto result = lex("\xEF\xBB\xBFTable");
  ASSERT_EQ(result.tokens.size(), 1u);
  EXPECT_EQ(result.columns[0], 1);
}

TEST(Lexer, ACommentIsASpaceAndOnlyALineCommentEndsTheLine) {
  const auto result = lex("a /* x\n y */ b // c\nd");
  EXPECT_EQ(result.texts, (Texts{"a", "b", "d"}));
  EXPECT_FALSE(result.tokens[1].newline_before);
  EXPECT_TRUE(result.tokens[1].space_before);
  EXPECT_TRUE(result.tokens[2].newline_before);
}

TEST(Lexer, AStringEndsAtTheEndOfTheLineUnlessItIsEscaped) {
  const auto open = lex("'abc\ndef");
  ASSERT_EQ(open.diagnostics.size(), 1u);
  EXPECT_EQ(open.diagnostics[0].code, "unterminated-string");
  EXPECT_EQ(open.texts, (Texts{"'abc", "def"}));
  EXPECT_TRUE(lex("'abc\\\ndef'").diagnostics.empty());
  EXPECT_TRUE(lex("'abc\\\r\ndef'").diagnostics.empty());
}

TEST(Lexer, ABackslashInAnExpressionIsOnlyABackslash) {
  EXPECT_EQ(lex("`a\\` b").texts, (Texts{"`a\\`", "b"}));
}

TEST(Lexer, EveryPrefixOfAFileEndsInTokensNotInACrash) {
  const std::string text =
      "Table \"a\\\"b\" [note: '''x\\'''y'''] { c decimal(1.5e-3) [default: `now()`, check: `a`] /* z */ } "
      "#ab \xD1\x97 \\u12 'q\\";
  for (std::size_t size = 0; size <= text.size(); ++size) lex(text.substr(0, size));
}

}  // namespace
}  // namespace techmarket::dbml
