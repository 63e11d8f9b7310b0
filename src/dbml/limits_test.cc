// Межі: величезний, глибокий, довгий або чужий вхід кінчається повідомленням або працює, і завжди за лінійний
// час. Час міряється відношенням двох запусків: більший удвічі вхід не може тривати вчетверо довше.
#include <algorithm>
#include <ctime>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dbml/parse.h"

namespace techmarket::dbml {
namespace {

using ::testing::HasSubstr;

bool reports(const Parsed& parsed, std::string_view code) {
  return std::ranges::any_of(parsed.diagnostics, [&](const Diagnostic& d) { return d.code == code; });
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

/// Час процесора, а не годинника: сусіди по машині не важать.
double seconds(const std::string& text) {
  const auto start = std::clock();
  const auto parsed = parse(text, "limits.dbml");
  (void)render_all(parsed, false);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// Квадратичний розбір мегабайта тривав би хвилини, тож запасу вистачає й на завантажену машину.
void expect_linear(std::string_view name, std::string_view head, std::string_view piece) {
  constexpr std::size_t kBytes = 300'000;
  const auto text = [&](std::size_t bytes) { return std::string(head) + repeated(piece, bytes); };
  double once = 1e9, twice = 1e9;
  for (int attempt = 0; attempt < 3; ++attempt) {
    once = std::min(once, seconds(text(kBytes)));
    twice = std::min(twice, seconds(text(2 * kBytes)));
  }
  EXPECT_LT(twice, 3.5 * once + 0.05) << name << ": " << once << " s, then " << twice << " s";
}

TEST(Limits, NestingIsCountedAndNotRecursive) {
  for (const auto* piece : {"{", "[", "(", "Table a { ", "a.", "[ref: > ", "'", "`", "-", "/*", "~", "?"}) {
    const auto text = repeated(piece, 200'000);
    EXPECT_FALSE(parse(text, "deep.dbml").diagnostics.empty()) << piece;
    EXPECT_FALSE(parse("Table t {\n  id int [default: " + text, "deep.dbml").ok()) << piece;
  }
}

TEST(Limits, TimeIsLinear) {
  expect_linear("brackets", "Table t {\n  id int ", "[");
  expect_linear("braces", "", "{");
  expect_linear("one long line of errors", "", "Table t { id } ");
  expect_linear("one long name", "Table t {\n  ", "a");
  expect_linear("one long string", "Table t {\n  id int [note: '", "ї ");
  expect_linear("backslashes", "Table t {\n  id int [note: '", "\\\\");
  expect_linear("lines of a string", "Table t {\n  id int\n  Note: '''", "\n    x");
  expect_linear("signs", "Table t {\n  id int [default: ", "-");
  expect_linear("unclosed comments", "", "/*");
  expect_linear("same columns", "Table t {\n", "  id int\n");
  expect_linear("unknown tables", "Table t {\n  id int\n}\n", "Ref: tt.id > uu.id\n");
  expect_linear("rows", "Table t {\n  id int [pk]\n}\nrecords t(id) {\n", "  1\n");
  expect_linear("types", "Table t {\n  id int", "[]");
  expect_linear("arguments", "Table t {\n  id int(", "1,");
  expect_linear("path", "Ref: ", "a.");
}

TEST(Limits, ManyTablesAndRefsAreLinear) {
  const auto schema = [](int tables) {
    std::string text;
    for (int i = 0; i < tables; ++i)
      text += "Table t" + std::to_string(i) + " {\n  id int [pk]\n  x int [ref: > t" +
              std::to_string(i > 0 ? i - 1 : 0) + ".id]\n  y int [ref: > tt" + std::to_string(i) +
              ".id]\n}\n";
    return text;
  };
  double once = 1e9, twice = 1e9;
  for (int attempt = 0; attempt < 3; ++attempt) {
    once = std::min(once, seconds(schema(4'000)));
    twice = std::min(twice, seconds(schema(8'000)));
  }
  EXPECT_LT(twice, 3.5 * once + 0.05) << once << " s, then " << twice << " s";
}

TEST(Limits, MessagesAreBounded) {
  const auto errors = parse(repeated("?\n", 100'000), "x.dbml");
  EXPECT_TRUE(reports(errors, "too-many-errors"));
  EXPECT_LE(errors.diagnostics.size(), Reporter::kMaxErrors + 1);
  const auto warnings = parse(
      "Table t {\n" +
          [] {
            std::string text;
            for (int i = 0; i < 1000; ++i) text += "  c" + std::to_string(i) + " int [default: 'x']\n";
            return text + "}\n";
          }(),
      "x.dbml");
  EXPECT_TRUE(warnings.ok());
  EXPECT_TRUE(reports(warnings, "too-many-warnings"));
  EXPECT_EQ(warnings.diagnostics.size(), Reporter::kMaxWarnings + 1);
}

TEST(Limits, AHugeNameDoesNotMakeHugeMessages) {
  const std::string name(1'000'000, 'x');
  const auto parsed = parse("Table t {\n  id int\n}\nRef: " + name + ".id > t.id\n", "x.dbml");
  ASSERT_EQ(parsed.diagnostics.size(), 1u);
  EXPECT_LT(render_all(parsed, false).size(), 2'000u);
  EXPECT_TRUE(parse("Table " + name + " {\n  " + name + " int\n}\n", "x.dbml").ok());
}

TEST(Limits, NulIsAnErrorOutsideQuotesAndATextInside) {
  using namespace std::string_literals;
  EXPECT_THAT(render_all(parse("Table t {\n  a\0 int\n}\n"s, "x.dbml"), false),
              HasSubstr("unexpected byte 0x00"));
  const auto parsed = parse("Table t {\n  a int [note: 'x\0y']\n}\n"s, "x.dbml");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.database.tables[0].columns[0].note, "x\0y"s);
}

TEST(Limits, ForeignEncodingsAreNamed) {
  EXPECT_TRUE(reports(parse(std::string("\xFF\xFET\0a\0", 6), "x.dbml"), "not-utf8"));
  const auto parsed = parse("Table t {\n  a int // caf\xE9\n  b\xC3 int\n}\n", "x.dbml");
  ASSERT_TRUE(reports(parsed, "invalid-utf8"));
  EXPECT_EQ(parsed.diagnostics[0].at.line, 2);
  EXPECT_EQ(parsed.diagnostics[0].at.column, 15);
}

TEST(Limits, LineEndsOfEverySystem) {
  EXPECT_TRUE(parse("Table t {\r\n  a int\r\n  b int\r\n}\r\n", "x.dbml").ok());
  EXPECT_TRUE(parse("\xEF\xBB\xBFTable t {\n  a int\n}\n", "x.dbml").ok());
  EXPECT_FALSE(parse("Table t {\r  a int\r  b int\r}\r", "x.dbml").ok());  // сам CR рядка не кінчає
}

}  // namespace
}  // namespace techmarket::dbml
