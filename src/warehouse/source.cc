#include "warehouse/source.h"

#include <unistd.h>

#include <fmt/format.h>

#include "config/endpoints.h"
#include "world/load_state.h"

namespace techmarket::warehouse {
namespace {

Result<db::mysql::Connection> connect(const config::Service& service) {
  return db::mysql::Connection::open(
      config::endpoint_of(service, fmt::format("techmarket etl {}", getpid())));
}

}  // namespace

Result<db::mysql::Connection> open_source(const config::Service& service) {
  TM_ASSIGN(auto connection, connect(service));
  TM_TRY(world::check_not_loading(connection));
  // Зчитування чекає, доки PostgreSQL прийме рядки: сервер не повинен обірвати його через свої 60 секунд.
  TM_TRY(connection.execute("SET SESSION net_write_timeout = 3600, wait_timeout = 28800"));
  TM_TRY(connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  TM_TRY(connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
  return connection;
}

Status check_not_loading(const config::Service& service) {
  TM_ASSIGN(auto connection, connect(service));
  return world::check_not_loading(connection);
}

}  // namespace techmarket::warehouse
