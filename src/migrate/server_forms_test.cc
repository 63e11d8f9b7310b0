// Як би сервер не переказав вираз, база, створена з DBML, з ним збігається, а наступна міграція можлива.

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "ddl/emit.h"
#include "migrate/mysql/server_forms.h"
#include "migrate/run.h"
#include "support/round_trip.h"
#include "support/temporary_server.h"

namespace techmarket::migrate {
namespace {

using schema::Dialect;
using support::parse_schema;
using support::TemporaryServer;

struct Default {
  std::string type, value;  ///< як у DBML
};

std::vector<Default> defaults(Dialect dialect) {
  if (dialect == Dialect::mysql)
    return {{"datetime", "'2020-01-01 10:30'"},
            {"datetime(3)", "'2020-01-01 10:30:00.5'"},
            {"timestamp", "'2020-01-02 03:04'"},
            {"date", "`'2020-1-2'`"},
            {"time", "'08:30'"},
            {"year", "'21'"},
            {"\"decimal(10,3)\"", "`(pi())`"},
            {"double", "`(pi() * 2)`"},
            {"datetime", "`(date_add(now(), interval 1 day))`"},
            {"date", "`(curdate() - interval 2 month)`"},
            {"varbinary(4)", "`0x4142`"},
            {"varbinary(4)", "`x'4142'`"},
            {"bit(8)", "`b'101'`"},
            {"varchar(40)", "`(concat('a', lower('B'), trim(both ' ' from ' x ')))`"},
            {"varchar(40)", "'it\\'s \\\\ and (DEFAULT 1, COMMENT) '"},
            {"enum('a','DEFAULT x')", "'DEFAULT x'"},
            {"varchar(36)", "`(uuid())`"},
            {"int", "`(1 + 2 * 3)`"},
            {"json", "`('{\"a\": 1}')`"},
            {"\"decimal(5,2)\"", "1.005"}};
  return {{"time", "'08:30'"},
          {"timetz", "'08:30+02'"},
          {"timestamp", "'2020-01-01 10:30'"},
          {"timestamp", "'Jan 2 2020'"},
          {"timestamptz", "'2020-01-01 10:30+03'"},
          {"date", "'20200102'"},
          {"interval", "'24 hours'"},
          {"interval", "'1 day 90 minutes'"},
          {"jsonb", "'{\"b\":1,\"a\":  [1,2]}'"},
          {"uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"},
          {"\"integer[]\"", "'{1,  2}'"},
          {"\"text[]\"", "`array['a', 'b']`"},
          {"bit(3)", "`B'101'`"},
          {"varbit(8)", "'101'"},
          {"text", "`trim(both ' ' from ' x ')`"},
          {"text", "`upper(substring('abc' from 2 for 1))`"},
          {"numeric(10,2)", "1.005"},
          {"\"double precision\"", "`pi()`"},
          {"date", "`current_date + 1`"},
          {"timestamptz", "`date_trunc('day', now()) + interval '1 day'`"},
          {"integer", "`extract(year from now())::int`"},
          {"money", "'1,000.50'"},
          {"cidr", "'10.1'"},
          {"status", "'b'"},
          {"\"status[]\"", "'{a, b}'"},
          {"char(5)", "'ab'"},
          {"bytea", "'\\x4142'"},
          {"boolean", "'yes'"}};
}

std::vector<std::string> checks(Dialect dialect) {
  if (dialect == Dialect::mysql)
    return {"t between 1 and 5 and s like 'a%'",
            "s not like 'b!_%' escape '!'",
            "(t, s) <> (1, 'a')",
            "s regexp '^[a-z]'",
            "d > '2020-1-1'",
            "d + interval 1 day > '2020-01-01'",
            "t is not true or t <=> 1",
            "case when t > 1 then s = 'x' else t < 2 end",
            "cast(s as signed) < 5",
            "t % 2 = 0 xor t > 3",
            "json_extract(j, '$.a') > 1",
            "s in ('a', 'B') or s is null",
            "length(s) > t div 2"};
  return {"j ? 'k'",
          "j ->> 'a' = '1'",
          "j @> '{\"a\":1}'",
          "h[1] = 'a'",
          "'a' = any (h)",
          "s similar to '[a-z]+'",
          "s ilike 'a!%' escape '!'",
          "(t, s) = (1, 'a')",
          "(t, t) < (1, 2)",
          "(d, d + 1) overlaps (date '2020-01-01', date '2020-02-01')",
          "t between symmetric 5 and 1",
          "t in (1, 2) or s is not distinct from 'x'",
          "s ~ '^a' and not s ~* 'b$'",
          "e = 'a'",
          "e in ('a', 'b')",
          "t::numeric / 2 > 1.0",
          "extract(year from d) >= 2020",
          "coalesce(s, '') <> ''",
          "char_length(trim(s)) > 0",
          "d > '2020-01-01'"};
}

class ServerForms : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    server_ = mysql() ? TemporaryServer::mysql() : TemporaryServer::postgres();
    TECHMARKET_REQUIRE_SERVER(*server_);
    endpoint_ = server_->fresh_database().value();
  }
  static bool mysql() { return GetParam() == Dialect::mysql; }

