#pragma once
// Той самий набір рядків з обох боків: проміжок ключів за проміжком порівнюються кількість і сума відбитків,
// які рахують самі сервери; рядки читаються лише там, де вони різні.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "ops/cursor.h"
#include "ops/findings.h"

namespace techmarket::ops {

/// Один бік.
struct SideSql {
  std::string key;   ///< UUID: «i.id»
  std::string from;  ///< «order_items i JOIN orders o ON …»
  std::string where = "TRUE";
};

struct ComparedValue {
  std::string_view name;
  std::string source, warehouse;  ///< вирази, що друкуються однаково з обох боків
  bool unknown_when_null = false;  ///< джерело без значення не каже, яким воно має бути
};

struct Comparison {
  std::string name;  ///< ім'я перевірки
  SideSql source, warehouse;
  std::string source_keys;  ///< таблиця самих ключів джерела: з'єднання, щоб поділити їх, не потрібне
  std::vector<ComparedValue> values;
  /// Чи різниця цього рядка законна: сховище ще не бачило зміни. Поля — ключ і значення; бік, де рядка немає,
  /// — nullptr.
  std::function<bool(const Row* source, const Row* warehouse)> is_pending;
};

/// З'єднання, чиї транзакції тримають знімки обох боків.
struct Snapshots {
  db::mysql::Connection& source;
  db::postgres::Connection& warehouse;
};

/// @param rows_per_range скільки рядків джерела в проміжку; стільки ж щонайбільше стоїть у пам'яті
Result<CheckResult> compare_ranges(const Comparison& comparison, const Snapshots& snapshots,
                                   std::int64_t rows_per_range);

}  // namespace techmarket::ops
