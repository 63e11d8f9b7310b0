#include "warehouse/journal.h"

#include <fmt/format.h>

#include "warehouse/select_list.h"

namespace techmarket::warehouse {
namespace {

// Пара чисел дорадчого замка: перше — «TM» у ASCII, друге — рід роботи.
constexpr int kLockClass = 0x544D, kLockEtl = 1;
constexpr std::string_view kLockNotAvailable = "55P03";

std::string or_null(db::postgres::Connection& warehouse, const std::optional<std::string>& text) {
  return text ? warehouse.quote(*text) : "NULL";
}

/// Хто тримає замок: процес сервера і те, як назвав себе клієнт («techmarket etl 4711» — номер його процесу).
Result<std::string> lock_holder(db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto rows, warehouse.query(fmt::format(R"(
    SELECT l.pid, coalesce(a.application_name, '')
    FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = {} AND l.objid = {}
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                                                         kLockClass, kLockEtl)));
  if (rows.empty()) return std::string("it has just finished");
  return fmt::format("server process {} ({})", rows[0][0].value_or("?"), rows[0][1].value_or("?"));
}

struct RunColumns {
  SelectList list = {};
  std::size_t run_id = list.add("run_id"), mode = list.add("mode"), status = list.add("status"),
              started_at = list.add("started_at"), finished_at = list.add("finished_at"),
              watermark = list.add("source_watermark"), world = list.add("world"),
              read = list.add("rows_read"), inserted = list.add("facts_inserted"),
              updated = list.add("facts_updated"), deleted = list.add("facts_deleted"),
              facts = list.add("facts_loaded"), dimension_rows_changed = list.add("dimension_rows_changed"),
              message = list.add("message");
};

/// @param rest умова й порядок
Result<std::vector<RunRecord>> read_runs(db::postgres::Connection& warehouse, std::string_view rest) {
  const RunColumns columns;
  TM_ASSIGN(const auto rows,
            warehouse.query(fmt::format("SELECT {} FROM etl.runs {}", columns.list.text(), rest)));
  std::vector<RunRecord> runs;
  for (const auto& row : rows) {
    const auto text = [&](std::size_t column) { return row[column].value_or(""); };
    const auto number = [&](std::size_t column) { return std::stoll(row[column].value_or("0")); };
    runs.push_back({.run_id = number(columns.run_id),
                    .mode = text(columns.mode),
                    .status = text(columns.status),
                    .started_at = text(columns.started_at),
                    .finished_at = row[columns.finished_at],
                    .watermark = row[columns.watermark],
                    .world = row[columns.world],
                    .read = number(columns.read),
                    .inserted = number(columns.inserted),
                    .updated = number(columns.updated),
                    .deleted = number(columns.deleted),
                    .facts = number(columns.facts),
                    .dimension_rows_changed = number(columns.dimension_rows_changed),
                    .message = row[columns.message]});
  }
  return runs;
}

}  // namespace

Status take_run_lock(db::postgres::Connection& warehouse) {
  const Status taken = warehouse.execute(
      fmt::format("SET lock_timeout = '3s'; SELECT pg_advisory_lock({}, {}); SET lock_timeout = 0",
                  kLockClass, kLockEtl));
  if (taken) return {};
  if (taken.error().sqlstate != kLockNotAvailable) return taken;
  TM_ASSIGN(const auto holder, lock_holder(warehouse));
  return fail(ErrorKind::retryable, fmt::format("another ETL run is going on: {} holds the lock", holder),
              "wait until it ends, then run the same command again");
}

Result<std::int64_t> begin_run(db::postgres::Connection& warehouse, std::string_view mode,
                               std::string_view started_at) {
  TM_TRY(
      warehouse.execute("UPDATE etl.runs SET status = 'interrupted', finished_at = clock_timestamp(), "
                        "message = 'the run ended without a word: killed, or its connection was lost' WHERE "
                        "status = 'running'"));
  return warehouse.query_int(
      fmt::format("INSERT INTO etl.runs (mode, status, started_at) VALUES ({}, 'running', {}::timestamptz) "
                  "RETURNING run_id",
                  warehouse.quote(mode), warehouse.quote(started_at)));
}

Status record_success(db::postgres::Connection& warehouse, const RunRecord& record) {
  TM_ASSIGN(const auto updated,
            warehouse.execute_counted(
                fmt::format("UPDATE etl.runs SET mode = {}, status = 'succeeded', finished_at = "
                            "clock_timestamp(), source_watermark = {}::timestamp, world = {}, rows_read "
                            "= {}, facts_inserted = {}, facts_updated = {}, facts_deleted = {}, "
                            "facts_loaded = {}, dimension_rows_changed = {} WHERE run_id = {}",
                            warehouse.quote(record.mode), or_null(warehouse, record.watermark),
                            or_null(warehouse, record.world), record.read, record.inserted, record.updated,
                            record.deleted, record.facts, record.dimension_rows_changed, record.run_id)));
  if (updated == 1) return {};
  return fail(ErrorKind::retryable,
              fmt::format("etl.runs lost the row of this run, run_id {}", record.run_id),
              "the run was rolled back; run the same command again");
}

Status record_failure(db::postgres::Connection& warehouse, std::int64_t run_id, std::string_view message) {
  return warehouse.execute(fmt::format(
      "UPDATE etl.runs SET status = 'failed', finished_at = clock_timestamp(), message = {} WHERE "
      "run_id = {} AND status = 'running'",
      warehouse.quote(message), run_id));
}

Result<std::vector<RunRecord>> recent_runs(db::postgres::Connection& warehouse, int limit) {
  return read_runs(warehouse, fmt::format("ORDER BY run_id DESC LIMIT {}", limit));
}

Result<std::optional<RunRecord>> last_success(db::postgres::Connection& warehouse) {
  TM_ASSIGN(auto runs, read_runs(warehouse, "WHERE status = 'succeeded' ORDER BY run_id DESC LIMIT 1"));
  return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
}

Result<std::optional<db::binlog::Checkpoint>> read_position(db::postgres::Connection& warehouse,
                                                            std::string_view service) {
  TM_ASSIGN(const auto rows,
            warehouse.query(fmt::format("SELECT position, identity FROM etl.positions WHERE service = {}",
                                        warehouse.quote(service))));
  if (rows.empty()) return std::nullopt;
  auto position = db::binlog::parse_log_position(rows[0][0].value_or(""));
  if (!position) return std::nullopt;
  return db::binlog::Checkpoint{.position = std::move(*position), .identity = rows[0][1].value_or("")};
}

Status record_position(db::postgres::Connection& warehouse, std::string_view service,
                       const std::optional<db::binlog::Checkpoint>& checkpoint, std::int64_t run_id) {
  if (!checkpoint)
    return warehouse.execute(
        fmt::format("DELETE FROM etl.positions WHERE service = {}", warehouse.quote(service)));
  return warehouse.execute(fmt::format(
      "INSERT INTO etl.positions (service, position, identity, run_id) VALUES ({}, {}, {}, {}) ON CONFLICT "
      "(service) DO UPDATE SET position = excluded.position, identity = excluded.identity, run_id = "
      "excluded.run_id",
      warehouse.quote(service), warehouse.quote(to_string(checkpoint->position)),
      warehouse.quote(checkpoint->identity), run_id));
}

}  // namespace techmarket::warehouse
