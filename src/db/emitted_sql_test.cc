// Кожен оператор кожного еталонного випадку — на справжніх серверах, без попереджень, крім названих у розділі
// «warns сервер».
// Ворожі імена й тексти читаються назад із каталогу сервера.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/parse.h"
#include "ddl/emit.h"
#include "support/dbml_case.h"
#include "support/sql_client.h"

namespace techmarket::db {
namespace {

using schema::Dialect;
using support::SqlClient;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void execute_all_cases(Dialect dialect) {
  const SqlClient server(dialect);
  TECHMARKET_REQUIRE_SERVER(server);
  const std::string_view name = server.name();
  int executed = 0, skipped = 0;
  for (const auto& path : support::case_paths()) {
    const auto file = support::read_case(path);
    ASSERT_TRUE(file);
    const std::string* sql = file->section(support::section_name(dialect));
    if (!sql) continue;
    if (const auto* reason = file->section(fmt::format("skip {}", name))) {
      fmt::print("  {} not on {}: {}", file->name(), name, *reason);
      ++skipped;
      continue;
    }
    server.fresh_database();
    const Completed done = server.run(*sql);
    EXPECT_EQ(done.exit_code, 0) << file->name() << ": " << done.errors;
    if (const auto* warning = file->section(fmt::format("warns {}", name)))
      EXPECT_THAT(server.warnings(done), HasSubstr(std::string(trim(*warning)))) << file->name();
    else
      EXPECT_THAT(server.warnings(done), IsEmpty()) << file->name();
    ++executed;
  }
  fmt::print("  {}: {} cases executed, {} skipped\n", name, executed, skipped);
  EXPECT_GT(executed, 60);
}

/// Схема, де все, що можна назвати чи сказати, намагається вийти зі своїх лапок.
schema::Database hostile_database(const std::string& evil) {
  using schema::Value;
  const auto type = [](std::string name, std::vector<std::string> arguments = {}) {
    return schema::Type{
        .schema = {}, .name = std::move(name), .arguments = std::move(arguments), .array = {}};
  };
  schema::Database database;
  database.enums.push_back({.name = {.name = "e" + evil}, .values = {{.name = "v" + evil}}, .at = {}});
  database.tables.push_back(
      {.name = {.name = "t" + evil},
       .columns = {{.name = "c" + evil,
                    .type = type("varchar", {"90"}),
                    .default_value = Value{.kind = Value::Kind::string, .text = "d" + evil},
                    .note = "n" + evil},
                   {.name = "e", .type = type("e" + evil)}},
       .indexes = {{.parts = {{.text = "c" + evil}}, .name = "i" + evil, .note = "m" + evil}},
       .note = "tn" + evil,
       .records = schema::Records{.columns = {"c" + evil},
                                  .rows = {{{.kind = Value::Kind::string, .text = "r" + evil}}}}});
  return database;
}

const std::vector<std::string> kEvil = {
    "'", "`",  "\"",  "\\",   "\\'", "''", "'; DROP TABLE x; --;", "`); -- x", "\"); -- x", "*/", "/*",
    "#", "--", "\nx", "%s{}", "$$",  "Ї€"};

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return out;
}

TEST(EmittedSql, MysqlExecutesEveryCaseWithoutAWarning) {
  execute_all_cases(Dialect::mysql);
}

TEST(EmittedSql, PostgresExecutesEveryCaseWithoutAWarning) {
  execute_all_cases(Dialect::postgres);
}

TEST(EmittedSql, MysqlReadsHostileTextBackUnchanged) {
  const SqlClient server(Dialect::mysql);
  TECHMARKET_REQUIRE_SERVER(server);
  for (const auto& evil : kEvil) {
    server.fresh_database();
    const Completed done = server.run(ddl::emit(hostile_database(evil), Dialect::mysql, {}));
    ASSERT_EQ(done.exit_code, 0) << evil << ": " << done.errors;
    EXPECT_THAT(server.warnings(done), IsEmpty()) << evil;

    const std::string columns =
        " FROM information_schema.columns WHERE table_schema = DATABASE() AND ordinal_position = ";
    EXPECT_EQ(server.value("SELECT HEX(table_name)" + columns + "1"), hex("t" + evil));
    EXPECT_EQ(server.value("SELECT HEX(column_name)" + columns + "1"), hex("c" + evil));
    EXPECT_EQ(server.value("SELECT HEX(column_comment)" + columns + "1"), hex("n" + evil));
    EXPECT_EQ(server.value(
                  "SELECT HEX(table_comment) FROM information_schema.tables WHERE table_schema = DATABASE()"),
              hex("tn" + evil));
    EXPECT_EQ(
        server.value(
            "SELECT HEX(index_name) FROM information_schema.statistics WHERE table_schema = DATABASE()"),
        hex("i" + evil));
    EXPECT_EQ(server.value("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"),
              "1");

    // Значення за замовчуванням і запис records — такими, якими вони стали в рядку.
    const std::string table =
        server.value("SELECT CONCAT('`', REPLACE(table_name, '`', '``'), '`')" + columns + "1");
    const std::string column =
        server.value("SELECT CONCAT('`', REPLACE(column_name, '`', '``'), '`')" + columns + "1");
    EXPECT_EQ(server.value(fmt::format("SELECT HEX({}) FROM {}", column, table)), hex("r" + evil));
    EXPECT_EQ(
        server.value(fmt::format("INSERT INTO {0} () VALUES (); SELECT HEX({1}) FROM {0} WHERE {1} LIKE 'd%'",
                                 table, column)),
        hex("d" + evil));
    EXPECT_EQ(server.value(fmt::format("UPDATE {0} SET e = 1; SELECT DISTINCT HEX(e) FROM {0}", table)),
              hex("v" + evil));
  }
}

TEST(EmittedSql, PostgresReadsHostileTextBackUnchanged) {
  const SqlClient server(Dialect::postgres);
  TECHMARKET_REQUIRE_SERVER(server);
  const auto to_hex = [](const std::string& value) {
    return fmt::format("SELECT upper(encode(convert_to(({})::text, 'UTF8'), 'hex'))", value);
  };
  const std::string relation =
      "(SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)";
  for (const auto& evil : kEvil) {
    server.fresh_database();
    const Completed done = server.run(ddl::emit(hostile_database(evil), Dialect::postgres, {}));
    ASSERT_EQ(done.exit_code, 0) << evil << ": " << done.errors;
    EXPECT_THAT(server.warnings(done), IsEmpty()) << evil;

    EXPECT_EQ(server.value(
                  to_hex("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")),
              hex("t" + evil));
    EXPECT_EQ(server.value(to_hex(
                  "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND "
                  "ordinal_position = 1")),
              hex("c" + evil));
    EXPECT_EQ(server.value(to_hex("SELECT col_description(" + relation + ", 1)")), hex("n" + evil));
    EXPECT_EQ(server.value(to_hex("SELECT obj_description(" + relation + ")")), hex("tn" + evil));
    EXPECT_EQ(server.value(to_hex("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")),
              hex("i" + evil));
    EXPECT_EQ(
        server.value(to_hex("SELECT obj_description(indexrelid) FROM pg_index WHERE indrelid = " + relation)),
        hex("m" + evil));
    EXPECT_EQ(server.value(to_hex("SELECT enumlabel FROM pg_enum")), hex("v" + evil));
    EXPECT_EQ(
        server.value(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"),
        "1");

    const std::string table =
        server.value("SELECT quote_ident(relname) FROM pg_class WHERE oid = " + relation);
    const std::string column = server.value(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attnum = 1 AND attrelid = " + relation);
    EXPECT_EQ(server.value(to_hex(fmt::format("SELECT {} FROM {}", column, table))), hex("r" + evil));
    EXPECT_EQ(server.value(fmt::format("INSERT INTO {} DEFAULT VALUES;", table) +
                           to_hex(fmt::format("SELECT {0} FROM {1} WHERE {0} LIKE 'd%'", column, table))),
              hex("d" + evil));
  }
}

}  // namespace
}  // namespace techmarket::db
