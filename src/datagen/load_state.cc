#include "datagen/load_state.h"

#include <fmt/format.h>

namespace techmarket::datagen {

Result<std::optional<LoadState>> read_load_state(db::mysql::Connection& connection) {
  TM_ASSIGN(const std::int64_t tables,
            connection.query_int(fmt::format("SELECT COUNT(*) FROM information_schema.TABLES "
                                             "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{}'",
                                             kLoadTable)));
  if (tables == 0) return std::nullopt;
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
      started_at DATETIME NOT NULL,
      finished_at DATETIME NULL,
      digest CHAR(16) NULL
    ) COMMENT 'TechMarket: which data set is loaded here, and whether the load is complete')",
                                        kLoadTable)));
  return connection.execute(
      fmt::format("REPLACE INTO {} (id, state, seed, orders, until_date, uuid_version, scale, "
                  "started_at) VALUES (1, 'loading', {}, {}, '{}', '{}', '{}', NOW())",
                  kLoadTable, parameters.seed.value, parameters.orders, to_string(parameters.until),
                  to_string(parameters.uuid), scale_text(parameters.orders)));
}

Status mark_complete(db::mysql::Connection& connection, const std::string& digest) {
  return connection.execute(
      fmt::format("UPDATE {} SET state = 'complete', finished_at = NOW(), digest = {} WHERE id = 1",
                  kLoadTable, connection.quote(digest)));
}

}  // namespace techmarket::datagen
