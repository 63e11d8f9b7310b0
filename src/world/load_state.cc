#include "world/load_state.h"

#include <fmt/format.h>

#include "rows/mysql_marks.h"
#include "world/simulate/checkpoint.h"

namespace techmarket::world {
Result<std::optional<LoadState>> read_load_state(db::mysql::Connection& connection) {
  TM_ASSIGN(const bool marked, rows::has_table(connection, kLoadTable));
  if (!marked) return std::nullopt;
  TM_ASSIGN(
      const db::Rows rows,
      connection.query(fmt::format("SELECT state, seed, orders, until_date, uuid_version, scale, started_at, "
                                   "finished_at, digest FROM {}",
                                   kLoadTable)));
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  const auto text = [&](std::size_t column) { return row[column].value_or(""); };
  return LoadState{.complete = text(0) == "complete",
                   .seed = std::stoull(text(1)),
                   .orders = std::stoull(text(2)),
                   .until = text(3),
                   .uuid = text(4),
                   .scale = text(5),
                   .started_at = text(6),
                   .finished_at = row[7],
                   .digest = row[8]};
}

Status check_not_loading(db::mysql::Connection& connection) {
  TM_ASSIGN(const auto state, read_load_state(connection));
  if (!state || state->complete) return {};
  return fail(ErrorKind::retryable,
              fmt::format("{}: its data is being loaded, or an earlier load was interrupted",
                          connection.endpoint().service),
              "run `techmarket generate` again (it finishes the load), then the same command");
}

Status check_not_writing(db::mysql::Connection& connection) {
  TM_TRY(lock_database(connection));
  return rows::unlock_database(connection);
}

Status lock_database(db::mysql::Connection& connection) {
  return rows::lock_database(
      connection,
      fmt::format("another `techmarket generate` or `simulate` is writing this database (lock '{}')",
                  rows::lock_name(connection)));
}

bool is_same(const LoadState& state, const Parameters& parameters) {
  return state.seed == parameters.seed.value && state.orders == parameters.orders &&
         state.until == to_string(parameters.until) && state.uuid == to_string(parameters.uuid);
}

Status mark_loading(db::mysql::Connection& connection, const Parameters& parameters) {
  TM_TRY(connection.execute(fmt::format(R"(
    CREATE TABLE IF NOT EXISTS {} (
      id TINYINT NOT NULL PRIMARY KEY,
      state ENUM('loading', 'complete') NOT NULL,
      seed BIGINT UNSIGNED NOT NULL,
      orders BIGINT UNSIGNED NOT NULL,
      until_date DATE NOT NULL,
      uuid_version VARCHAR(2) NOT NULL,
      scale VARCHAR(32) NOT NULL,
      started_at DATETIME(6) NOT NULL,
      finished_at DATETIME NULL,
      digest CHAR(16) NULL
    ) COMMENT 'TechMarket: which data set is loaded here, and whether the load is complete')",
                                        kLoadTable)));
  // Таблиця, створена до того, як час став точним до мікросекунди: за ним ETL відрізняє світи.
  TM_TRY(
      connection.execute(fmt::format("ALTER TABLE {} MODIFY started_at DATETIME(6) NOT NULL", kLoadTable)));
  TM_TRY(connection.execute(
      fmt::format("REPLACE INTO {} (id, state, seed, orders, until_date, uuid_version, scale, "
                  "started_at) VALUES (1, 'loading', {}, {}, '{}', '{}', '{}', NOW(6))",
                  kLoadTable, parameters.seed.value, parameters.orders, to_string(parameters.until),
                  to_string(parameters.uuid), scale_text(parameters.orders))));
  // Таблиця лишається порожньою, а не зникає: simulate не мусить створювати її посеред чужої копії чи
  // читання.
  TM_TRY(create_simulation_table(connection));
  return connection.execute(fmt::format("DELETE FROM {}", kSimulationTable));
}

Status mark_complete(db::mysql::Connection& connection, const std::string& digest) {
  return connection.execute(
      fmt::format("UPDATE {} SET state = 'complete', finished_at = NOW(), digest = {} WHERE id = 1",
                  kLoadTable, connection.quote(digest)));
}

}  // namespace techmarket::world
