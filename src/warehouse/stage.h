#pragma once
// Тимчасова таблиця виміру: рядки джерела під іменами його стовпців і три стовпці завантаження. Підкреслення
// відрізняє їх від чужих: _id — природний ключ, _key — сурогатний, _level — глибина в дереві. Живе до кінця
// сеансу: джерела читаються до транзакції, яка змінює сховище.

#include <vector>

#include "base/uuid.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/quality.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {

/// «stage_dim_customer»
std::string stage_table(const Dimension& dimension);

/// «scope_dim_customer»: ключі, якими обмежено запуск; є лише тоді, коли вимір читається частково.
std::string scope_table(const Dimension& dimension);

/// Створює тимчасову таблицю і наповнює її з джерела. Порушення йдуть у quality.
/// @param table ім'я таблиці джерела для повідомлень
/// @param only лише ці члени; nullptr — усі
/// @return скільки рядків прочитано
Result<std::int64_t> fill_stage(const Dimension& dimension, std::string_view table,
                                const std::vector<Uuid>* only, db::mysql::Connection& source,
                                db::postgres::Connection& warehouse, Quality& quality);

}  // namespace techmarket::warehouse
