// Попередження про чужий діалект проти справжніх серверів.

#include "ddl/dialect_findings.h"

#include <cstdlib>
#include <span>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "dbml/parse.h"
#include "ddl/emit.h"
#include "support/case_file.h"
#include "support/foreign_types.h"
#include "support/round_trip.h"
#include "support/sql_client.h"

namespace techmarket::db {
namespace {

using schema::Dialect;
using support::parse_schema;
using support::SqlClient;

/// Попередження мусить бути правдою: сервер справді відмовляє, і лише тоді. Винятки називає розділ «accepts».
void expect_refusals(Dialect dialect) {
  const SqlClient server(dialect);
  TECHMARKET_REQUIRE_SERVER(server);
  for (const auto& path : support::case_paths("dialect")) {
    const auto file = support::read_case(path).value();
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
  for (const char* dbml : {support::kMysqlOnly, support::kPostgresOnly}) {
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

/// Стовпець, про який сервер каже «так» чи «ні»: що з цього, мусить збігтися з нашими попередженнями.
struct Form {
  const char* type;
  const char* settings;
  bool mariadb_only =
      false;  ///< MySQL 9.7 цього не приймає, а про різницю цих двох серверів ми не попереджаємо
};

void expect_forms(Dialect dialect, std::span<const Form> forms) {
  const SqlClient server(dialect);
  TECHMARKET_REQUIRE_SERVER(server);
  server.fresh_database();
  const std::string_view moment = dialect == Dialect::mysql ? "datetime" : "timestamp";
  std::size_t number = 0, accepted = 0;
  const bool is_mysql = dialect == Dialect::mysql && std::getenv("TECHMARKET_TEST_MYSQLD");
  for (const auto& [type, settings, mariadb_only] : forms) {
    const auto parsed = dbml::parse(
        fmt::format("Table t{} {{\n  id int [pk]\n  n int\n  s varchar(40)\n  d {}\n  a {} [{}]\n}}\n",
                    number++, moment, type, settings),
        "form.dbml");
    ASSERT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);
    const auto findings = ddl::dialect_findings(parsed.database, dialect);
    std::string said = dbml::render_all(parsed, false) + dbml::render_all(findings, parsed.sources, false);
    const auto done = server.run(ddl::emit(parsed.database, dialect, {}));
    EXPECT_EQ(done.exit_code != 0, !said.empty() || (mariadb_only && is_mysql))
        << type << " [" << settings << "]\n"
        << done.errors << said;
    accepted += done.exit_code == 0;
  }
  EXPECT_GT(accepted, 0u);
  EXPECT_LT(accepted, forms.size());
}

TEST(DialectOnServers, MysqlTakesTheFormsWeKeepSilentAbout) {
  static constexpr Form kForms[] = {
      {"time", "default: '-12:34:56'"},
      {"time", "default: '838:59:59'"},
      {"time", "default: '-838:59:59'"},
      {"time", "default: '839:00:00'"},
      {"time", "default: '2 12:00:00'"},
      {"time", "default: '10:11'"},
      {"time", "default: 'noon'"},
      {"date", "default: '2024-02-29'"},
      {"date", "default: '2024/2/9'"},
      {"date", "default: '20240209'"},
      {"date", "default: '2023-02-29'"},
      {"date", "default: 'infinity'"},
      {"datetime", "default: '2024-02-09T10:11:12'"},
      {"datetime", "default: '2024-02-09 10:11:12.345'"},
      {"datetime", "default: 'now'"},
      {"double", "default: 'NaN'"},
      {"decimal(5,2)", "default: '-inf'"},
      {"decimal(5,2)", "default: '-1.5e1'"},
      {"int", "default: 'NaN'"},
      {"int", "default: `1 + 1`"},
      {"varchar(99)", "default: `concat('it\\'s', \"a'b\")`"},
      {"varchar(99)", "default: `concat('(', ')') /* it's */`"},
      {"varchar(99)", "default: `'it''s' -- it's\n`"},
      {"varchar(99)", "default: `(uuid())`"},
      {"varchar(99)", "default: `concat('a'`"},
      {"datetime", "default: `now() + interval 1 day`"},
      {"datetime", "default: `date_add(now(), interval '1:1' minute_second)`"},
      {"varchar(99)", "check: `a collate utf8mb4_bin = 'x'`"},
      {"varchar(99)", "check: `a regexp '^[a-z]+$'`"},
      {"varchar(99)", "check: `trim(both from a) <> ''`", true},
      {"varchar(99)", "check: `trim(leading 'x' from a) <> ''`"},
      {"varchar(99)", "check: `convert(a, char) <> ''`"},
      {"varchar(99)", "check: `convert(a, decimal(10,2)) > 0`"},
      {"varchar(99)", "check: `convert(a using utf8mb4) <> ''`"},
      {"varchar(99)", "check: `cast(a as signed) > 0`"},
      {"varchar(99)", "check: `cast(a as char(3)) <> ''`"},
      {"varchar(99)", "check: `a = char(65 using utf8mb4)`"},
      {"varchar(99)", "check: `a = _utf8mb4'x' or a = n'y' or a = x'41' or a = b'1'`"},
      {"varchar(99)", "check: `a like '10!%' escape '!'`"},
      {"varchar(99)", "check: `substring(a from 2 for 3) = 'x'`"},
      {"varchar(99)", "check: `position('x' in a) > 0`"},
      {"varchar(99)", "check: `json_valid(a) and json_extract(a, '$.x') = 1`"},
      {"varchar(99)", "check: `case when a is null then true else char_length(a) > 1 end`", true},
      {"varchar(99)", "check: `a in ('user', 'now', 'uuid')`"},
      {"varchar(99)", "check: `a <=> 'x' xor a is null`"},
      {"varchar(99)", "check: `b = 'x'`"},
      {"varchar(99)", "check: `a = (select 1)`"},
      {"varchar(99)", "check: `a::text = 'x'`"},
      {"varchar(99)", "check: `a = 'x`"},
      {"datetime", "check: `timestampdiff(second, '2020-01-01', a) > 0`"},
      {"datetime", "check: `timestampadd(month, 1, a) > '2020-01-01'`"},
      {"datetime", "check: `extract(day_second from a) > 0`"},
      {"datetime", "check: `a > '2020-01-01' + interval 1 year`"},
      {"datetime", "check: `year(a) > 1999 and last_day(a) >= date(a)`"},
      {"datetime", "check: `a < now()`"},
      {"datetime", "check: `a < utc_timestamp`"},
      {"double", "check: `a < rand()`"},
      {"int", "check: `a div 2 = 1 and a mod 3 = 0 and ~a & 1 <> a << 2`"},
      {"int", "check: `interval(a, 1, 2, 3) > 0 and a between -1 and 0x1f`"},
  };
  expect_forms(Dialect::mysql, kForms);
}

TEST(DialectOnServers, PostgresTakesTheFormsWeKeepSilentAbout) {
  static constexpr Form kForms[] = {
      {"numeric", "default: 'NaN'"},
      {"numeric(5,2)", "default: 'nan'"},
      {"numeric", "default: '-Infinity'"},
      {"real", "default: 'inf'"},
      {"\"double precision\"", "default: '-Infinity'"},
      {"int", "default: 'NaN'"},
      {"date", "default: 'infinity'"},
      {"date", "default: '-infinity'"},
      {"date", "default: 'epoch'"},
      {"date", "default: 'today'"},
      {"date", "default: '20240209'"},
      {"date", "default: '2024/2/9'"},
      {"date", "default: '2023-02-29'"},
      {"date", "default: 'someday'"},
      {"timestamp", "default: 'infinity'"},
      {"timestamptz", "default: 'now'"},
      {"timestamptz", "default: '2024-02-09T10:11:12Z'"},
      {"timestamptz", "default: '2024-02-09 10:11:12.5+02'"},
      {"time", "default: 'allballs'"},
      {"time", "default: '10:11'"},
      {"time", "default: '-12:34:56'"},
      {"time", "default: '838:59:59'"},
      {"text", "default: `U&'\\0441'`"},
      {"text", "default: `E'it\\'s'`"},
      {"text", "default: `$$it's (x$$`"},
      {"text", "default: `$q$it's$q$ || ')('`"},
      {"text", "default: `'it''s' /* it's */`"},
      {"text", "default: `'x' collate \"C\"`"},
      {"text", "default: `current_user || current_schema`"},
      {"text", "default: `'x`"},
      {"text", "default: `s || 'x'`"},
      {"text", "default: `uuid()`"},
      {"uuid", "default: `gen_random_uuid()`"},
      {"int", "default: `extract(year from now())::int`"},
      {"int", "default: `date_part('year', now())`"},
      {"interval", "default: `make_interval(days => 1)`"},
      {"interval", "default: `interval '1' day`"},
      {"date", "default: `date '2020-01-01' + 1`"},
      {"\"text[]\"", "default: `array['a', 'b']::text[]`"},
      {"jsonb", "default: `'{}'::jsonb`"},
      {"text", "check: `a collate \"C\" > U&'\\0441'`"},
      {"text", "check: `a ~ '^[a-z]+$' and a !~* 'x'`"},
      {"text", "check: `a similar to 'x|y' or a ilike '%z%' escape '!'`"},
      {"text", "check: `trim(both from a) <> ''`"},
      {"text", "check: `trim(leading 'x' from a) <> ''`"},
      {"text", "check: `normalize(a, nfc) = a and a is normalized`"},
      {"text", "check: `substring(a from 1 for 2) = 'ab' and position('x' in a) > 0`"},
      {"text", "check: `overlay(a placing 'x' from 1 for 1) <> ''`"},
      {"text", "check: `a = any(array['x', 'y']) and a is distinct from 'z'`"},
      {"text", "check: `char_length(a) between symmetric 9 and 1`"},
      {"text", "check: `a <> current_user and a <> session_user`"},
      {"text", "check: `a in ('now', 'uuid', 'rand')`"},
      {"text", "check: `b = 'x'`"},
      {"text", "check: `a = (select 'x')`"},
      {"text", "check: `ifnull(a, 'x') = 'x'`"},
      {"timestamp", "check: `a < now() + make_interval(days => 1)`"},
      {"timestamp", "check: `a at time zone 'utc' < current_timestamp`"},
      {"timestamp", "check: `extract(dow from a) < 6 and date_trunc('day', a) = a`"},
      {"timestamp", "check: `(a, a) overlaps (a, interval '1 day')`"},
      {"jsonb", "check: `a ? 'x' and a @> '{}' and a ->> 'x' = 'y' and (a #>> '{x,y}') is null`"},
      {"int", "check: `a % 2 = 0 and a ^ 2 > 1 and @ a < 5 and a # 1 = 0`"},
      {"\"int[]\"", "check: `a[1] > 0 and array_length(a, 1) < 5`"},
      {"int4range", "check: `not isempty(a) and upper_inf(a) is not true`"},
  };
  expect_forms(Dialect::postgres, kForms);
}

}  // namespace
}  // namespace techmarket::db
