#pragma once
// Факти у сховище. Порожнє наповнюється одразу; непорожнє змінюється лише там, де є різниця: читачі не
// чекають, а давній знімок лишається цілим.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/changes.h"
#include "warehouse/keys.h"
#include "warehouse/options.h"
#include "warehouse/quality.h"

namespace techmarket::warehouse {

/// Ключі фактів, яких торкнулася зміна: тимчасова таблиця (id), яку наповнює plan_changed_facts().
inline constexpr std::string_view kFactScope = "scope_fact_sales";

struct FactReport {
  std::int64_t read = 0;  ///< рядків замовлень прочитано
  std::int64_t inserted = 0, updated = 0, deleted = 0;
  std::int64_t facts = 0;  ///< скільки фактів у сховищі після запуску

  bool whole = true;  ///< порівняно все; false — лише змінене, а facts пораховано від попереднього запуску

  bool changed() const { return inserted + updated + deleted > 0; }
};

/// Наповнює fact_sales, у якій немає жодного рядка. Усе в транзакції запуску: індекси й ключі знімаються і
/// відбудовуються.
/// @param emptied таблицю спорожнила ця ж транзакція (DELETE): TRUNCATE забрав би рядки й у того, хто
/// дивиться на них зі свого знімка
Result<FactReport> load_first_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                                    db::postgres::Connection& warehouse, Quality& quality,
                                    const Options& options, bool emptied);

/// Читає факти знімка в тимчасову таблицю і знаходить, чим вони різняться від fact_sales. Нічого не змінює.
/// Порушення йдуть у quality; тоді звіт порожній.
Result<FactReport> plan_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                              db::postgres::Connection& warehouse, Quality& quality, const Options& options);

/// Те саме, але лише для ключів, які назвав журнал.
/// @param before скільки фактів залишив попередній запуск
Result<FactReport> plan_changed_facts(const DimensionKeys& keys, const ChangedKeys& changed,
                                      std::int64_t before, db::mysql::Connection& orders,
                                      db::postgres::Connection& warehouse, Quality& quality);

/// Виконує план у транзакції запуску. Відмова retryable, якщо сховище має не те, що заплановано.
Status publish_facts(const FactReport& planned, db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
