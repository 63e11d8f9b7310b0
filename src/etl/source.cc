#include "etl/source.h"

#include <unistd.h>

#include <fmt/format.h>

#include "config/endpoints.h"

namespace techmarket::etl {
namespace {

Result<db::mysql::Connection> connect(const config::Service& service) {
  return db::mysql::Connection::open(
      config::endpoint_of(service, fmt::format("techmarket etl {}", getpid())));
}

/// Таблиця-позначка генератора: один рядок, state = loading | complete. Немає таблиці — базу наповнював не
/// він.
Status check_not_loading(db::mysql::Connection& connection) {
  TM_ASSIGN(const auto exists,
            connection.query_int("SELECT COUNT(*) FROM information_schema.TABLES "
                                 "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '_techmarket_load'"));
  if (exists == 0) return {};
  TM_ASSIGN(const auto loading,
            connection.query_int("SELECT COUNT(*) FROM _techmarket_load WHERE state = 'loading'"));
  if (loading == 0) return {};
  return fail(ErrorKind::retryable,
              fmt::format("{}: its data is being loaded, or an earlier load was interrupted",
                          connection.endpoint().service),
              "run `techmarket generate` again (it finishes the load), then the same command");
}

}  // namespace

Result<db::mysql::Connection> open_source(const config::Service& service) {
  TM_ASSIGN(auto connection, connect(service));
  TM_TRY(check_not_loading(connection));
  // Зчитування чекає, доки PostgreSQL прийме рядки: сервер не повинен обірвати його через свої 60 секунд.
  TM_TRY(connection.execute("SET SESSION net_write_timeout = 3600, wait_timeout = 28800"));
  TM_TRY(connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  TM_TRY(connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
  return connection;
}

Status check_not_loading(const config::Service& service) {
  TM_ASSIGN(auto connection, connect(service));
  return check_not_loading(connection);
}

}  // namespace techmarket::etl
