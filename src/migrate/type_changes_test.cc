// Доказ sql/lossless.cc: кожну пару типів, про яку план каже «дозвіл не потрібен», виконано на
// справжньому сервері з граничними значеннями, а тоді переведено назад і порівняно з тим, що було.

#include <map>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "ddl/emit.h"
#include "ddl/normalise.h"
#include "migrate/run.h"
#include "migrate/type_change.h"
#include "support/round_trip.h"
#include "support/temporary_server.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::Dialect;
using support::parse_schema;
using support::TemporaryServer;

struct Sample {
  std::string type;                 ///< як у DBML
  std::vector<std::string> values;  ///< літерали SQL
};

const std::vector<std::string> kIntegers = {"0",          "1",           "-1",         "127",
                                            "-128",       "255",         "32767",      "65535",
                                            "2147483647", "-2147483648", "4294967295", "9223372036854775807",
                                            "2001"};
const std::vector<std::string> kFractions = {"0",      "1.5",     "-99999.99", "99999.9999",
                                             "0.0001", "-0.0049", "123456"};
const std::vector<std::string> kReals = {"0", "0.1", "-1.5e10", "3.1415926535", "16777217", "1e-7"};
const std::vector<std::string> kTexts = {"''",
                                         "'a'",
                                         "'b '",
                                         "'A'",
                                         "'0012'",
                                         "'12'",
                                         "'2024-02-29'",
                                         "'2024-02-29 10:00:00.123456'",
                                         "'2024-02-29 10:00:00+03'",
                                         "'true'",
                                         "'yes'",
                                         "'{\"b\": 1, \"a\":2, \"b\":3}'",
                                         "'1.50'",
                                         "'1e3'",
                                         "'Зелений'",
                                         "'08:30:15.25'",
                                         "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
                                         "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"};
const std::vector<std::string> kMoments = {"'2024-02-29 00:00:00'", "'2024-02-29 23:59:59.999999'",
                                           "'1999-12-31 12:00:00.5'", "'2030-07-01 02:30:00'"};

