#include "warehouse/audit.h"

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
              watermark = list.add("source_watermark"), facts = list.add("facts_loaded"),
              dimension_rows_changed = list.add("dimension_rows_changed"), message = list.add("message");
};

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

Status record_success(db::postgres::Connection& warehouse, const AuditRow& row) {
  return warehouse.execute(fmt::format(R"(
    INSERT INTO etl.runs (mode, status, started_at, finished_at, source_watermark, facts_loaded,
                          dimension_rows_changed, message)
    VALUES ({}, 'succeeded', now(), clock_timestamp(), {}::timestamp, {}, {}, NULL))",
                                       warehouse.quote(row.mode), or_null(warehouse, row.watermark),
                                       row.facts, row.dimension_rows_changed));
}

Status record_failure(db::postgres::Connection& warehouse, std::string_view mode, std::string_view started_at,
                      std::string_view message) {
  return warehouse.execute(fmt::format(R"(
    INSERT INTO etl.runs (mode, status, started_at, finished_at, message)
    VALUES ({}, 'failed', {}::timestamptz, clock_timestamp(), {}))",
                                       warehouse.quote(mode), warehouse.quote(started_at),
                                       warehouse.quote(message)));
}

Result<std::vector<AuditRow>> recent_runs(db::postgres::Connection& warehouse, int limit) {
  const RunColumns columns;
  TM_ASSIGN(const auto rows,
            warehouse.query(fmt::format("SELECT {} FROM etl.runs ORDER BY run_id DESC LIMIT {}",
                                        columns.list.text(), limit)));
  std::vector<AuditRow> runs;
  for (const auto& row : rows)
    runs.push_back({.run_id = std::stoll(row[columns.run_id].value_or("0")),
                    .mode = row[columns.mode].value_or(""),
                    .status = row[columns.status].value_or(""),
                    .started_at = row[columns.started_at].value_or(""),
                    .finished_at = row[columns.finished_at].value_or(""),
                    .watermark = row[columns.watermark],
                    .facts = std::stoll(row[columns.facts].value_or("0")),
                    .dimension_rows_changed = std::stoll(row[columns.dimension_rows_changed].value_or("0")),
                    .message = row[columns.message]});
  return runs;
}

}  // namespace techmarket::warehouse
