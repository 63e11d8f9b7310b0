#pragma once
// Узгоджений знімок бази, що знає своє місце у двійковому журналі: усе, що в журналі до нього, у знімку
// видно, і нічого з того, що після.

#include <chrono>
#include <optional>
#include <string>

#include "base/error.h"
#include "db/binlog/position.h"
#include "db/mysql/connection.h"

namespace techmarket::db::binlog {

struct Snapshot {
  std::optional<LogPosition> position;  ///< порожньо — журнал вимкнено
  std::string gtid;  ///< як його друкує сервер; порожньо, якщо GTID немає. Лише для людини
};

/// Починає на цьому з'єднанні транзакцію REPEATABLE READ, READ ONLY; скінчити її — COMMIT того, хто кликав.
///
/// MariaDB: Binlog_snapshot_file і Binlog_snapshot_position усередині транзакції, без замків. MySQL: коротке
/// FLUSH TABLES WITH READ LOCK довкола початку транзакції (потрібне право FLUSH_TABLES або RELOAD): позиція,
/// прочитана без нього, могла б охопити транзакцію, яка вже в журналі, але якої знімок ще не бачить. Без
/// журналу замка немає.
///
/// @param lock_wait MySQL: скільки всього домагатися замка. Одна спроба триває щонайбільше секунду, і лише
/// стільки нові записи чекають на нас.
///
/// Помилки: retryable — замка не дочекалися або сервер не відповідає; configuration — бракує права. Ctrl-C
/// рве очікування (interrupted), з'єднання тоді мертве.
Result<Snapshot> open_snapshot(mysql::Connection& connection,
                               std::chrono::seconds lock_wait = std::chrono::seconds(15));

}  // namespace techmarket::db::binlog