std::vector<Sample> samples(Dialect dialect) {
  const std::vector<std::string> dates = {"'2024-02-29'", "'1970-01-02'", "'2037-12-31'"};
  const std::vector<std::string> times = {"'00:00:00'", "'23:59:59.999999'", "'08:30:00.5'"};
  const std::vector<std::string> json = {"'{\"b\": 1, \"a\":2, \"b\":3}'", "'[1,  2]'", "'\"a\"'"};
  if (dialect == Dialect::mysql)
    return {{"tinyint", kIntegers},
            {"\"tinyint unsigned\"", kIntegers},
            {"smallint", kIntegers},
            {"mediumint", kIntegers},
            {"int", kIntegers},
            {"\"int unsigned\"", kIntegers},
            {"bigint", kIntegers},
            {"\"bigint unsigned\"", kIntegers},
            {"boolean", {"0", "1"}},
            {"year", {"2001", "1970", "2155"}},
            {"decimal(10,4)", kFractions},
            {"decimal(10,2)", kFractions},
            {"decimal(5,0)", kFractions},
            {"\"decimal(10,2) unsigned\"", kFractions},
            {"float", kReals},
            {"double", kReals},
            {"\"double unsigned\"", kReals},
            {"\"float(7,3)\"", kReals},
            {"varchar(40)", kTexts},
            {"varchar(3)", kTexts},
            {"char(20)", kTexts},
            {"char(2)", kTexts},
            {"tinytext", kTexts},
            {"text", kTexts},
            {"mediumtext", kTexts},
            {"date", dates},
            {"datetime", kMoments},
            {"datetime(3)", kMoments},
            {"datetime(6)", kMoments},
            {"timestamp", kMoments},
            {"timestamp(6)", kMoments},
            {"time", times},
            {"time(6)", times},
            {"json", json},
            {"bit(8)", {"b'0'", "b'101'", "b'11111111'"}},
            {"bit(4)", {"b'1'", "b'1111'"}},
            {"bit(64)", {"b'1'", "0xFFFFFFFFFFFFFFFF"}},
            {"binary(8)", {"0x00", "0x0102", "0x61626364"}},
            {"binary(4)", {"0x00", "0x0102", "0x61626364"}},
            {"varbinary(8)", {"''", "0x0100", "0x6162636465"}},
            {"varbinary(2)", {"''", "0x0100"}},
            {"blob", {"''", "0x0100", "0x6162636465"}},
            {"tinyblob", {"''", "0x0100"}},
            {"enum('a','b')", {"'a'", "'b'"}},
            {"enum('b','c','a','Зелений')", {"'a'", "'b'", "'Зелений'"}},
            {"set('a','b')", {"''", "'a'", "'a,b'"}},
            {"set('b','c','a')", {"'a'", "'b,c,a'"}}};
  return {{"smallint", kIntegers},
          {"integer", kIntegers},
          {"bigint", kIntegers},
          {"numeric", kFractions},
          {"numeric(10,4)", kFractions},
          {"numeric(10,2)", kFractions},
          {"numeric(5,0)", kFractions},
          {"real", kReals},
          {"\"double precision\"", kReals},
          {"varchar(40)", kTexts},
          {"varchar(3)", kTexts},
          {"varchar", kTexts},
          {"char(20)", kTexts},
          {"char(2)", kTexts},
          {"text", kTexts},
          {"boolean", {"true", "false"}},
          {"date", dates},
          {"timestamp", kMoments},
          {"timestamp(0)", kMoments},
          {"timestamptz", kMoments},
          {"timestamptz(3)", kMoments},
          {"time", times},
          {"time(0)", times},
          {"timetz", {"'08:30:00+03'", "'23:59:59.5-08'"}},
          {"interval", {"'1 year 2 mons 3 days 04:05:06.789'", "'24 hours'", "'0.4 seconds'"}},
          {"interval(0)", {"'1 year 2 mons'", "'24 hours'"}},
          {"\"interval day to second\"", {"'3 days 04:05:06.789'", "'24 hours'"}},
          {"json", json},
          {"jsonb", json},
          {"uuid", {"'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"}},
          {"bit(8)", {"B'10101010'"}},
          {"bit(4)", {"B'1010'"}},
          {"varbit", {"B'10101010'", "B''", "B'1'"}},
          {"varbit(4)", {"B'1010'", "B'1'"}},
          {"bytea", {"'\\x0001'", "'abc'"}},
          {"money", {"'1.23'"}},
          {"inet", {"'10.0.0.1/8'", "'10.0.0.1'"}},
          {"cidr", {"'10.0.0.0/8'"}},
          {"xml", {"'<a/>'"}},
          {"tsvector", {"'a b'"}},
          {"integer[]", {"'{1,-1,2147483647}'", "'{}'"}},
          {"bigint[]", {"'{1,NULL}'", "'{9223372036854775807}'"}},
          {"numeric(10,4)[]", {"'{1.5,0.0049}'"}},
          {"numeric(10,2)[]", {"'{1.5}'"}},
          {"\"double precision[]\"", {"'{0.1,3.1415926535}'"}},
          {"real[]", {"'{0.1}'"}},
          {"timestamp[]", {"'{2024-02-29 23:59:59.999999}'"}},
          {"\"timestamp(0)[]\"", {"'{2024-02-29 23:59:59}'"}},
          {"text[]", {"'{a,\"b c\"}'"}},
          {"varchar(3)[]", {"'{a,\"b c\"}'"}},
          {"small", {"'a'", "'b'"}},
          {"large", {"'a'", "'b'", "'Зелений'"}},
          {"small[]", {"'{a,b}'"}},
          {"large[]", {"'{a,Зелений}'"}}};
}

constexpr std::string_view kEnums =
    "Enum small {\n  a\n  b\n}\nEnum large {\n  b\n  c\n  a\n  \"Зелений\"\n}\n";

/// Одне твердження: стовпець name змінює тип, і дозволу план не просить.
struct Claim {
  std::string name;
  const Sample *from, *to;
};

std::string schema_of(const std::vector<Claim>& claims, const Sample* Claim::*side) {
  std::string text(kEnums);
  text += "Table t {\n  id int [pk]\n";
  for (const auto& claim : claims) text += fmt::format("  {} {}\n", claim.name, (claim.*side)->type);
  return text + "}\n";
}

