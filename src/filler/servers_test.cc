// Чинні схеми еталонних випадків — на справжніх серверах: створити таблиці, наповнити, жодної відмови.

#include <cstdlib>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "dbml/parse.h"
#include "filler/database_sink.h"
#include "filler/fit_schema.h"
#include "filler/plan_tables.h"
#include "rows/generate.h"
#include "support/case_file.h"
#include "support/temporary_server.h"

namespace techmarket::filler {
namespace {

using schema::Dialect;

constexpr std::uint64_t kRows = 60;

words::LexiconPtr lexicon() {
  static const words::LexiconPtr words = *words::Lexicon::read(
      std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data", words::Language::uk, {});
  return words;
}

/// Наповнює базу; текст помилки або порожньо.
std::string fill(const std::string& dbml, const config::DatabaseAddress& target, bool create, bool replace,
                 rows::Shard shard = {}) {
  const dbml::Parsed parsed = dbml::parse(dbml, "case.dbml");
  const FittedSchema fitted =
      create ? fit_schema(parsed.database, target.dialect) : FittedSchema{parsed.database, parsed.database};
  const auto plan = Plan::create({.database = fitted.planned,
                                  .dialect = target.dialect,
                                  .rows = kRows,
                                  .seed = {},
                                  .until = make_date(2026, 11, 22),
                                  .lexicon = lexicon(),
                                  .spec = {}});
  if (!plan) return plan.error().message.contains("no tables") ? "" : plan.error().message;
  const auto tables = rows::take_shard(plan_tables(**plan, target.dialect), shard);
  DatabaseSinkOptions options{.target = target,
                              .source = fitted.built,
                              .plan = **plan,
                              .dbml_file = "case.dbml",
                              .create = create,
                              .shard = shard,
                              .replace = replace};
  const auto sink =
      target.dialect == Dialect::mysql ? mysql_database_sink(options) : postgres_database_sink(options);
  const auto report = rows::generate(tables, *sink, 2, ProgressStyle::silent);
  return report ? "" : report.error().message;
}

void fill_all_cases(support::TemporaryServer& server, Dialect dialect) {
  const bool mysql = dialect == Dialect::mysql;
  int filled = 0, number = 0;
  for (const auto& path : support::case_paths("sql")) {
    const auto file = support::read_case(path);
    ASSERT_TRUE(file);
    const std::string* input = file->section("input");
    // Лише те, що сервер узагалі приймає: решту пропускає й перевірка самого SQL.
    if (!input || !file->section(mysql ? "mysql" : "postgres") ||
        file->section(mysql ? "skip mariadb" : "skip postgres"))
      continue;
    // Схеми DBML у MySQL — окремі бази, їх треба створити наперед.
    if (mysql && (file->name().contains("schema"))) continue;
    // Кожен четвертий, а з TECHMARKET_ALL_CASES — усі: створення бази коштує більше за самі рядки.
    if (++number % 4 != 0 && !std::getenv("TECHMARKET_ALL_CASES")) continue;
    const config::DatabaseAddress target{dialect, *server.fresh_database()};
    EXPECT_EQ(fill(*input, target, true, false), "") << file->name();
    if (number % 8 == 0) {
      EXPECT_EQ(fill(*input, target, false, true), "") << file->name() << ", again";
    }
    ++filled;
  }
  // Схема для іншого сервера і для жодного: --create пристосовує її.
  const config::DatabaseAddress foreign{dialect, *server.fresh_database()};
  EXPECT_EQ(fill(R"(
Table users {
  id bigserial [pk]
  login string [unique]
  about varchar(MAX)
  joined datetime [default: `getdate()`]
  seen timestamptz
  balance money2 [not null]
  tags text[]
  extra jsonb [not null, default: `{}`]
  born timestamp
  token uuid [default: `uuid_generate_v4()`]
  photo blob
}
Table posts {
  number tinyint
  user_id int [ref: > users.id]
  slug text [unique]
  reply_to varchar(20) [ref: > posts.number]
})",
                 foreign, true, false),
            "");
  fmt::print("  {} cases filled\n", filled);
  EXPECT_GT(filled, 20);
}

TEST(GenericServers, MysqlTakesEveryCase) {
  const auto server = support::TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*server);
  fill_all_cases(*server, Dialect::mysql);
}

TEST(GenericServers, PostgresTakesEveryCase) {
  const auto server = support::TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  fill_all_cases(*server, Dialect::postgres);
}

TEST(GenericServers, CirclesAndCountersWorkOnPostgres) {
  const auto server = support::TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  const config::DatabaseAddress target{Dialect::postgres, *server->fresh_database()};
  auto connection = db::postgres::Connection::open(target.endpoint);
  ASSERT_TRUE(connection);
  // Ключі, яких відкладати не дозволено: завантаження робить їх такими лише на свій час.
  ASSERT_TRUE(connection->execute(
      "CREATE TABLE a (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b_id int NOT NULL);"
      "CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a (id));"
      "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id)"));
  const std::string dbml =
      "Table a { id int [pk, increment]\n b_id int [not null, ref: > b.id] }\n"
      "Table b { id int [pk]\n a_id int [not null, ref: > a.id] }";
  EXPECT_EQ(fill(dbml, target, false, false), "");
  EXPECT_EQ(
      *connection->query_int("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferrable"), 0);
  EXPECT_EQ(*connection->query_int("SELECT nextval(pg_get_serial_sequence('a', 'id'))"),
            static_cast<int>(kRows) + 1);
  EXPECT_NE(fill(dbml, target, false, false).find("has rows already"), std::string::npos);
  // Імена, довші за 63 байти, сервер обрізає сам.
  const std::string tail(60, 'x');
  EXPECT_EQ(
      fill("Table long_" + tail + " { id int [pk]\n note_" + tail + " varchar(20) }", target, true, false),
      "");
  EXPECT_NE(fill("Table absent { id int [pk] }", target, false, true).find("add --create"),
            std::string::npos);
  EXPECT_NE(fill("Table a { id int [pk]\n missing int }", target, false, true).find("missing"),
            std::string::npos);
}

constexpr std::string_view kShared =
    "Table a { id int [pk, increment]\n parent int [ref: > a.id]\n note varchar(40) }\n"
    "Table b { id int [pk, increment]\n a_id int [not null, ref: > a.id]\n at timestamp [not null] }";

void load_in_shares(const config::DatabaseAddress& target, const std::function<std::string()>& state) {
  EXPECT_EQ(fill(std::string(kShared), target, true, false), "");
  const std::string whole = state();
  // Друга частка починає, третя приєднується, друга вдруге нічого не додає, перша завершує.
  for (const std::uint32_t number : {2u, 3u, 2u, 1u})
    EXPECT_EQ(fill(std::string(kShared), target, false, true, {.number = number, .count = 3}), "") << number;
  EXPECT_EQ(state(), whole);
  // Покинуті частки прибирає звичайне завантаження, і --yes для цього не треба.
  EXPECT_EQ(fill(std::string(kShared), target, false, true, {.number = 1, .count = 2}), "");
  EXPECT_NE(state(), whole);
  EXPECT_EQ(fill(std::string(kShared), target, false, false), "");
  EXPECT_EQ(state(), whole);
}

TEST(GenericServers, SharesIntoMysqlMakeTheWhole) {
  const auto server = support::TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*server);
  const config::DatabaseAddress target{Dialect::mysql, *server->fresh_database()};
  auto connection = db::mysql::Connection::open(target.endpoint);
  ASSERT_TRUE(connection);
  load_in_shares(target, [&] {
    std::string text;
    for (const char* sql :
         {"SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('|', id, parent, note))) FROM a",
          "SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('|', id, a_id, at))) FROM b",
          "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
          "SELECT COUNT(*) FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = DATABASE()"}) {
      const auto rows = connection->query(sql);
      EXPECT_TRUE(rows) << sql;
      for (const auto& field : rows ? (*rows)[0] : db::Rows::value_type()) text += field.value_or("") + " ";
    }
    return text;
  });
}

TEST(GenericServers, SharesIntoPostgresMakeTheWhole) {
  const auto server = support::TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  const config::DatabaseAddress target{Dialect::postgres, *server->fresh_database()};
  auto connection = db::postgres::Connection::open(target.endpoint);
  ASSERT_TRUE(connection);
  load_in_shares(target, [&] {
    std::string text;
    for (const char* sql :
         {"SELECT count(*), sum(hashtext(a::text)) FROM a", "SELECT count(*), sum(hashtext(b::text)) FROM b",
          "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
          "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"}) {
      const auto rows = connection->query(sql);
      EXPECT_TRUE(rows) << sql;
      for (const auto& field : rows ? (*rows)[0] : db::Rows::value_type()) text += field.value_or("") + " ";
    }
    return text;
  });
}

}  // namespace
}  // namespace techmarket::filler
