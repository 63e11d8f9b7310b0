// migrate --online на справжніх серверах: хто читає й пише, не чекає; убите посередині доходить до кінця.

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "migrate/run.h"
#include "migrate/testing/test_server.h"
#include "support/temporary_server.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::Dialect;
using support::parse_schema;
using ::testing::HasSubstr;
using testing::kEverything;
using testing::Server;

class Online : public testing::OnServers {
 protected:
  static Result<Migration> online(const Database& target, std::set<Danger> allowed = {}) {
    return server().migrate(target, {.allowed = std::move(allowed), .online = true});
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, Online, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         testing::engine_name);

constexpr std::string_view kBefore =
    "Table p {\n  id int [pk]\n  code varchar(20) [not null]\n}\n"
    "Table t {\n  id int [not null]\n  p int\n  n int\n  s varchar(20)\n}\n";
constexpr std::string_view kAfter =
    "Table p {\n  id int [pk]\n  code varchar(20) [not null, unique]\n}\n"
    "Table t {\n  id int [pk]\n  p int [ref: > p.id]\n  n int [not null, default: 7]\n  s varchar(20)\n"
    "  checks {\n    `n > 0`\n    `s <> ''` [name: 'filled']\n  }\n"
    "  indexes {\n    s\n    (n, s) [name: 'by_n', unique]\n  }\n}\n";
constexpr std::string_view kRows =
    "INSERT INTO p VALUES (1, 'a'), (2, 'b'); INSERT INTO t VALUES (1, 1, NULL, 'x'), (2, 2, 5, 'y'), (3, "
    "NULL, 6, 'z')";
constexpr std::string_view kValues = "SELECT id, p, n, s FROM t ORDER BY id";
constexpr std::string_view kKept = "1|1|7|x\n2|2|5|y\n3|NULL|6|z\n";

TEST_P(Online, PostgresNeedsNoPermissionWhereNothingWaits) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  server().build(parse_schema(std::string(kBefore)));
  server().execute(std::string(kRows));
  const auto target = parse_schema(std::string(kAfter));
  const auto plain = server().migrate(target, {.dry_run = true});
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->missing_permission, "--allow lock");
  const auto done = online(target);
  ASSERT_TRUE(done) << done.error().message << done.error().hint;
  ASSERT_TRUE(done->possible()) << done->missing_permission;
  EXPECT_EQ(server().differences(target), "") << to_text(done->plan);
  EXPECT_EQ(server().leftovers(target), "") << to_text(done->plan);
  EXPECT_EQ(server().query(std::string(kValues)), kKept);
  EXPECT_EQ(server().query("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"), "0\n");
  EXPECT_EQ(
      server().query("SELECT state, steps = steps_done, finished_at IS NOT NULL FROM _techmarket_migrations"),
      "done|t|t\n");
  EXPECT_EQ(server().query("SELECT count(*) FROM pg_constraint WHERE conname LIKE '\\_techmarket%not_null'"),
            "0\n");
}

TEST_P(Online, PostgresKilledBeforeAnyStepItGoesOn) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  const auto before = parse_schema(std::string(kBefore)), target = parse_schema(std::string(kAfter));
  std::size_t step = 0;
  for (;; ++step) {
    SCOPED_TRACE(fmt::format("killed before step {}", step));
    server().build(before);
    server().execute(std::string(kRows));
    if (HasFatalFailure() || !testing::die_before_step(server(), target, step, {.online = true})) break;
    const auto done = online(target);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(done->possible()) << done->missing_permission;
    ASSERT_EQ(server().differences(target), "") << to_text(done->plan);
    ASSERT_EQ(server().query(std::string(kValues)), kKept);
    ASSERT_EQ(server().query("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"), "0\n");
    ASSERT_EQ(server().query("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0\n");
    ASSERT_EQ(server().query("SELECT count(*) FROM _techmarket_migrations WHERE state = 'running'"), "0\n");
  }
  fmt::print("  killed before each of {} steps\n", step);
  EXPECT_GT(step, 12U);
}

