#include "ddl/dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "dbml/parse.h"
#include "ddl/emit.h"
#include "ddl/testing/temporary_servers.h"

namespace techmarket::ddl {
namespace {

using schema::Dialect;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Diagnostic> findings(const std::string& dbml, Dialect dialect) {
  const auto parsed = dbml::parse(dbml, "t.dbml");
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
  EXPECT_THAT(subjects(dbml, Dialect::postgres), ElementsAre("fulltext"));
}

TEST(Dialect, AHashIndexOfPostgresHasOneColumn) {
  const std::string dbml =
      "Table t {\n  a int\n  b int\n  indexes {\n    a [type: hash]\n    b [type: hash, unique]\n"
      "    (a, b) [type: hash]\n  }\n}\n";
  EXPECT_THAT(subjects(dbml, Dialect::postgres), ElementsAre("hash", "hash"));
  EXPECT_THAT(subjects(dbml, Dialect::mysql), IsEmpty());
}

// Попередження мусить бути правдою: сервер справді відмовляє, і лише тоді.
void expect_refusals(const testing::SqlServer& server, const std::string& dbml, Dialect dialect) {
  const auto parsed = dbml::parse(dbml, "t.dbml");
  int number = 0;
  for (const auto& column : parsed.database.tables.front().columns) {
    schema::Database one;
    one.tables.push_back({.name = {.name = fmt::format("t{}", number++)}, .columns = {column}});
    const bool refused = server.run(emit(one, dialect, {})).exit_code != 0;
    EXPECT_EQ(refused, !dialect_findings(one, dialect).empty()) << column.type.text();
  }
}

TEST(Dialect, MariadbAgrees) {
  testing::MariadbServer server;
  if (!server.problem().empty()) GTEST_SKIP() << server.problem();
  server.fresh_database();
  for (const char* dbml : {kMysqlOnly, kPostgresOnly}) expect_refusals(server, dbml, Dialect::mysql);
}

TEST(Dialect, PostgresAgrees) {
  testing::PostgresServer server;
  if (!server.problem().empty()) GTEST_SKIP() << server.problem();
  server.fresh_database();
  for (const char* dbml : {kMysqlOnly, kPostgresOnly}) expect_refusals(server, dbml, Dialect::postgres);
}

}  // namespace
}  // namespace techmarket::ddl