class TypeChanges : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    server_ = mysql() ? TemporaryServer::mysql() : TemporaryServer::postgres();
    TECHMARKET_REQUIRE_SERVER(*server_);
    endpoint_ = server_->fresh_database().value();
    if (mysql())
      mysql_.emplace(db::mysql::Connection::open(endpoint_).value());
    else
      postgres_.emplace(db::postgres::Connection::open(endpoint_).value());
  }
  static bool mysql() { return GetParam() == Dialect::mysql; }

  bool run(const std::string& sql) {
    return mysql_ ? mysql_->execute_script(sql).has_value() : postgres_->execute(sql).has_value();
  }
  void must_run(const std::string& sql) {
    const Status done = mysql_ ? mysql_->execute_script(sql) : postgres_->execute(sql);
    ASSERT_TRUE(done) << done.error().message << "\n" << sql;
  }
  db::Rows query(const std::string& sql) {
    auto rows = mysql_ ? mysql_->query(sql) : postgres_->query(sql);
    EXPECT_TRUE(rows) << rows.error().message << "\n" << sql;
    return rows ? *rows : db::Rows();
  }
  std::string quoted(const std::string& name) const {
    return mysql() ? "`" + name + "`" : "\"" + name + "\"";
  }

  /// Усі пари різних типів, які план не вважає втратою.
  std::vector<Claim> claims(const std::vector<Sample>& types) {
    std::vector<Claim> found;
    for (const auto& from : types)
      for (const auto& to : types) {
        const Claim claim{fmt::format("c{}", found.size()), &from, &to};
        const auto before = ddl::normalise(parse_schema(schema_of({claim}, &Claim::from)), GetParam());
        const auto after = ddl::normalise(parse_schema(schema_of({claim}, &Claim::to)), GetParam());
        if (&from == &to) continue;
        const auto change = assess(before, after, claim.name);
        if (std::ranges::none_of(change.hazards,
                                 [](const auto& one) { return one.danger == Danger::data_loss; }))
          found.push_back(claim);
      }
    return found;
  }
  static TypeChange assess(const Database& before, const Database& after, const std::string& column) {
    const auto type = [&](const Database& database) {
      return sql::type_of(database, database.tables.front().column(column)->type);
    };
    return assess_type_change(type(before), type(after), mysql() ? "`" + column + "`" : "\"" + column + "\"",
                              GetParam());
  }

  /// Виконує твердження групи й порівнює значення, переведені назад. @return скільки значень перевірено.
  std::size_t survive(const std::vector<Claim>& group) {
    const Database before = parse_schema(schema_of(group, &Claim::from));
    const Database after = parse_schema(schema_of(group, &Claim::to));
    must_run(mysql() ? "DROP TABLE IF EXISTS t, _techmarket_former, _techmarket_back"
                     : "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    must_run(ddl::emit(before, GetParam(), {}));
    const std::size_t values = fill(group, before, after);
    must_run("CREATE TABLE _techmarket_former AS SELECT * FROM t");
    const auto done = migrate(endpoint_, GetParam(), after, {.allowed = {Danger::rewrite, Danger::lock}});
    EXPECT_TRUE(done) << done.error().message << "\n" << done.error().hint;
    if (!done) return 0;
    EXPECT_TRUE(done->possible()) << done->missing_permission
                                  << (done->obstacles.empty() ? "" : done->obstacles.front().text());
    if (mysql()) must_run("CREATE TABLE _techmarket_back AS SELECT * FROM _techmarket_former LIMIT 0");
    for (const auto& claim : group)
      EXPECT_EQ(query(back(claim)), query(former(claim))) << claim.from->type << " -> " << claim.to->type;
    return values;
  }

  /// Рядки з граничними значеннями, крім тих, які новий тип не вмістить: їх план називає сам.
  std::size_t fill(const std::vector<Claim>& group, const Database& before, const Database& after) {
    std::size_t values = 0;
    if (mysql()) must_run("SET SESSION sql_mode = 'STRICT_ALL_TABLES'");
    for (int id = 1; id <= 20; ++id) must_run(fmt::format("INSERT INTO t (id) VALUES ({})", id));
    const auto from = ddl::normalise(before, GetParam()), to = ddl::normalise(after, GetParam());
    for (const auto& claim : group) {
      int id = 0;
      for (const auto& value : claim.from->values)  // не кожне значення вміститься й у старий тип
        if (run(fmt::format("UPDATE t SET {} = {} WHERE id = {}", claim.name, value, id + 1))) ++id, ++values;
      EXPECT_GT(id, 0) << claim.from->type;
      for (const auto& misfit : assess(from, to, claim.name).misfits)
        must_run(fmt::format("UPDATE t SET {0} = NULL WHERE {1}", claim.name, misfit.condition));
      // Текст, який не є JSON, PostgreSQL називає лише помилкою кроку.
      if (!mysql() && claim.to->type == "json" && !claim.from->type.starts_with("json"))
        must_run(fmt::format("UPDATE t SET {0} = NULL WHERE {0} NOT LIKE '{{%'", claim.name));
    }
    return values;
  }

  static std::string former(const Claim& claim) {
    return fmt::format(fmt::runtime(mysql() ? "SELECT CAST({} AS BINARY) FROM _techmarket_former ORDER BY id"
                                            : "SELECT {}::text FROM _techmarket_former ORDER BY id"),
                       claim.name);
  }

  /// Запит до значень, переведених у колишній тип.
  std::string back(const Claim& claim) {
    if (mysql()) {
      must_run("DELETE FROM _techmarket_back");
      must_run(fmt::format("INSERT INTO _techmarket_back (id, {0}) SELECT id, {0} FROM t", claim.name));
      return fmt::format("SELECT CAST({} AS BINARY) FROM _techmarket_back ORDER BY id", claim.name);
    }
    std::string type = claim.from->type, through;
    std::erase(type, '"');
    // Переліки між собою й boolean із не-integer прямо не приводяться.
    if (type.starts_with("small") && type != "smallint") through = "::text";
    if (type.starts_with("large")) through = "::text";
    if (!through.empty() && type.ends_with("[]")) through += "[]";
    if (type == "boolean" && claim.to->type.ends_with("int")) through = "::integer";
    return fmt::format("SELECT {}{}::{}::text FROM t ORDER BY id", claim.name, through, type);
  }

  std::unique_ptr<TemporaryServer> server_;
  db::Endpoint endpoint_;
  std::optional<db::mysql::Connection> mysql_;
  std::optional<db::postgres::Connection> postgres_;
};

