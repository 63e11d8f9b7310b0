#include "warehouse/source.h"

#include <unistd.h>

#include <fmt/format.h>

#include "base/log.h"
#include "config/endpoints.h"
#include "db/binlog/snapshot.h"
#include "world/load_state.h"

namespace techmarket::warehouse {
namespace {

Result<db::mysql::Connection> connect(const config::Service& service) {
  return db::mysql::Connection::open(
      config::endpoint_of(service, fmt::format("techmarket etl {}", getpid())));
}

}  // namespace

Result<Source> open_source(const config::Service& service, bool with_position) {
  TM_ASSIGN(auto connection, connect(service));
  TM_TRY(world::check_not_loading(connection));
  // Зчитування чекає, доки PostgreSQL прийме рядки: сервер не повинен обірвати його через свої 60 секунд.
  TM_TRY(connection.execute("SET SESSION net_write_timeout = 3600, wait_timeout = 28800"));
  Source source{.connection = std::move(connection)};
  if (with_position) {
    auto snapshot = db::binlog::open_snapshot(source.connection);
    if (snapshot) {
      source.position = std::move(snapshot->position);
      return source;
    }
    // Без права на журнал запуск порівнює все: так само правильно, лише довше.
    if (snapshot.error().kind != ErrorKind::configuration) return std::unexpected(snapshot.error());
    spdlog::debug("{}: {}", service.name, snapshot.error().message);
  }
  TM_TRY(source.connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  TM_TRY(source.connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
  return source;
}

Status check_not_loading(const config::Service& service) {
  TM_ASSIGN(auto connection, connect(service));
  return world::check_not_loading(connection);
}

}  // namespace techmarket::warehouse
