#pragma once
// Джерело, з якого все стерто, не відрізнити від порожнього магазину за самими рядками. Перш ніж повторити
// порожнечу в сховищі, запуск питає людину: --allow-deletes.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::warehouse {

/// Нічого не пише. @return check_failed, якщо generate завантажив сюди замовлення, а таблиці порожні, або
/// якщо сховище має факти, а джерело не дає жодного; помилка називає таблиці.
Status check_not_emptied(db::mysql::Connection& orders, db::mysql::Connection& catalog,
                         db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
