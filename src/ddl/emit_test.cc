#include "ddl/emit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "dbml/parse.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Type;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Type type(std::string name, std::vector<std::string> arguments = {}) {
  return {.schema = {}, .name = std::move(name), .arguments = std::move(arguments), .array = {}};
}

Database one_column(Column column) {
  Database database;
  database.tables.push_back({.name = {.name = "t"}, .columns = {std::move(column)}});
  return database;
}

std::string column_sql(Column column, Dialect dialect) {
  return emit(one_column(std::move(column)), dialect, {});
}

TEST(Emit, HeaderNamesTheSourceAndNothingThatChanges) {
  const Database database = one_column({.name = "a", .type = type("int")});
  const std::string sql = emit(database, Dialect::mysql, {.source_name = "auth_mysql.dbml"});
  EXPECT_THAT(sql, StartsWith("-- Generated from auth_mysql.dbml"));
  EXPECT_EQ(sql, emit(database, Dialect::mysql, {.source_name = "auth_mysql.dbml"}));
}

TEST(Emit, HeaderCannotBeLeftByAFileName) {
  const std::string sql = emit({}, Dialect::postgres, {.source_name = "a\nDROP TABLE t;"});
  EXPECT_THAT(sql, Not(HasSubstr("\nDROP")));
}

TEST(Emit, EmptySchemaIsEmptyText) {
  EXPECT_EQ(emit({}, Dialect::postgres, {}), "");
}

TEST(Emit, UnsafeTypeBecomesAName) {
  const Type hostile = type("int); DROP TABLE x; --");
  EXPECT_THAT(column_sql({.name = "a", .type = hostile}, Dialect::mysql),
              HasSubstr("`a` `int); DROP TABLE x; --`\n"));
  EXPECT_THAT(column_sql({.name = "a", .type = hostile}, Dialect::postgres),
              HasSubstr("\"a\" \"int); DROP TABLE x; --\"\n"));
}

TEST(Emit, UnsafeTypeArgumentBecomesAName) {
  const Type hostile = type("decimal", {"1); DROP TABLE x; --"});
  EXPECT_THAT(column_sql({.name = "a", .type = hostile}, Dialect::mysql), HasSubstr("`decimal(1); DROP"));
  EXPECT_THAT(column_sql({.name = "a", .type = hostile}, Dialect::postgres), HasSubstr("\"decimal(1); DROP"));
}

TEST(Emit, InlineEnumKeepsItsQuotesAndEscapesThem) {
  const std::string sql =
      column_sql({.name = "a", .type = type("enum", {"'it''s'", "'b\\'"})}, Dialect::mysql);
  EXPECT_THAT(sql, HasSubstr("enum('it''s','b\\\\')"));
}

TEST(Emit, NulNeverReachesTheServerAsIs) {
  const std::string text = std::string("a\0b", 3);
  const Column column{.name = "a",
                      .type = type("varchar", {"9"}),
                      .default_value = schema::Value{.kind = schema::Value::Kind::string, .text = text}};
  EXPECT_THAT(column_sql(column, Dialect::mysql), HasSubstr("'a\\0b'"));
  EXPECT_THAT(column_sql(column, Dialect::postgres), HasSubstr("'ab'"));
}

TEST(Emit, ManyTablesTakeLinearTime) {
  Database database;
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = "t" + std::to_string(i);
    database.tables.push_back(
        {.name = {.name = name}, .columns = {{.name = "id", .type = type("int"), .primary_key = true}}});
    if (i > 0)
      database.refs.push_back({.first = {.table = {.name = name}, .columns = {"id"}},
                               .second = {.table = {.name = "t0"}, .columns = {"id"}}});
  }
  EXPECT_GT(emit(database, Dialect::mysql, {}).size(), 1'000'000U);
}

TEST(Types, BaseNameDropsArgumentsWhereverTheyStand) {
  EXPECT_EQ(sql::base_name(type("VARCHAR", {"20"})), "varchar");
  EXPECT_EQ(sql::base_name(type("timestamp(3) with time zone")), "timestamp with time zone");
  EXPECT_EQ(sql::base_name(type("int[]")), "int");
  EXPECT_EQ(sql::without_arguments(type("INT(11)")), "INT");
}

TEST(Types, PlainTypeCannotEndTheStatement) {
  for (const char* good :
       {"int", "decimal(10,2)", "timestamp(3) with time zone", "geography(point,4326)", "тип"})
    EXPECT_TRUE(sql::is_plain_type(good)) << good;
  for (const char* bad :
       {"", "int, b int", "int)", "(int", "int; DROP", "a'b", "a`b", "a\"b", "a--b", "a/*b", "a#b"})
    EXPECT_FALSE(sql::is_plain_type(bad)) << bad;
}

// Проміжні таблиці звуться a_b, a_b(1), a_b(2)…: перебирати номери від першого було б квадратом.
TEST(Emit, ThousandsOfJunctionsBetweenTwoTables) {
  constexpr int kMany = 20'000;
  std::string columns, refs;
  for (int i = 0; i < kMany; ++i) {
    columns += fmt::format("  c{} int [unique]\n", i);
    refs += fmt::format("Ref: a.c{0} <> b.c{0}\n", i);
  }
  const auto parsed =
      dbml::parse("Table a {\n" + columns + "}\nTable b {\n" + columns + "}\n" + refs, "wide.dbml");
  ASSERT_TRUE(parsed.ok());
  const std::string sql = emit(parsed.database, Dialect::postgres, {});
  EXPECT_TRUE(sql.contains(fmt::format("CREATE TABLE \"a_b({})\"", kMany - 1)));
  EXPECT_FALSE(sql.contains(fmt::format("CREATE TABLE \"a_b({})\"", kMany)));
}

}  // namespace
}  // namespace techmarket::ddl
