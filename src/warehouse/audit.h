#pragma once
// Журнал запусків etl.runs і замок, що не дає двом запускам іти одночасно.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/postgres/connection.h"

namespace techmarket::warehouse {

struct AuditRow {
  std::int64_t run_id = 0;
  std::string mode = {}, status = {};
  std::string started_at = {}, finished_at = {};
  std::optional<std::string> watermark = {};
  std::int64_t facts = 0;
  std::int64_t dimension_rows_changed = 0;
  std::optional<std::string> message = {};
};

/// Бере дорадчий замок сеансу. Якщо його тримає інший живий запуск — retryable з номером процесу, що тримає.
/// Коротке очікування потрібне лише для того, щоб сервер помітив смерть убитого попередника.
Status take_run_lock(db::postgres::Connection& warehouse);

/// Записує рядок журналу в поточну транзакцію. started_at — початок цієї транзакції.
Status record_success(db::postgres::Connection& warehouse, const AuditRow& row);

/// Записує невдачу окремою транзакцією. @param started_at час початку запуску, як його повернув сервер.
Status record_failure(db::postgres::Connection& warehouse, std::string_view mode, std::string_view started_at,
                      std::string_view message);

/// Останні запуски, найновіший першим.
Result<std::vector<AuditRow>> recent_runs(db::postgres::Connection& warehouse, int limit);

}  // namespace techmarket::warehouse
