#pragma once
// Те, чим запуски програми кажуть один одному, що з базою MySQL: замок і таблиці-позначки.

#include <string>
#include <string_view>

#include "db/mysql/connection.h"

namespace techmarket::rows {

/// Як зветься замок бази: один на всі команди, що її пишуть.
std::string lock_name(const db::mysql::Connection& connection);

/// Бере замок бази на весь час з'єднання. Помилка retryable, якщо його тримає інший.
/// @param busy хто це може бути: «another `techmarket generate` is loading this database».
Status lock_database(db::mysql::Connection& connection, std::string_view busy);

/// Відпускає його раніше, ніж зникне з'єднання.
Status unlock_database(db::mysql::Connection& connection);

/// Чи є в базі таблиця-позначка.
Result<bool> has_table(db::mysql::Connection& connection, std::string_view name);

}  // namespace techmarket::rows
