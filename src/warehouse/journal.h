#pragma once
// Журнал запусків etl.runs і замок, що не дає двом запускам іти одночасно.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/binlog/position.h"
#include "db/postgres/connection.h"

namespace techmarket::warehouse {

/// Рядок etl.runs. Часи — як їх друкує сервер.
struct RunRecord {
  std::int64_t run_id = 0;
  std::string mode = {}, status = {};
  std::string started_at = {};
  std::optional<std::string> finished_at = {};
  std::optional<std::string> watermark = {};
  std::optional<std::string> world = {};  ///< відбиток світу generate; порожньо, якщо джерела наповнив не він
  std::int64_t read = 0, inserted = 0, updated = 0, deleted = 0;
  std::int64_t facts = 0;
  std::int64_t dimension_rows_changed = 0;
  std::optional<std::string> message = {};
};

/// Бере дорадчий замок сеансу. Якщо його тримає інший живий запуск — retryable з номером процесу, що тримає.
/// Коротке очікування потрібне лише для того, щоб сервер помітив смерть убитого попередника.
Status take_run_lock(db::postgres::Connection& warehouse);

/// Записує початок запуску (running), видимий одразу. Незавершені рядки попередників стають interrupted:
/// їхній замок у нас, отже, їх уже немає.
/// @param started_at мітка SQL із поясом
/// @return run_id
Result<std::int64_t> begin_run(db::postgres::Connection& warehouse, std::string_view mode,
                               std::string_view started_at);

/// Завершує рядок record.run_id у поточній транзакції: він стане видимим разом із даними.
Status record_success(db::postgres::Connection& warehouse, const RunRecord& record);

/// Записує невдачу окремою транзакцією.
Status record_failure(db::postgres::Connection& warehouse, std::int64_t run_id, std::string_view message);

/// Останні запуски, найновіший першим.
Result<std::vector<RunRecord>> recent_runs(db::postgres::Connection& warehouse, int limit);

/// Останній вдалий запуск; порожньо, якщо такого не було.
Result<std::optional<RunRecord>> last_success(db::postgres::Connection& warehouse);

/// Доки прочитано журнал служби; порожньо — його ще не читали.
Result<std::optional<db::binlog::Checkpoint>> read_position(db::postgres::Connection& warehouse,
                                                            std::string_view service);

/// Записує в поточній транзакції, звідки читати далі; порожнє забуває попереднє.
Status record_position(db::postgres::Connection& warehouse, std::string_view service,
                       const std::optional<db::binlog::Checkpoint>& checkpoint, std::int64_t run_id);

}  // namespace techmarket::warehouse
