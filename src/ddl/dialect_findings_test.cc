#include "ddl/dialect_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "dbml/parse.h"
#include "support/dbml_case.h"
#include "support/foreign_types.h"

namespace techmarket::ddl {
namespace {

using schema::Dialect;
using support::kMysqlOnly;
using support::kPostgresOnly;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Diagnostic> findings(const std::string& dbml, Dialect dialect) {
  const auto parsed = dbml::parse(dbml, "input.dbml");
  EXPECT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);
  return dialect_findings(parsed.database, dialect);
}

std::vector<std::string> subjects(const std::string& dbml, Dialect dialect) {
  std::vector<std::string> result;
  for (const auto& finding : findings(dbml, dialect)) {
    EXPECT_EQ(finding.severity, Severity::warning);
    result.push_back(finding.subject);
  }
  return result;
}

TEST(Dialect, TypesOfMysqlAreMissingInPostgres) {
  EXPECT_THAT(subjects(kMysqlOnly, Dialect::postgres),
              ElementsAre("mediumtext", "datetime", "tinyint", "int unsigned", "double", "longblob",
                          "set('a','b')", "year"));
  EXPECT_THAT(subjects(kMysqlOnly, Dialect::mysql), IsEmpty());
}

TEST(Dialect, TypesOfPostgresAreMissingInMysql) {
  EXPECT_THAT(subjects(kPostgresOnly, Dialect::mysql),
              ElementsAre("int[]", "jsonb", "timestamptz", "tsvector", "interval", "bytea", "money"));
  EXPECT_THAT(subjects(kPostgresOnly, Dialect::postgres), IsEmpty());
}

TEST(Dialect, PlacesAndHintsAreGiven) {
  const auto found = findings("Table t {\n  id int\n  at   datetime\n}\n", Dialect::postgres);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at.line, 3);
  EXPECT_EQ(found[0].at.column, 8);
  EXPECT_EQ(found[0].message, "PostgreSQL has no type 'datetime' (column 't.at')");
  EXPECT_EQ(found[0].hint, "the nearest type is timestamp");
}

TEST(Dialect, EnumsAndCountersAreNotForeign) {
  EXPECT_THAT(
      subjects("Enum year { a }\nTable t {\n  a year\n  b mediumint [increment]\n}\n", Dialect::postgres),
      IsEmpty());
  EXPECT_THAT(subjects("Enum s { a }\nTable t {\n  a s\n  b \"INT(11) UNSIGNED\"\n}\n", Dialect::mysql),
              IsEmpty());
}

TEST(Dialect, ATypeOfAnExtensionNeedsTheExtension) {
  EXPECT_THAT(subjects("Table t {\n  a citext\n  b VECTOR(3)\n  c my_domain\n}\n", Dialect::postgres),
              ElementsAre("citext", "VECTOR(3)", "my_domain"));
  EXPECT_THAT(subjects("Table t {\n  a app.my_domain\n}\n", Dialect::postgres), IsEmpty());
}

TEST(Dialect, NamesThatMustBeUniqueInASchemaAreFound) {
  const std::string dbml =
      "TablePartial p {\n  a int\n  indexes {\n    a [name: 'i']\n  }\n}\n"
      "Table t {\n  ~p\n  checks {\n    `a > 0` [name: 'c']\n  }\n}\n"
      "Table u {\n  ~p\n  checks {\n    `a > 1` [name: 'C']\n  }\n}\n"
      "Table s.v {\n  ~p\n}\n";
  EXPECT_THAT(subjects(dbml, Dialect::mysql), ElementsAre("C"));
  EXPECT_THAT(subjects(dbml, Dialect::postgres), ElementsAre("i"));
}

TEST(Dialect, IndexTypesOfTheOtherServerAreFound) {
  const std::string dbml =
      "Table t {\n  a text\n  indexes {\n    a [type: gin]\n    a [type: fulltext]\n  }\n}\n";
  EXPECT_THAT(subjects(dbml, Dialect::mysql), ElementsAre("gin"));
  EXPECT_THAT(subjects(dbml, Dialect::postgres),
              ElementsAre("gin", "fulltext"));  // gin над text потребує класу
}

TEST(Dialect, AHashIndexOfPostgresHasOneColumn) {
  const std::string dbml =
      "Table t {\n  a int\n  b int\n  indexes {\n    a [type: hash]\n    b [type: hash, unique]\n"
      "    (a, b) [type: hash]\n  }\n}\n";
  EXPECT_THAT(subjects(dbml, Dialect::postgres), ElementsAre("hash", "hash"));
  EXPECT_THAT(subjects(dbml, Dialect::mysql), IsEmpty());
}

// ---- випадки tests/cases/dialect

std::string rendered(const std::string& text, Dialect dialect) {
  std::string out;
  for (const auto& finding : findings(text, dialect)) out += to_text(finding, text);
  return out;
}

class DialectCase : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(DialectCase, WarnsExactlyAsExpected) {
  auto file = support::read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const std::string input = *file->section("input");
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
    const std::string name(support::section_name(dialect)), actual = rendered(input, dialect);
    if (support::updating_cases()) {
      if (!actual.empty()) file->set(name, actual);
      continue;
    }
    const std::string* expected = file->section(name);
    EXPECT_EQ(actual, expected ? *expected : "") << name;
  }
  if (support::updating_cases()) {
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, DialectCase, ::testing::ValuesIn(support::case_paths("dialect")),
                         [](const auto& test) { return support::case_test_name(test.param); });

}  // namespace
}  // namespace techmarket::ddl
