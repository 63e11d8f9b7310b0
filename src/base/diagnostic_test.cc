#include "base/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic_json.h"

namespace techmarket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Diagnostic at(int line, int column, int end_column) {
  return {
      .severity = Severity::error,
      .code = "unknown-table",
      .message = "table 'x' does not exist",
      .at = {.file = "a.dbml", .line = line, .column = column, .end_line = line, .end_column = end_column},
      .hint = "did you mean 'y'?",
      .subject = "x"};
}

TEST(Render, ShowsThePlaceTheLineTheRangeAndTheHint) {
  EXPECT_EQ(to_text(at(2, 3, 6), "first\n\tї abc def\n"),
            "a.dbml:2:3: error: table 'x' does not exist [unknown-table]\n"
            "  \tї abc def\n"
            "  \t ^~~\n"
            "  hint: did you mean 'y'?\n");
}

TEST(Render, MarksToTheEndOfTheLineWhatGoesOnBelow) {
  auto d = at(1, 3, 1);
  d.at.end_line = 3;
  EXPECT_THAT(to_text(d, "a 'bcd\n\n'\n"), HasSubstr("\n  a 'bcd\n    ^~~~\n"));
}

TEST(Render, ShowsAWindowOfALongLine) {
  const std::string line = std::string(100'000, 'a') + "ї!" + std::string(100'000, 'b');
  const auto text = to_text(at(1, 100'002, 100'003), line);
  EXPECT_LT(text.size(), 600u);
  const auto shown = text.find("  …");
  ASSERT_NE(shown, std::string::npos);
  EXPECT_THAT(text, HasSubstr("aaї!bb"));
  // 60 знаків перед позначкою і знак обриву.
  EXPECT_THAT(text, HasSubstr("\n  " + std::string(61, ' ') + "^\n"));
}

TEST(Render, NeverSendsControlCharactersOfTheFileToTheTerminal) {
  auto d = at(1, 3, 4);
  d.message = "unknown '\x1b[31m\n'";
  const auto text = to_text(d, std::string("a\x1b b\0\r\n", 8));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr(std::string(1, '\0'))));
  EXPECT_THAT(text, HasSubstr("unknown '\\x1b[31m\\n'"));
  // Стовпець 3 — пропуск за знаком, який на екрані займає чотири місця.
  EXPECT_THAT(text, HasSubstr("\n  a\\x1b b\\x00\n       ^\n"));
}

TEST(Render, AWholeFileHasNoLine) {
  EXPECT_THAT(to_text(at(0, 0, 0), "text"), ::testing::StartsWith("a.dbml: error: table"));
}

TEST(Strict, WarningsBecomeErrors) {
  std::vector<Diagnostic> all{at(1, 1, 2)};
  all.front().severity = Severity::warning;
  EXPECT_EQ(count_errors(all), 0u);
  promote_warnings(all);
  EXPECT_EQ(count_errors(all), 1u);
}

TEST(Json, HasEveryField) {
  EXPECT_EQ(to_json(at(2, 3, 6)).dump(),
            R"({"code":"unknown-table","column":3,"end_column":6,"end_line":2,"file":"a.dbml",)"
            R"("hint":"did you mean 'y'?","line":2,"message":"table 'x' does not exist",)"
            R"("severity":"error","subject":"x"})");
}

class Sarif : public ::testing::Test {
 protected:
  static constexpr DiagnosticRule kRules[] = {
      {"unknown-table", Severity::error, "A table does not exist.", "Correct the name."},
      {"never-happens", Severity::error, "Never.", "Nothing."}};

  static nlohmann::json run(const std::vector<Diagnostic>& diagnostics) {
    const auto log = to_sarif(diagnostics, "1.2.3", kRules);
    EXPECT_EQ(log["version"], "2.1.0");
    EXPECT_EQ(log["runs"].size(), 1u);
    return log["runs"][0];
  }
};

TEST_F(Sarif, ListsTheRulesThatOccurredAndPointsAtThem) {
  auto other = at(1, 1, 2);
  other.code = "some-new-code";
  other.severity = Severity::warning;
  const auto log = run({at(1, 1, 2), other, at(5, 1, 2)});
  const auto& rules = log["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0]["shortDescription"]["text"], "A table does not exist.");
  EXPECT_EQ(rules[0]["help"]["text"], "Correct the name.");
  EXPECT_EQ(rules[0]["defaultConfiguration"]["level"], "error");
  ASSERT_EQ(log["results"].size(), 3u);
  for (const auto& result : log["results"])
    EXPECT_EQ(rules[result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
  EXPECT_EQ(log["results"][1]["level"], "warning");
  EXPECT_EQ(log["tool"]["driver"]["semanticVersion"], "1.2.3");
}

TEST_F(Sarif, PlacesAreRelativeCodePointsFromOne) {
  EXPECT_EQ(run({})["columnKind"], "unicodeCodePoints");
  const auto place = run({at(2, 3, 6)})["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "a.dbml");
  EXPECT_EQ(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
  EXPECT_EQ(place["region"].dump(), R"({"endColumn":6,"endLine":2,"startColumn":3,"startLine":2})");
}

TEST_F(Sarif, AWholeFileIsShownAtItsFirstLine) {
  const auto place = run({at(0, 0, 0)})["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["region"].dump(), R"({"startLine":1})");
}

TEST_F(Sarif, PathsAreEncodedAndOutsideOnesAreAbsolute) {
  auto d = at(1, 1, 2);
  d.at.file = "теки/a b%.dbml";
  auto uri = run({d})["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  EXPECT_EQ(uri, "%D1%82%D0%B5%D0%BA%D0%B8/a%20b%25.dbml");
  d.at.file = "/nowhere/x.dbml";
  uri = run({d})["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  EXPECT_EQ(uri, "file:///nowhere/x.dbml");
}

TEST_F(Sarif, NoFindingsIsStillALog) {
  const auto log = run({});
  EXPECT_TRUE(log["results"].is_array());
  EXPECT_TRUE(log["results"].empty());
}

}  // namespace
}  // namespace techmarket
