// Та сама біда — той самий код завершення: таблиця перекладу і справжні сервери.

#include "db/server_failure.h"

#include <future>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "db/mysql/connection.h"
#include "db/mysql/error_kind.h"
#include "db/postgres/connection.h"
#include "db/postgres/error_kind.h"
#include "support/small_disk.h"
#include "support/temporary_server.h"

namespace techmarket::db {
namespace {

using support::SmallDisk;
using support::TemporaryServer;
using enum ServerFailure;

TEST(ServerFailures, EveryMysqlCodeHasItsMeaning) {
  const std::vector<std::pair<unsigned, ServerFailure>> codes = {
      {2001, unreachable},
      {2002, unreachable},
      {2003, unreachable},
      {2004, unreachable},
      {2005, unknown_host},
      {2026, ServerFailure::tls},
      {3159, ServerFailure::tls},
      {2006, lost},
      {2012, lost},
      {2013, lost},
      {2055, lost},
      {1053, lost},
      {1152, lost},
      {1158, lost},
      {1159, lost},
      {1160, lost},
      {1161, lost},
      {1184, lost},
      {1927, lost},
      {3032, lost},
      {3169, lost},
      {4031, lost},
      {14, disk_full},
      {20, disk_full},
      {1021, disk_full},
      {1114, disk_full},
      {1878, disk_full},
      {1040, too_many_connections},
      {1203, too_many_connections},
      {1226, too_many_connections},
      {5, out_of_memory},
      {1037, out_of_memory},
      {1038, out_of_memory},
      {1041, out_of_memory},
      {1135, out_of_memory},
      {1206, out_of_memory},
      {2008, out_of_memory},
      {1205, busy},
      {1213, busy},
      {1412, busy},
      {3572, busy},
      {1317, stopped},
      {1969, stopped},
      {3024, stopped},
      {1045, access_denied},
      {1044, unknown_database},
      {1049, unknown_database},
      {1064, other},
      {1146, other},
      {1062, other},
      {1030, other},
  };
  for (const auto& [code, failure] : codes)
    EXPECT_EQ(db::mysql::failure_of(code, "words"), failure) << "code " << code;
  // Коди спільні для всіх відмов файлів: про місце каже лише текст.
  for (const auto& [code, words] : std::vector<std::pair<unsigned, std::string>>{
           {3, "Error writing file './t/a.MYD' (Errcode: 28 \"No space left on device\")"},
           {1005, "Can't create table `t`.`a` (errno: 28 \"No space left on device\")"},
           {1026, "Error writing file './x' (errno: 28)"},
           {1030, "Got error 122 \"Disk quota exceeded\" from storage engine InnoDB"},
           {1030, "OS errno 28"},
           {1296, "Got error 59 'Temp file write failure' from InnoDB"}})
    EXPECT_EQ(db::mysql::failure_of(code, words), disk_full) << words;
  EXPECT_EQ(db::mysql::failure_of(1005, "Can't create table (errno: 150 \"Foreign key constraint\")"), other);
  EXPECT_EQ(db::mysql::failure_of(1030, "errno: 281"), other);
}

TEST(ServerFailures, EverySqlstateHasItsMeaning) {
  const std::vector<std::pair<std::string_view, ServerFailure>> states = {
      {"08000", lost},
      {"08006", lost},
      {"08P01", lost},
      {"57P01", lost},
      {"57P02", lost},
      {"57P03", lost},
      {"57P05", lost},
      {"25P03", lost},
      {"53100", disk_full},
      {"53300", too_many_connections},
      {"53200", out_of_memory},
      {"53000", out_of_memory},
      {"53400", out_of_memory},
      {"40001", busy},
      {"40P01", busy},
      {"55P03", busy},
      {"57014", stopped},
      {"28P01", access_denied},
      {"28000", access_denied},
      {"3D000", unknown_database},
      {"57P04", unknown_database},
      {"42601", other},
      {"23505", other},
      {"", other},
  };
  for (const auto& [state, failure] : states)
    EXPECT_EQ(db::postgres::failure_of(state, "words", true), failure) << state;
  EXPECT_EQ(db::postgres::failure_of("", "server closed the connection unexpectedly", false), lost);
  EXPECT_EQ(db::postgres::failure_of("XX000", "could not write: No space left on device", false), disk_full);
  EXPECT_EQ(db::postgres::failure_of("58030", "could not extend file: Disk quota exceeded", true), disk_full);
  for (const auto& [words, failure] : std::vector<std::pair<std::string_view, ServerFailure>>{
           {"FATAL:  sorry, too many clients already", too_many_connections},
           {"FATAL:  too many connections for role \"ann\"", too_many_connections},
           {"FATAL:  remaining connection slots are reserved", too_many_connections},
           {"FATAL:  the database system is starting up", unreachable},
           {"connection refused", unreachable},
           {"FATAL:  password authentication failed for user", access_denied},
           {"FATAL:  database \"x\" does not exist", access_denied}})
    EXPECT_EQ(db::postgres::connect_failure_of(words), failure) << words;
}

TEST(ServerFailures, WhatPassesByItselfMayBeRepeatedAndSaysHow) {
  Endpoint service{};
  service.service = "orders-db";
  Endpoint address = service;
  address.by_address = true;
  for (const auto failure :
       {unreachable, lost, disk_full, too_many_connections, out_of_memory, busy, stopped}) {
    EXPECT_EQ(kind_of(failure), ErrorKind::retryable);
    for (const Endpoint& endpoint : {service, address})
      EXPECT_TRUE(hint_for(failure, endpoint).contains("run the same command again") ||
                  hint_for(failure, endpoint).contains("then the same command again"))
          << hint_for(failure, endpoint);
    EXPECT_FALSE(hint_for(failure, address).contains("techmarket "));
  }
  EXPECT_EQ(kind_of(access_denied), ErrorKind::configuration);
  EXPECT_EQ(kind_of(unknown_database), ErrorKind::configuration);
  EXPECT_EQ(kind_of(other), ErrorKind::fatal);
  EXPECT_EQ(hint_for(other, service), "");
}

/// Відкриває з'єднання, доки сервер не відмовить.
template <class Connection>
Error first_refusal(const Endpoint& endpoint) {
  std::vector<Connection> open;
  constexpr std::size_t kMany = 200;
  while (open.size() < kMany) {
    auto connection = Connection::open(endpoint);
    if (!connection) return connection.error();
    open.push_back(std::move(*connection));
  }
  return {.kind = ErrorKind::fatal, .message = "the server took them all", .hint = {}, .sqlstate = {}};
}

void expect_retryable(const Error& error, std::string_view hint) {
  EXPECT_EQ(error.kind, ErrorKind::retryable) << error.message;
  EXPECT_TRUE(error.hint.contains(hint)) << error.message << "\n  hint: " << error.hint;
}

TEST(ServerFailures, TooManyConnections) {
  const auto mysql = TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*mysql);
  const auto postgres = TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*postgres);
  {
    auto connection = db::mysql::Connection::open(mysql->endpoint(""));
    ASSERT_TRUE(connection);
    ASSERT_TRUE(connection->execute("SET GLOBAL max_connections = 10"));
  }
  expect_retryable(first_refusal<db::mysql::Connection>(mysql->endpoint("")), "raise its limit");
  expect_retryable(first_refusal<db::postgres::Connection>(postgres->endpoint("postgres")),
                   "raise its limit");
}

