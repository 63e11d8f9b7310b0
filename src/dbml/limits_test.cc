// Межі: величезний, глибокий, довгий або чужий вхід кінчається повідомленням або працює.
#include <algorithm>
#include <initializer_list>
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

TEST(Limits, NestingIsCountedAndNotRecursive) {
  for (const auto* piece : {"{", "[", "(", "Table a { ", "a.", "[ref: > ", "'", "`", "-", "/*", "~", "?"}) {
    const auto text = repeated(piece, 200'000);
    EXPECT_FALSE(parse(text, "deep.dbml").diagnostics.empty()) << piece;
    EXPECT_FALSE(parse("Table t {\n  id int [default: " + text, "deep.dbml").ok()) << piece;
  }
}

// Жодна з цих форм не закінчується сама: розбір мусить дійти до кінця файлу і не спіткнутися. Час показує
// bench/dbml.sh; квадратичний розбір помітно вже тут, бо кожен вхід — мегабайт.
TEST(Limits, AMegabyteOfAnythingIsReadToItsEnd) {
  struct Form {
    std::string_view name, head, piece;
    std::string_view code;  ///< перше повідомлення
  };
  constexpr std::size_t kBytes = 1'000'000;
  for (const auto& [name, head, piece, code] : std::initializer_list<Form>{
           {"brackets", "Table t {\n  id int ", "[", "unclosed-block"},
           {"braces", "", "{", "unexpected-token"},
           {"one long line of errors", "", "Table t { id } ", "missing-type"},
           {"one long name", "Table t {\n  ", "a", "unclosed-block"},
           {"one long string", "Table t {\n  id int [note: '", "ї ", "unterminated-string"},
           {"backslashes", "Table t {\n  id int [note: '", "\\\\", "unterminated-string"},
           {"lines of a string", "Table t {\n  id int\n  Note: '''", "\n    x", "unterminated-string"},
           {"signs", "Table t {\n  id int [default: ", "-", "unclosed-block"},
           {"unclosed comments", "", "/*", "unexpected-token"},
           {"same columns", "Table t {\n", "  id int\n", "unclosed-block"},
           {"unknown tables", "Table t {\n  id int\n}\n", "Ref: tt.id > uu.id\n", "unknown-table"},
           {"rows", "Table t {\n  id int [pk]\n}\nrecords t(id) {\n", "  1\n", "unclosed-block"},
           {"types", "Table t {\n  id int", "[]", "unclosed-block"},
           {"arguments", "Table t {\n  id int(", "1,", "unclosed-block"},
           {"path", "Ref: ", "a.", "unexpected-token"},
       }) {
    const auto parsed = parse(std::string(head) + repeated(piece, kBytes), "limits.dbml");
    ASSERT_FALSE(parsed.diagnostics.empty()) << name;
    EXPECT_EQ(parsed.diagnostics.front().code, code) << name;
    EXPECT_LT(render_all(parsed, false).size(), 1'000'000u) << name;
  }
}

TEST(Limits, TensOfThousandsOfTablesAndRefs) {
  constexpr int kTables = 20'000;
  std::string text;
  for (int i = 0; i < kTables; ++i)
    text += "Table t" + std::to_string(i) + " {\n  id int [pk]\n  x int [ref: > t" +
            std::to_string(i > 0 ? i - 1 : 0) + ".id]\n}\n";
  const auto parsed = parse(text, "limits.dbml");
  ASSERT_TRUE(parsed.ok()) << render_all(parsed, false).substr(0, 1'000);
  EXPECT_EQ(parsed.database.tables.size(), static_cast<std::size_t>(kTables));
  EXPECT_EQ(parsed.database.refs.size(), static_cast<std::size_t>(kTables));
}

std::string lines(int count, auto line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(std::to_string(i));
  return text;
}

// Стільки всього в одному елементі: перебір на кожну дрібницю тривав би тут годину, а не пів секунди.
TEST(Limits, AHundredThousandOfAnythingInOneElement) {
  constexpr int kMany = 100'000;
  const auto columns = lines(kMany, [](auto i) { return "  c" + i + " int [unique]\n"; });
  const auto values = lines(kMany, [](auto i) { return "  v" + i + "\n"; });
  const auto checks = lines(kMany, [](auto i) { return ", check: `id > " + i + "`"; });
  const auto names = lines(kMany, [](auto i) { return (i == "0" ? "c" : ", c") + i; });
  const auto ones = lines(kMany, [](auto i) { return i == "0" ? "1" : ", 1"; });
  struct Form {
    std::string_view name;
    std::string text;
  };
  for (const auto& [name, text] : std::initializer_list<Form>{
           {"refs", "Table a {\n" + columns + "}\nTable b {\n" + columns + "}\n" +
                        lines(kMany, [](auto i) { return "Ref: a.c" + i + " - b.c" + i + "\n"; })},
           {"checks on one line", "Table t {\n  id int [pk" + checks + "]\n}\n"},
           {"parts of an index", "Table t {\n" + columns + "  indexes {\n    (" + names + ")\n  }\n}\n"},
           {"columns of records",
            "Table t {\n" + columns + "}\nrecords t(" + names + ") {\n  " + ones + "\n}\n"},
           {"enum members", "Enum e {\n" + values + "}\nTable t {\n  e e\n}\nrecords t(e) {\n" +
                                lines(kMany, [](auto i) { return "  e.v" + i + "\n"; }) + "}\n"},
           {"views", "Table t {\n  id int\n}\n" + lines(kMany,
                                                        [](auto i) {
                                                          return "DiagramView v" + i +
                                                                 " {\n  Schemas {\n    public\n  }\n}\n";
                                                        })},
           {"indexes of a partial", "TablePartial p {\n  a int\n  indexes {\n" + lines(kMany, [](auto i) {
                                      return "    z" + i + "\n";
                                    }) + "  }\n}\nTable t {\n  id int\n  ~p\n}\n"}}) {
    const auto parsed = parse(text, "limits.dbml");
    EXPECT_TRUE(parsed.ok()) << name << "\n" << render_all(parsed, false).substr(0, 1'000);
  }
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
