#include "rows/postgres_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace techmarket::rows {
namespace {

constexpr std::string_view kParts = "public._techmarket_load_part", kKeys = "public._techmarket_load_key";
/// Номер дорадчого замка: «tech» у ASCII.
constexpr int kLock = 0x74656368;

}  // namespace

Status PostgresParts::lock() {
  return connection_.execute(fmt::format("SELECT pg_advisory_xact_lock({})", kLock));
}

Result<bool> PostgresParts::unfinished() {
  TM_ASSIGN(const std::int64_t found,
            connection_.query_int(fmt::format("SELECT (to_regclass('{}') IS NOT NULL)::int", kParts)));
  return found != 0;
}

Result<bool> PostgresParts::joins() {
  TM_ASSIGN(const bool begun, unfinished());
  if (!begun) return false;
  TM_ASSIGN(const std::int64_t same,
            connection_.query_int(
                fmt::format("SELECT count(*) FROM {} WHERE shard = 0 AND rows = {} AND table_name = '{}'",
                            kParts, shard_.count, data_)));
  return same != 0;
}

Status PostgresParts::start(std::span<const std::string> tables) {
  TM_TRY(connection_.execute(fmt::format(
      "CREATE TABLE {0} (shard int, table_name text, rows bigint, PRIMARY KEY (shard, table_name));"
      "COMMENT ON TABLE {0} IS 'TechMarket: an unfinished load; shard 0 keeps the number of shares';"
      "CREATE TABLE {1} (place text, name text, definition text);"
      "COMMENT ON TABLE {1} IS 'TechMarket: foreign keys that the last share puts back';"
      "INSERT INTO {0} VALUES (0, '{2}', {3})",
      kParts, kKeys, data_, shard_.count)));
  std::vector<std::string> quoted;
  for (const std::string& table : tables) quoted.push_back(connection_.quote(table) + "::regclass");
  TM_ASSIGN(
      const db::Rows keys,
      connection_.query(fmt::format(
          "INSERT INTO {} SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
          "FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid IN ({}) "
          "RETURNING place, name",
          kKeys, fmt::join(quoted, ", "))));
  for (const auto& key : keys)
    TM_TRY(connection_.execute(
        fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", key[0].value_or(""), key[1].value_or(""))));
  return {};
}

Status PostgresParts::finish() {
  TM_ASSIGN(const db::Rows keys,
            connection_.query(fmt::format("SELECT place, name, definition FROM {}", kKeys)));
  for (const auto& key : keys)
    TM_TRY(connection_.execute(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", key[0].value_or(""),
                                           key[1].value_or(""), key[2].value_or(""))));
  return connection_.execute(fmt::format("DROP TABLE {}, {}", kParts, kKeys));
}

Result<bool> PostgresParts::is_loaded(std::string_view table) {
  TM_ASSIGN(const std::int64_t found,
            connection_.query_int(fmt::format("SELECT count(*) FROM {} WHERE shard = {} AND table_name = {}",
                                              kParts, shard_.number, connection_.quote(table))));
  return found != 0;
}

Status PostgresParts::mark(std::string_view table, std::uint64_t rows) {
  return connection_.execute(fmt::format("INSERT INTO {} VALUES ({}, {}, {})", kParts, shard_.number,
                                         connection_.quote(table), rows));
}

Result<bool> PostgresParts::all_loaded(std::size_t count) {
  TM_ASSIGN(const std::int64_t found,
            connection_.query_int(fmt::format("SELECT count(*) FROM {} WHERE shard > 0", kParts)));
  return static_cast<std::uint64_t>(found) == count * shard_.count;
}

Result<std::map<std::string, std::uint64_t>> PostgresParts::rows() {
  TM_ASSIGN(const db::Rows parts,
            connection_.query(fmt::format(
                "SELECT table_name, sum(rows)::bigint FROM {} WHERE shard > 0 GROUP BY table_name", kParts)));
  std::map<std::string, std::uint64_t> rows;
  for (const auto& part : parts) rows[part[0].value_or("")] = std::stoull(part[1].value_or("0"));
  return rows;
}

Status PostgresParts::forget() {
  return connection_.execute(fmt::format("DELETE FROM {} WHERE shard > 0", kParts));
}

}  // namespace techmarket::rows