/// Вбиває сервер, щойно той виконує statement. @param running скільки таких операторів бачить сервер.
template <class Connection>
Error killed_during(TemporaryServer& server, const Endpoint& endpoint, const std::string& statement,
                    const std::string& running) {
  auto working = Connection::open(endpoint), watching = Connection::open(endpoint);
  EXPECT_TRUE(working && watching);
  auto answer = std::async(std::launch::async, [&] { return working->query(statement); });
  while (watching->query_int(running).value_or(1) == 0) std::this_thread::yield();
  server.kill();
  const auto rows = answer.get();
  EXPECT_FALSE(rows);
  const auto after = Connection::open(endpoint);
  EXPECT_FALSE(after);
  if (!after) expect_retryable(after.error(), "run the same command again");
  return rows ? Error{} : rows.error();
}

TEST(ServerFailures, AServerKilledDuringAStatement) {
  const auto mysql = TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*mysql);
  const auto postgres = TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*postgres);
  expect_retryable(
      killed_during<db::mysql::Connection>(
          *mysql, mysql->endpoint("mysql"), "SELECT SLEEP(600)",
          "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO = 'SELECT SLEEP(600)'"),
      "see `techmarket logs");
  expect_retryable(killed_during<db::postgres::Connection>(
                       *postgres, postgres->endpoint("postgres"), "SELECT pg_sleep(600)",
                       "SELECT count(*) FROM pg_stat_activity "
                       "WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"),
                   "see `techmarket logs");
}

TEST(ServerFailures, AStatementStoppedByPersonOrLimit) {
  const auto server = TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::postgres::Connection::open(server->endpoint("postgres"));
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute("SET statement_timeout = '20ms'"));
  const Status slept = connection->execute("SELECT pg_sleep(60)");
  ASSERT_FALSE(slept);
  expect_retryable(slept.error(), "stopped on the server");
}

TEST(ServerFailures, AFullDiskOfMysql) {
  SmallDisk disk(160'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const auto server = TemporaryServer::mysql(disk.folder());
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::mysql::Connection::open(*server->fresh_database());
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute("CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, text varchar(2000))"));
  ASSERT_TRUE(connection->execute("INSERT INTO t (text) VALUES (REPEAT('x', 2000))"));
  disk.leave_free(5'000'000);
  Status done;
  for (int doubled = 0; done && doubled < 20; ++doubled)
    done = connection->execute("INSERT INTO t (text) SELECT text FROM t");
  ASSERT_FALSE(done);
  expect_retryable(done.error(), "free some disk space");
}

TEST(ServerFailures, AFullDiskOfPostgres) {
  SmallDisk disk(160'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const auto server = TemporaryServer::postgres(disk.folder());
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::postgres::Connection::open(*server->fresh_database());
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute("CREATE UNLOGGED TABLE t (id int, text text)"));
  disk.leave_free(5'000'000);
  // Спершу таблиця, якої журнал не стосується, далі звичайна: другу обриває й сам журнал.
  const Status unlogged =
      connection->execute("INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 100000) n");
  ASSERT_FALSE(unlogged);
  EXPECT_EQ(unlogged.error().sqlstate, "53100");
  expect_retryable(unlogged.error(), "free some disk space");
  const Status logged = connection->execute(
      "CREATE TABLE l AS SELECT n, repeat('x', 1000) AS text FROM generate_series(1, 100000) n");
  ASSERT_FALSE(logged);
  EXPECT_EQ(logged.error().kind, ErrorKind::retryable) << logged.error().message;
}

}  // namespace
}  // namespace techmarket::db