// Доки новий індекс будується, запити мають колишній: перед жодним кроком таблиця не лишається без обох.
TEST_P(Online, AChangedIndexServesUntilTheNewOneIsBuilt) {
  const auto before = parse_schema(
      "Table t {\n  id int [pk]\n  k int [not null]\n  a int\n  b int\n  c int\n  indexes {\n    a [name: "
      "'by_a']\n"
      "    (b, c) [unique]\n    c [name: 'by_c']\n  }\n}\n");
  const auto target = parse_schema(
      "Table t {\n  id int [not null]\n  k int [pk]\n  a int\n  b int\n  c int\n  indexes {\n    (a, b) "
      "[name: "
      "'by_a']\n    (b, a, c) [unique]\n    (c, id) [name: 'by_c', unique]\n  }\n}\n");
  const auto leading = [&](const std::string& column) {
    return server().query(
        mysql()
            ? "SELECT COUNT(*) > 0 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND "
              "TABLE_NAME = 't' AND SEQ_IN_INDEX = 1 AND COLUMN_NAME = '" +
                  column + "'"
            : "SELECT CASE WHEN count(*) > 0 THEN 1 ELSE 0 END FROM pg_index JOIN pg_attribute ON attrelid = "
              "indrelid AND attnum = indkey[0] WHERE indisvalid AND indrelid = 't'::regclass AND attname = "
              "'" +
                  column + "'");
  };
  const auto key = [&] {
    return server().query(
        "SELECT COUNT(*) FROM information_schema.table_constraints WHERE table_name = 't' AND table_schema "
        "<> 'information_schema' AND constraint_type = 'PRIMARY KEY' AND table_schema = " +
        std::string(mysql() ? "DATABASE()" : "current_schema()"));
  };
  server().build(before);
  server().execute("INSERT INTO t VALUES (1, 11, 1, 1, 1), (2, 12, 1, 2, 1), (3, 13, NULL, 3, 2)");
  const auto served = [&](std::size_t step, std::size_t) -> Status {
    for (const auto* column : {"a", "b", "c"})
      EXPECT_EQ(leading(column), "1\n") << column << " before step " << step;
    EXPECT_EQ(key(), "1\n") << "before step " << step;
    return {};
  };
  const auto done = server().migrate(
      target, {.allowed = {Danger::rewrite, Danger::lock}, .online = true, .before_step = served});
  ASSERT_TRUE(done) << done.error().message << done.error().hint;
  ASSERT_TRUE(done->possible()) << done->missing_permission;
  EXPECT_EQ(server().differences(target), "") << to_text(done->plan);
  EXPECT_EQ(server().leftovers(target), "") << to_text(done->plan);
  EXPECT_THAT(to_text(done->plan),
              mysql() ? HasSubstr("DROP INDEX `by_a`") : HasSubstr("DROP INDEX CONCURRENTLY"));
  // Убитий будь-де, наступний запуск доходить до того самого і тимчасового не лишає.
  std::size_t step = 0;
  for (;; ++step) {
    SCOPED_TRACE(fmt::format("killed before step {}", step));
    server().build(before);
    if (HasFatalFailure() ||
        !testing::die_before_step(server(), target, step,
                                  {.allowed = {Danger::rewrite, Danger::lock}, .online = true}))
      break;
    const auto again = server().migrate(target, {.allowed = {Danger::rewrite, Danger::lock}, .online = true});
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_EQ(server().differences(target), "") << to_text(again->plan);
    ASSERT_EQ(server().leftovers(target), "") << to_text(again->plan);
  }
  EXPECT_GT(step, mysql() ? 0U : 8U);
}

