// Попередження про чужий діалект проти справжніх серверів.

#include "ddl/dialect.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/testing/case_file.h"
#include "db/testing/round_trip.h"
#include "db/testing/sql_client.h"
#include "dbml/parse.h"
#include "ddl/emit.h"
#include "ddl/testing/foreign_types.h"

namespace techmarket::db {
namespace {

using schema::Dialect;
using testing::parse_schema;
using testing::SqlClient;

/// Попередження мусить бути правдою: сервер справді відмовляє, і лише тоді. Винятки називає розділ «accepts».
void expect_refusals(Dialect dialect) {
  const SqlClient server(dialect);
  TECHMARKET_REQUIRE_SERVER(server);
  for (const auto& path : case_paths("dialect")) {
    const auto file = read_case(path).value();
    const auto* accepting = file.section("accepts");
    const bool accepted = accepting && accepting->contains(server.name());
    const auto parsed = dbml::parse(*file.section("input"), "input.dbml");
    server.fresh_database();
    const auto done = server.run(ddl::emit(parsed.database, dialect, {}));
    const bool warned =
        !parsed.diagnostics.empty() || !ddl::dialect_findings(parsed.database, dialect).empty();
    EXPECT_EQ(done.exit_code != 0, warned && !accepted) << file.name() << ": " << done.errors;
  }
}

TEST(DialectOnServers, MysqlRefusesWhatIsWarnedAbout) {
  expect_refusals(Dialect::mysql);
}

TEST(DialectOnServers, PostgresRefusesWhatIsWarnedAbout) {
  expect_refusals(Dialect::postgres);
}

/// Кожен тип — окремою таблицею: про решту випадок мовчав би після першої відмови.
void expect_types_to_be_refused(Dialect dialect) {
  const SqlClient server(dialect);
  TECHMARKET_REQUIRE_SERVER(server);
  server.fresh_database();
  int number = 0;
  for (const char* dbml : {ddl::testing::kMysqlOnly, ddl::testing::kPostgresOnly}) {
    const auto parsed = parse_schema(dbml);
    for (const auto& column : parsed.tables.front().columns) {
      schema::Database one;
      one.tables.push_back({.name = {.name = fmt::format("t{}", number++)}, .columns = {column}});
      const bool refused = server.run(ddl::emit(one, dialect, {})).exit_code != 0;
      EXPECT_EQ(refused, !ddl::dialect_findings(one, dialect).empty()) << column.type.text();
    }
  }
}

TEST(DialectOnServers, MysqlHasTheTypesWeThinkItHas) {
  expect_types_to_be_refused(Dialect::mysql);
}

TEST(DialectOnServers, PostgresHasTheTypesWeThinkItHas) {
  expect_types_to_be_refused(Dialect::postgres);
}

}  // namespace
}  // namespace techmarket::db