  Status run(const std::string& sql) {
    if (mysql()) return db::mysql::Connection::open(endpoint_).value().execute_script(sql);
    return db::postgres::Connection::open(endpoint_).value().execute(sql);
  }

  /// База, створена з DBML, вже така, як треба; з новим стовпцем вона теж доходить до цілі.
  void converges(const std::string& dbml) {
    const Status built = run(ddl::emit(parse_schema(dbml), GetParam(), {}));
    ASSERT_TRUE(built) << built.error().message;
    const auto same = migrate(endpoint_, GetParam(), parse_schema(dbml), {});
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_TRUE(same->plan.empty()) << to_text(same->plan);
    const auto wider = parse_schema(dbml + "Table more {\n  id int [pk]\n}\n");
    const auto done = migrate(endpoint_, GetParam(), wider, {});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->steps_done, 1U);
    EXPECT_THAT(done->warnings, ::testing::IsEmpty());
  }

  std::unique_ptr<TemporaryServer> server_;
  db::Endpoint endpoint_;
};

constexpr std::string_view kStatus = "Enum status {\n  a\n  b\n}\n";

TEST_P(ServerForms, EveryDefaultConverges) {
  std::string dbml(mysql() ? "" : kStatus);
  dbml += "Table t {\n  id int [pk]\n";
  int number = 0;
  for (const auto& [type, value] : defaults(GetParam()))
    dbml += fmt::format("  c{} {} [default: {}]\n", number++, type, value);
  converges(dbml + "}\n");
}

TEST_P(ServerForms, EveryCheckConverges) {
  std::string dbml(kStatus);
  dbml += fmt::format("Table t {{\n  id int [pk]\n  t int\n  s varchar(20)\n  d date\n  j {}\n  e status\n{}",
                      mysql() ? "json" : "jsonb", mysql() ? "" : "  h \"text[]\"\n");
  dbml += "  checks {\n";
  for (const auto& check : checks(GetParam())) dbml += "    `" + check + "`\n";
  converges(dbml + "  }\n}\n");
}

TEST_P(ServerForms, EveryIndexOverAnExpressionConverges) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only: MariaDB has no index over an expression";
  std::string dbml = "Table t {\n  id int [pk]\n  s text\n  j jsonb\n  d timestamp\n  indexes {\n";
  for (const char* expression : {"lower(s)", "trim(both from s)", "(j ->> 'a')", "(s || 'x')",
                                 "date_trunc('day', d)", "((j -> 'n')::int)", "extract(year from d)"})
    dbml += fmt::format("    (`{}`)\n", expression);
  converges(dbml + "    (`to_tsvector('simple', s)`) [type: gin]\n  }\n}\n");
}

// Запис відрізняє лише приведення: раніше такі зміни не помічали.
TEST_P(ServerForms, AChangedCastIsAChange) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  const auto with = [](std::string_view check) {
    return parse_schema(
        fmt::format("Table t {{\n  id int [pk]\n  a numeric\n  checks {{\n    `{}`\n  }}\n}}\n", check));
  };
  ASSERT_TRUE(run(ddl::emit(with("a > 0"), GetParam(), {})));
  const auto done = migrate(endpoint_, GetParam(), with("a::int > 0"), {.allowed = {Danger::lock}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->steps_done, 2U);
}

// Значення нового стовпця, нового й зміненого переліку та нової схеми.
TEST_P(ServerForms, WhatTheDatabaseDoesNotHaveYet) {
  const std::string before =
      "Enum status {\n  a\n}\nTable t {\n  id int [pk]\n  e status [default: 'a']\n}\n";
  const std::string after =
      "Enum status {\n  a\n  b\n}\nEnum kind {\n  x\n}\nTable t {\n  id int [pk]\n  e status [default: 'b']\n"
      "  k kind [default: 'x']\n  at time [default: '08:30']\n  checks {\n    `k = 'x' and e = 'b'`\n  "
      "}\n}\n";
  ASSERT_TRUE(run(ddl::emit(parse_schema(before), GetParam(), {})));
  const auto done =
      migrate(endpoint_, GetParam(), parse_schema(after), {.allowed = {Danger::rewrite, Danger::lock}});
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_TRUE(done->possible());
  EXPECT_THAT(done->warnings, ::testing::IsEmpty());
  const auto again = migrate(endpoint_, GetParam(), parse_schema(after), {});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->plan.empty()) << to_text(again->plan);
}

TEST(MysqlDefinitions, AreFoundAmongQuotesAndParentheses) {
  EXPECT_THAT(migrate::mysql::definitions(
                  "CREATE TABLE `a(,` (\n  `x` enum('a,\n)','b\\'') DEFAULT 'c,\n  d',\n"
                  "  CONSTRAINT `k` CHECK (`x` in ('(',')'))\n) ENGINE=InnoDB COMMENT='(,\n)'"),
              ::testing::ElementsAre("`x` enum('a,\n)','b\\'') DEFAULT 'c,\n  d'",
                                     "CONSTRAINT `k` CHECK (`x` in ('(',')'))"));
}

INSTANTIATE_TEST_SUITE_P(Servers, ServerForms, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         [](const auto& test) {
                           return test.param == Dialect::mysql ? "mysql" : "postgres";
                         });

}  // namespace
}  // namespace techmarket::migrate
