#pragma once
// Лічба після завантаження. «OK» сервера — ще не рядки в таблиці: коли диск заповнюється вже під час
// фіксації, MariaDB відповідає на LOAD DATA (й на COMMIT) успіхом, називає всі рядки прийнятими і лишає
// таблицю порожньою (гуртова вставка за unique_checks = 0). Тому кожну таблицю сервер рахує наново, перш ніж
// хтось назве завантаження завершеним.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "rows/table_report.h"

namespace techmarket::rows {

/// Скільки рядків у таблиці справді є: лічить самі рядки, а не записи найменшого індексу.
/// @param table ім'я в лапках
Result<std::uint64_t> count_stored(db::mysql::Connection& connection, const std::string& table);

/// «orders-db: table 'orders': sent 10 rows, the server holds 0»; порожньо, якщо збіглося.
/// @param place служба чи база
std::optional<std::string> row_difference(std::string_view place, std::string_view table, std::uint64_t sent,
                                          std::uint64_t found);

/// Помилка retryable, що називає кожну таблицю; порожній перелік — успіх.
/// @param remedy як повторити: та сама команда чи всі частки
Status recounted(std::span<const std::string> differences,
                 std::string_view remedy = "run the same command again");

}  // namespace techmarket::rows