// Один стовпець на твердження й один рядок на значення: ціла таблиця змінює типи однією міграцією.
TEST_P(TypeChanges, WithoutPermissionEveryValueSurvives) {
  const auto types = samples(GetParam());
  const auto found = claims(types);
  ASSERT_GT(found.size(), mysql() ? 300U : 150U);
  constexpr std::size_t kColumns = 40;  // більше не вмістив би рядок InnoDB
  std::size_t values = 0;
  for (std::size_t i = 0; i < found.size() && !HasFatalFailure(); i += kColumns)
    values += survive({found.begin() + static_cast<std::ptrdiff_t>(i),
                       found.begin() + static_cast<std::ptrdiff_t>(std::min(i + kColumns, found.size()))});
  EXPECT_GT(values, 1000U);
}

struct Loss {
  std::string from, to;
};

// Пари, які колись мовчки губили: без дозволу план їх не виконує.
TEST_P(TypeChanges, TheUnknownNeedsPermission) {
  const std::vector<Loss> losses =
      mysql() ? std::vector<Loss>{{"float", "varchar(20)"},
                                  {"\"float\"", "\"float(7,2)\""},
                                  {"binary(4)", "binary(8)"},
                                  {"time", "datetime"},
                                  {"datetime(6)", "datetime"},
                                  {"time(6)", "time"},
                                  {"varchar(9)", "char(9)"},
                                  {"varchar(9)", "int"},
                                  {"int", "year"},
                                  {"datetime", "timestamp"},
                                  {"timestamp", "datetime"},
                                  {"decimal(9,4)", "decimal(9,2)"},
                                  {"bit(8)", "int"},
                                  {"blob", "text"},
                                  {"varchar(9)", "\"varchar(9) character set ascii\""},
                                  {"set('a')", "enum('a')"}}
              : std::vector<Loss>{{"bit(8)", "bit(4)"},
                                  {"bit(4)", "bit(8)"},
                                  {"varbit", "varbit(4)"},
                                  {"interval", "interval(0)"},
                                  {"interval", "\"interval year\""},
                                  {"timetz", "time"},
                                  {"time", "timetz"},
                                  {"\"double precision[]\"", "real[]"},
                                  {"numeric(10,4)[]", "numeric(10,2)[]"},
                                  {"\"timestamp(6)[]\"", "\"timestamp(0)[]\""},
                                  {"varchar(9)[]", "varchar(3)[]"},
                                  {"json", "jsonb"},
                                  {"text", "jsonb"},
                                  {"text", "timestamp"},
                                  {"text", "uuid"},
                                  {"text", "boolean"},
                                  {"text", "integer"},
                                  {"varchar(9)", "char(9)"},
                                  {"money", "numeric"},
                                  {"bytea", "text"},
                                  {"integer", "text[]"},
                                  {"time(6)", "time(0)"}};
  for (const auto& [from, to] : losses) {
    SCOPED_TRACE(from + " -> " + to);
    must_run("DROP TABLE IF EXISTS t");
    must_run(ddl::emit(parse_schema("Table t {\n  id int [pk]\n  a " + from + "\n}\n"), GetParam(), {}));
    const auto plan =
        migrate(endpoint_, GetParam(), parse_schema("Table t {\n  id int [pk]\n  a " + to + "\n}\n"),
                {.allowed = {Danger::rewrite, Danger::lock}});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_FALSE(plan->plan.empty());
    EXPECT_THAT(plan->missing_permission, ::testing::HasSubstr("data-loss"));
  }
}

