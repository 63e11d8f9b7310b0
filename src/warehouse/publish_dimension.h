#pragma once
// Виконання плану виміру (plan_dimension.h) у транзакції запуску. Рядок змінюється, лише коли є що змінити.

#include "db/postgres/connection.h"
#include "warehouse/plan_dimension.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {

/// Обмеження, яких DBML не каже: версії одного члена не перетинаються. Ставить їх, якщо ще немає; рядкам,
/// записаним до появи історії, дає сталий ключ. Поза транзакцією запуску.
Status ensure_history(db::postgres::Connection& warehouse);

/// @param moment час запуску, мітка SQL: ним позначаються змінені рядки
/// Відмова retryable, якщо у вимірі виявилося не те, що заплановано.
Status publish_dimension(const Dimension& dimension, std::string_view moment, const DimensionReport& planned,
                         db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
