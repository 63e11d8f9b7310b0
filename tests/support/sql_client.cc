#include "support/sql_client.h"

#include <cstdlib>

#include <fmt/format.h>

namespace techmarket::support {
namespace {

using schema::Dialect;

constexpr const char* kDatabase = "cases";

}  // namespace

SqlClient::SqlClient(Dialect dialect)
    : dialect_(dialect),
      server_(dialect == Dialect::mysql ? TemporaryServer::mysql() : TemporaryServer::postgres()) {}

std::string_view SqlClient::name() const {
  if (dialect_ == Dialect::postgres) return "postgres";
  return std::getenv("TECHMARKET_TEST_MYSQLD") ? "mysql" : "mariadb";
}

// Випадок міг створити власні схеми. Спорожнити базу PostgreSQL вчетверо швидше, ніж створити нову; у MySQL
// схема — це база, а без перевірки зв'язків її не вилучити, якщо на неї вказує інша.
void SqlClient::fresh_database() const {
  if (dialect_ == Dialect::postgres) {
    (void)run(
        "SET client_min_messages = error; DO $$ DECLARE s name; BEGIN FOR s IN SELECT nspname FROM "
        "pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' LOOP EXECUTE "
        "format('DROP SCHEMA %I CASCADE', s); END LOOP; END $$; CREATE SCHEMA public");
    return;
  }
  const std::string drops =
      run_mysql(
          "SELECT CONCAT('DROP DATABASE `', schema_name, '`;') FROM information_schema.schemata WHERE "
          "schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')",
          "")
          .output;
  (void)run_mysql(fmt::format("SET FOREIGN_KEY_CHECKS = 0;\n{}CREATE DATABASE {} CHARACTER SET utf8mb4",
                              drops, kDatabase),
                  "");
}

Completed SqlClient::run(const std::string& sql) const {
  if (dialect_ == Dialect::mysql) return run_mysql(sql, kDatabase);
  const db::Endpoint endpoint = server_->endpoint("postgres");
  return techmarket::run(
             {.argv = {(server_->programs() / "psql").string(), "-X", "-q", "-A", "-t", "-v",
                       "ON_ERROR_STOP=1", "-h", endpoint.host, "-p", std::to_string(endpoint.port), "-U",
                       endpoint.user, "-d", endpoint.database},
              .environment = {{"PGCLIENTENCODING", "UTF8"}},
              .input = sql})
      .value();
}

Completed SqlClient::run_mysql(const std::string& sql, const std::string& database) const {
  const db::Endpoint endpoint = server_->endpoint(database);
  return techmarket::run({.argv = {"mariadb", "--no-defaults", "--default-character-set=utf8mb4",
                                   "--host=" + endpoint.host, fmt::format("--port={}", endpoint.port),
                                   "--user=" + endpoint.user, "--batch", "--raw", "--skip-column-names",
                                   "--show-warnings", "--database=" + endpoint.database},
                          .input = sql})
      .value();
}

std::string SqlClient::warnings(const Completed& done) const {
  if (dialect_ == Dialect::postgres) return done.errors;
  std::string found;
  for (const char* mark : {"Warning (Code", "Note (Code", "Error (Code"})
    if (const auto at = done.output.find(mark); at != std::string::npos)
      found += done.output.substr(at, done.output.find('\n', at) - at) + '\n';
  return found;
}

std::string SqlClient::value(const std::string& query) const {
  std::string text = run(query).output;
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace techmarket::support