struct Narrowing {
  std::string from, to, value, problem;
};

// Сервер відмовив би посеред кроку, тож план рахує такі рядки до початку.
TEST_P(TypeChanges, WhatTheServerWouldRefuseIsCountedFirst) {
  if (!mysql()) GTEST_SKIP() << "MySQL only: PostgreSQL rolls the refused step back";
  const std::vector<Narrowing> cases = {
      {"set('a','b')", "set('a')", "'a,b'", "rows hold the member b"},
      {"varbinary(8)", "varbinary(4)", "0x0102030405", "rows are longer than 4 bytes"},
      {"binary(8)", "binary(4)", "0x01", "rows are longer than 4 bytes"},
      {"blob", "tinyblob", "REPEAT('a', 300)", "rows are longer than 255 bytes"},
      {"bit(8)", "bit(4)", "b'11111'", "rows are longer than 4 bits"},
      {"decimal(9,2)", "\"decimal(9,2) unsigned\"", "-1", "rows are negative"},
      {"double", "\"double unsigned\"", "-1", "rows are negative"},
      {"int", "\"int unsigned\"", "-1", "rows are outside 0..4294967295"},
      {"varchar(9)", "enum('a')", "'A'", "rows are none of a"},
      {"enum('a','b')", "enum('a')", "'b'", "rows are none of a"}};
  for (const auto& [from, to, value, problem] : cases) {
    SCOPED_TRACE(from + " -> " + to);
    must_run("DROP TABLE IF EXISTS t");
    must_run(ddl::emit(parse_schema("Table t {\n  id int [pk]\n  a " + from + "\n}\n"), GetParam(), {}));
    must_run("INSERT INTO t VALUES (1, " + value + ")");
    const auto plan =
        migrate(endpoint_, GetParam(), parse_schema("Table t {\n  id int [pk]\n  a " + to + "\n}\n"),
                {.allowed = {Danger::data_loss, Danger::rewrite, Danger::lock}});
    ASSERT_TRUE(plan) << plan.error().message;
    ASSERT_FALSE(plan->obstacles.empty());
    EXPECT_THAT(plan->obstacles.front().text(), ::testing::HasSubstr(problem));
  }
}

INSTANTIATE_TEST_SUITE_P(Servers, TypeChanges, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         [](const auto& test) {
                           return test.param == Dialect::mysql ? "mysql" : "postgres";
                         });

}  // namespace
}  // namespace techmarket::migrate
