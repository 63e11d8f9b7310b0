// Великий файл читають два потоки: дерево й повідомлення ті самі, що від одного.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "dbml/parse.h"
#include "dbml/parser.h"

namespace techmarket::dbml {
namespace {

std::string table(int number) {
  return fmt::format(
      "Table t{0} [note: 'it\\'s {0}'] {{\n  id int [pk]\n  \"a\\\"b {0}\" varchar(20) [not null, default: "
      "`x`]\n"
      "  ref_id int [ref: > t{1}.id]\n}}\n\n",
      number, number / 2);
}

/// Файл, посередині якого стоїть middle.
std::string around(std::string_view middle) {
  std::string text;
  int number = 0;
  while (text.size() < 150'000) text += table(number++);
  text += middle;
  for (const std::size_t half = text.size(); text.size() < 2 * half - middle.size(); ++number)
    text += table(number);
  return text;
}

/// Усе, що є в дереві таблиць, із місцями.
std::string shape(const Document& document) {
  std::string out;
  for (const auto& table : document.tables) {
    out += fmt::format("{}@{}:{}", table.name.name.text, table.name.at.begin, table.name.at.line);
    for (const auto& setting : table.settings) out += fmt::format(" {}={}", setting.name, setting.value.text);
    for (const auto& column : table.columns) {
      out += fmt::format(" {}@{}:{}", column.name.text, column.name.at.begin, column.name.at.line);
      for (const auto& setting : column.settings)
        out += fmt::format("[{}={}]", setting.name, setting.value.text);
    }
    out += '\n';
  }
  return out + fmt::format("{} enums, {} refs, {} notes", document.enums.size(), document.refs.size(),
                           document.notes.size());
}

std::string messages(Reporter& reporter) {
  std::string out;
  for (const auto& one : reporter.diagnostics())
    out += fmt::format("{}:{} {} {}\n", one.at.line, one.at.column, one.code, one.message);
  return out;
}

class Halves : public testing::TestWithParam<std::string_view> {};

TEST_P(Halves, AreReadLikeTheWhole) {
  const SourceFile file{.path = "t.dbml", .text = around(GetParam())};
  Reporter one, two;
  const Document whole = Parser(file, one).run(), halves = parse_document(file, two);
  EXPECT_GT(whole.tables.size(), 1000u);
  EXPECT_EQ(shape(halves), shape(whole));
  EXPECT_EQ(messages(two), messages(one));
}

// Де б не стояла середина: у примітці, коментарі, виразі, незакритому рядку чи таблиці.
INSTANTIATE_TEST_SUITE_P(Middles, Halves,
                         testing::Values("", "Enum e {\n  a\n}\nRef: t1.id > t0.id\n",
                                         "Note n {\n  '''\nTable x {\n  id int\n}\n\nTable y {\n  '''\n}\n",
                                         "/*\nTable x {\n  id int\n}\n*/\n", "// Table x {\n",
                                         "Table z {\n  id int [default: `\nTable x {\n`]\n}\n",
                                         "Table z {\n  id int\n", "}\n",
                                         "Table z {\n  id int [note: 'x]\n}\n", "'''\n", "/*\n", "`\n",
                                         "Table z {\n  id int [pk,,]\n}\n",
                                         "<<<<<<< HEAD\nTable a {\n id int\n}\n=======\n>>>>>>> b\n",
                                         "Table \xC2\xAB {\n}\n"));

TEST(Halves, GiveTheSameModel) {
  const std::string text = around("");
  const auto parsed = parse(text, "t.dbml");
  EXPECT_TRUE(parsed.ok());
  const auto& tables = parsed.database.tables;
  ASSERT_GT(tables.size(), 1000u);
  for (std::size_t i = 0; i < tables.size(); ++i) EXPECT_EQ(tables[i].name.name, fmt::format("t{}", i));
  EXPECT_EQ(parsed.database.refs.size(), tables.size());
}

}  // namespace
}  // namespace techmarket::dbml
