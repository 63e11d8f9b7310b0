#pragma once
// Що зміниться у вимірі: рядки джерела проти рядків сховища. План лежить у тимчасовій таблиці й нічого не
// пише; виконує його publish_dimension.h. Тому запуск спершу читає і рахує скільки треба, а транзакція, що
// змінює сховище, коротка.

#include <vector>

#include "base/uuid.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/quality.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {

struct DimensionReport {
  std::string table;
  std::int64_t inserted = 0;  ///< нові члени
  std::int64_t versions = 0;  ///< нові версії відомих членів
  std::int64_t updated = 0;   ///< члени, чиї значення переписано на місці
  std::int64_t deleted = 0;   ///< члени, яких у джерелі вже немає
  std::int64_t rows = 0;      ///< усього рядків у вимірі після запуску

  std::int64_t changed() const { return inserted + versions + updated + deleted; }
};

/// Рядки, яких торкнеться запуск: id, key, old_key, change, valid_from і стовпці виміру під їхніми іменами.
/// change: new — новий член; version — нова версія; overwrite — переписати на місці; gone — зник із джерела.
std::string plan_table(const Dimension& dimension);

/// Читає джерело (stage.h) і складає план. Порушення йдуть у quality; тоді плану немає, а звіт порожній.
/// Сурогатні ключі рахуються, а не беруться з послідовності: після вбитого запуску вони ті самі.
/// @param moment час запуску, мітка SQL ('2026-11-30 12:00:00'): межа нових версій
/// @param only читати й порівнювати лише ці члени; nullptr — усі
Result<DimensionReport> plan_dimension(const Dimension& dimension, std::string_view moment,
                                       const std::vector<Uuid>* only, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse, Quality& quality);

}  // namespace techmarket::warehouse
