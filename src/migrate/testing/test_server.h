#pragma once
// Справжній сервер для тестів міграції: базу будують зі схеми, міняють, питають.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "ddl/emit.h"
#include "ddl/normalise.h"
#include "migrate/compare.h"
#include "migrate/run.h"
#include "support/round_trip.h"
#include "support/temporary_server.h"

namespace techmarket::migrate::testing {

using schema::Database;
using schema::Dialect;
using support::parse_schema;
using support::TemporaryServer;

inline const std::set<Danger> kEverything = {Danger::data_loss, Danger::rewrite, Danger::lock};

/// Одна база обраного рушія з тим, що тестові від неї треба.
class Server {
 public:
  explicit Server(Dialect dialect)
      : dialect_(dialect),
        server_(dialect == Dialect::mysql ? TemporaryServer::mysql() : TemporaryServer::postgres()) {}

  Dialect dialect() const { return dialect_; }
  const std::string& problem() const { return server_->problem(); }

  void build(const Database& schema) {
    empty();
    execute(ddl::emit(schema, dialect_, {}));
    describe(schema);
  }

  void execute(const std::string& sql) {
    const Status done = mysql_ ? mysql_->execute_script(sql) : postgres_->execute(sql);
    ASSERT_TRUE(done) << done.error().message << "\n" << sql;
  }

  std::string query(const std::string& sql) {
    const auto rows = mysql_ ? mysql_->query(sql) : postgres_->query(sql);
    if (!rows) return rows.error().message;
    std::string text;
    for (const auto& row : *rows)
      for (const auto& field : row) text += field.value_or("NULL") + (&field == &row.back() ? "\n" : "|");
    return text;
  }

  std::string differences(const Database& target) {
    const auto live = read(target);
    return live ? to_text(compare(target, live->database, dialect_), false) : live.error().message;
  }
  /// Чим різняться, якщо дивитися з боку бази: тоді видно й імена, яких ціль не називає.
  std::string leftovers(const Database& target) {
    const auto live = read(target);
    return live ? to_text(compare(live->database, target, dialect_), false) : live.error().message;
  }

  Result<Migration> migrate(const Database& target, MigrateOptions options = {}) {
    return migrate::migrate(endpoint_, dialect_, target, options);
  }

 private:
  // Спорожнити базу PostgreSQL вчетверо швидше, ніж створити нову. З'єднання теж одне: нове не має кешу
  // каталогу.
  void empty() {
    const std::string former = endpoint_.database;
    if (mysql() || former.empty()) endpoint_ = server_->fresh_database().value();
    if (!mysql()) {
      if (!postgres_) postgres_.emplace(db::postgres::Connection::open(endpoint_).value());
      return execute(
          "SET client_min_messages = error; DROP SCHEMA IF EXISTS shop CASCADE; DROP SCHEMA public CASCADE; "
          "CREATE SCHEMA public");
    }
    mysql_.emplace(db::mysql::Connection::open(endpoint_).value());
    execute("SET foreign_key_checks = 0");
    // Для MySQL схема — база, спільна для всіх випадків. З колишньої на неї можуть указувати ключі.
    if (!former.empty()) execute("DROP DATABASE " + former);
    execute("DROP DATABASE IF EXISTS shop");
  }

  /// Запам'ятовує, що базу описала DBML, — так, як зробив би попередній запуск migrate.
  void describe(const Database& schema) {
    const auto whole = ddl::normalise(schema, dialect_);
    std::string sql = fmt::format(
        "CREATE TABLE {} (schema_name varchar(64), name varchar(64), PRIMARY KEY (schema_name, name))",
        kDescribedTable);
    const auto add = [&](const schema::QualifiedName& name) {
      sql += fmt::format("; INSERT INTO {} VALUES ('{}', '{}')", kDescribedTable, name.schema, name.name);
    };
    for (const auto& table : whole.tables) add(table.name);
    for (const auto& element : whole.enums) add(element.name);
    execute(sql);
  }

  Result<db::Catalog> read(const Database& target) {
    return mysql_ ? db::mysql::read_catalog(*mysql_, db::mysql::other_databases(target))
                  : db::postgres::read_catalog(*postgres_);
  }

  bool mysql() const { return dialect_ == Dialect::mysql; }

  const Dialect dialect_;
  std::unique_ptr<TemporaryServer> server_;
  db::Endpoint endpoint_;
  std::optional<db::mysql::Connection> mysql_;
  std::optional<db::postgres::Connection> postgres_;
};

/// Тест кожного рушія на своєму сервері; обидва живуть, доки живе набір тестів.
class OnServers : public ::testing::TestWithParam<Dialect> {
 protected:
  static void SetUpTestSuite() {
    servers_ = std::make_unique<std::map<Dialect, Server>>();
    for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) servers_->try_emplace(dialect, dialect);
  }
  static void TearDownTestSuite() { servers_.reset(); }
  void SetUp() override { TECHMARKET_REQUIRE_SERVER(server()); }

  static Server& server() { return servers_->at(GetParam()); }
  static bool mysql() { return GetParam() == Dialect::mysql; }

 private:
  static inline std::unique_ptr<std::map<Dialect, Server>> servers_;
};

inline std::string engine_name(const ::testing::TestParamInfo<Dialect>& test) {
  return test.param == Dialect::mysql ? "mysql" : "postgres";
}

/// Виконує міграцію в дитячому процесі, який перед кроком step убиває себе. @return чи встиг дійти до нього.
inline bool die_before_step(Server& server, const Database& target, std::size_t step,
                            MigrateOptions options) {
  const pid_t child = ::fork();
  if (child == 0) {
    options.before_step = [&](std::size_t done, std::size_t) -> Status {
      if (done == step) ::kill(::getpid(), SIGKILL);
      return {};
    };
    (void)server.migrate(target, options);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

}  // namespace techmarket::migrate::testing