// Дублікат зупиняє побудову, і сервер лишає індекс INVALID: його видно в check, а наступний запуск будує
// наново.
TEST_P(Online, PostgresBuildsAnInvalidIndexAnew) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  const auto before = parse_schema("Table t {\n  id int [pk]\n  a int\n  b int\n}\n");
  const auto target = parse_schema(
      "Table t {\n  id int [pk]\n  a int [unique]\n  b int\n  indexes {\n    b [name: 'by_b']\n  }\n}\n");
  server().build(before);
  server().execute("INSERT INTO t VALUES (1, 1, 1), (2, 1, 2)");
  for (const std::string index : {"t_a_key ON t (a)", "forgotten ON t (id, a)"})
    EXPECT_NE(server().query("CREATE UNIQUE INDEX CONCURRENTLY " + index), index);
  server().query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'forgotten'::regclass");
  EXPECT_EQ(server().query("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "2\n");
  EXPECT_THAT(server().differences(target), HasSubstr("(a)"));
  const auto refused = online(target);
  ASSERT_TRUE(refused) << refused.error().message;
  ASSERT_FALSE(refused->obstacles.empty());
  EXPECT_THAT(refused->obstacles.front().text(), HasSubstr("share the same"));
  server().execute("UPDATE t SET a = id");
  const auto done = online(target);
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_TRUE(done->possible()) << done->missing_permission;
  EXPECT_EQ(server().differences(target), "") << to_text(done->plan);
  EXPECT_EQ(server().query("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0\n");
  EXPECT_EQ(server().query("SELECT to_regclass('forgotten') IS NULL"), "t\n");
  EXPECT_EQ(server().query("SELECT contype FROM pg_constraint WHERE conname = 't_a_key'"), "u\n");
}

TEST_P(Online, PostgresValidatesWhatWasLeftNotValid) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  const auto target = parse_schema(
      "Table p {\n  id int [pk]\n}\nTable t {\n  id int [pk]\n  a int [ref: > p.id, check: `a > 0`]\n}\n");
  server().build(parse_schema("Table p {\n  id int [pk]\n}\nTable t {\n  id int [pk]\n  a int\n}\n"));
  server().execute(
      "INSERT INTO t VALUES (1, -1);"
      "ALTER TABLE t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES p DEFERRABLE NOT VALID, ADD CHECK (a "
      "> 0) NOT VALID");
  const auto plain = server().migrate(target, {.allowed = kEverything});
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_TRUE(plain->plan.empty()) << to_text(plain->plan);
  EXPECT_EQ(plain->plan.advice.size(), 2U);
  const auto refused = online(target);
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->obstacles.size(), 2U);
  server().execute("DELETE FROM t");
  const auto done = online(target);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->steps_done, 2U) << to_text(done->plan);
  EXPECT_EQ(server().query("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"), "0\n");
}

// Той, хто чекає на чуже блокування, тримав би CREATE INDEX CONCURRENTLY, а той — його.
TEST_P(Online, TheOneWhoWaitsDoesNotStopTheOneWhoBuilds) {
  const auto before = parse_schema("Table t {\n  id int [pk]\n  a int\n}\n");
  const auto target =
      parse_schema("Table t {\n  id int [pk]\n  a int\n  indexes {\n    a [name: 'by_a']\n  }\n}\n");
  server().build(before);
  std::thread second;
  bool waited = false;
  const auto meanwhile = [&](std::size_t, std::size_t) -> Status {
    second = std::thread([&] {
      const auto late = server().migrate(target, {.allowed = kEverything});
      waited = late && late->plan.empty();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // щоб другий устиг стати в чергу
    return {};
  };
  const auto done = server().migrate(target, {.online = true, .before_step = meanwhile});
  if (second.joinable()) second.join();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(waited);
  EXPECT_EQ(server().differences(target), "");
}

TEST_P(Online, MysqlAsksForAWayThatStopsNobody) {
  if (!mysql()) GTEST_SKIP() << "MySQL only";
  server().build(parse_schema("Table t {\n  id int [pk]\n  a int\n  b varchar(10)\n  c int\n}\n"));
  server().execute("INSERT INTO t VALUES (1, 2, 'x', 3)");
  const auto target = parse_schema(
      "Table t {\n  id int [pk]\n  a int [default: 5, note: 'a']\n  b varchar(12)\n  d int [default: 4]\n"
      "  indexes {\n    a [name: 'by_a']\n  }\n}\n");
  const auto done = online(target, {Danger::data_loss});
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_TRUE(done->possible()) << done->missing_permission;
  EXPECT_THAT(to_text(done->plan),
              HasSubstr("online: tries ALGORITHM=INSTANT, else ALGORITHM=INPLACE, LOCK=NONE"));
  EXPECT_EQ(server().differences(target), "");
  EXPECT_EQ(server().query("SELECT * FROM t"), "1|2|x|4\n");
}

// Те, чого сервер без зупинки не вміє, просить дозволу, а не стається мовчки.
TEST_P(Online, WhatTheServerCannotDoOnlineStillNeedsPermission) {
  server().build(parse_schema("Table t {\n  id int [pk]\n  a varchar(20)\n}\n"));
  const auto target = parse_schema("Table t {\n  id int [pk]\n  a char(30)\n}\n");
  const auto refused = online(target);
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_THAT(refused->missing_permission, HasSubstr("lock"));
}

}  // namespace
}  // namespace techmarket::migrate
