#include "rows/load_parts.h"

#include <fmt/format.h>

#include "db/deadlock.h"
#include "rows/mysql_loader.h"
#include "rows/mysql_marks.h"

namespace techmarket::rows {
namespace {

Result<bool> part_is_loaded(db::mysql::Connection& connection, Shard shard, std::string_view table) {
  TM_ASSIGN(const std::int64_t found,
            connection.query_int(fmt::format("SELECT COUNT(*) FROM {} WHERE shard = {} AND table_name = {}",
                                             kPartsTable, shard.number, connection.quote(table))));
  return found != 0;
}

/// У транзакції, що завантажила частку таблиці.
Status mark_part(db::mysql::Connection& connection, Shard shard, std::string_view table,
                 const TableFeed& feed) {
  return connection.execute(fmt::format("INSERT INTO {} VALUES ({}, {}, {}, {})", kPartsTable, shard.number,
                                        connection.quote(table), feed.rows(), feed.digest()));
}

}  // namespace

Result<bool> has_parts(db::mysql::Connection& connection, Shard shard, std::uint64_t data) {
  TM_ASSIGN(const bool any, has_table(connection, kPartsTable));
  if (!any) return false;
  // Рядок частки 0 каже, на скільки часток і що саме поділено.
  TM_ASSIGN(const std::int64_t same,
            connection.query_int(
                fmt::format("SELECT COUNT(*) FROM {} WHERE shard = 0 AND row_count = {} AND digest = {}",
                            kPartsTable, shard.count, data)));
  return same != 0;
}

Status reset_parts(db::mysql::Connection& connection, Shard shard, std::uint64_t data) {
  TM_TRY(connection.execute(fmt::format("DROP TABLE IF EXISTS {}", kPartsTable)));
  if (shard.whole()) return {};
  TM_TRY(connection.execute(fmt::format(R"(
    CREATE TABLE {} (
      shard INT UNSIGNED NOT NULL,
      table_name VARCHAR(129) NOT NULL,
      row_count BIGINT UNSIGNED NOT NULL,
      digest BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (shard, table_name)
    ) COMMENT 'TechMarket: which parts of the data set are loaded; shard 0 keeps their number')",
                                        kPartsTable)));
  return connection.execute(
      fmt::format("INSERT INTO {} VALUES (0, '', {}, {})", kPartsTable, shard.count, data));
}

Status load_part(db::mysql::Connection& connection, const TableSource& table, TableFeed& feed, Shard shard,
                 bool local_infile) {
  const std::string name = part_name(table);
  const auto load = [&] {
    return local_infile ? load_table(connection, table, feed) : insert_table(connection, table, feed);
  };
  if (shard.whole() && local_infile) return load();
  if (!shard.whole()) {
    TM_ASSIGN(const bool loaded, part_is_loaded(connection, shard, name));
    if (loaded) return feed.drain();
  }
  const auto transaction = [&]() -> Status {
    TM_TRY(connection.execute("START TRANSACTION"));
    TM_TRY(load());
    if (!shard.whole()) TM_TRY(mark_part(connection, shard, name, feed));
    return connection.execute("COMMIT");
  };
  return db::retry_deadlocks(transaction, [&]() -> Status {
    TM_TRY(connection.execute("ROLLBACK"));
    feed.restart();
    return {};
  });
}

Result<LoadedParts> loaded_parts(db::mysql::Connection& connection) {
  TM_ASSIGN(const db::Rows rows,
            connection.query(
                fmt::format("SELECT table_name, row_count, digest FROM {} WHERE shard > 0", kPartsTable)));
  LoadedParts parts;
  for (const auto& row : rows) {
    LoadedPart& part = parts[row[0].value_or("")];
    ++part.parts;
    part.rows += std::stoull(row[1].value_or("0"));
    part.digest += std::stoull(row[2].value_or("0"));  // за модулем 2^64, як і сам відбиток
  }
  return parts;
}

}  // namespace techmarket::rows
