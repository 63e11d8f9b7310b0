#include "ddl/dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "dbml/parse.h"
#include "ddl/emit.h"
#include "ddl/testing/case_file.h"
#include "ddl/testing/temporary_servers.h"

namespace techmarket::ddl {
namespace {

using schema::Dialect;
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

constexpr const char* kMysqlOnly =
    "Table t {\n  a mediumtext\n  b datetime\n  c tinyint\n  d \"int unsigned\"\n  e double\n  f longblob\n"
    "  g set('a','b')\n  h year\n}\n";
constexpr const char* kPostgresOnly =
    "Table t {\n  a int[]\n  b jsonb\n  c timestamptz\n  d tsvector\n  e interval\n  f bytea\n  g money\n}\n";

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
  for (const auto& finding : findings(text, dialect)) out += render(finding, text);
  return out;
}

class DialectCase : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(DialectCase, WarnsExactlyAsExpected) {
  auto file = read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const std::string input = *file->section("input");
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
    const std::string name(testing::section_name(dialect)), actual = rendered(input, dialect);
    if (updating_cases()) {
      if (!actual.empty()) file->set(name, actual);
      continue;
    }
    const std::string* expected = file->section(name);
    EXPECT_EQ(actual, expected ? *expected : "") << name;
  }
  if (updating_cases()) {
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, DialectCase, ::testing::ValuesIn(techmarket::case_paths("dialect")),
                         [](const auto& test) { return case_test_name(test.param); });

/// Попередження мусить бути правдою: сервер справді відмовляє, і лише тоді. Винятки називає розділ «accepts».
void expect_refusals(testing::SqlServer& server, std::string_view server_name, Dialect dialect) {
  for (const auto& path : techmarket::case_paths("dialect")) {
    const auto file = read_case(path).value();
    const auto* accepting = file.section("accepts");
    const bool accepted = accepting && accepting->contains(server_name);
    const auto parsed = dbml::parse(*file.section("input"), "input.dbml");
    server.fresh_database();
    const auto done = server.run(emit(parsed.database, dialect, {}));
    const bool warned = !parsed.diagnostics.empty() || !dialect_findings(parsed.database, dialect).empty();
    EXPECT_EQ(done.exit_code != 0, warned && !accepted) << file.name() << ": " << done.errors;
  }
}

TEST(Dialect, MysqlRefusesWhatIsWarnedAbout) {
  testing::MysqlServer server;
  if (!server.problem().empty()) GTEST_SKIP() << server.problem();
  expect_refusals(server, server.name(), Dialect::mysql);
}

TEST(Dialect, PostgresRefusesWhatIsWarnedAbout) {
  testing::PostgresServer server;
  if (!server.problem().empty()) GTEST_SKIP() << server.problem();
  expect_refusals(server, "postgres", Dialect::postgres);
}

/// Кожен тип — окремою таблицею: про решту випадок мовчав би після першої відмови.
void expect_types_to_be_refused(const testing::SqlServer& server, const std::string& dbml, Dialect dialect) {
  const auto parsed = dbml::parse(dbml, "t.dbml");
  int number = 0;
  for (const auto& column : parsed.database.tables.front().columns) {
    schema::Database one;
    one.tables.push_back({.name = {.name = fmt::format("t{}", number++)}, .columns = {column}});
    const bool refused = server.run(emit(one, dialect, {})).exit_code != 0;
    EXPECT_EQ(refused, !dialect_findings(one, dialect).empty()) << column.type.text();
  }
}

TEST(Dialect, MysqlAgrees) {
  testing::MysqlServer server;
  if (!server.problem().empty()) GTEST_SKIP() << server.problem();
  server.fresh_database();
  for (const char* dbml : {kMysqlOnly, kPostgresOnly})
    expect_types_to_be_refused(server, dbml, Dialect::mysql);
}

TEST(Dialect, PostgresAgrees) {
  testing::PostgresServer server;
  if (!server.problem().empty()) GTEST_SKIP() << server.problem();
  server.fresh_database();
  for (const char* dbml : {kMysqlOnly, kPostgresOnly})
    expect_types_to_be_refused(server, dbml, Dialect::postgres);
}

}  // namespace
}  // namespace techmarket::ddl
