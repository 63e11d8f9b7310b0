#pragma once
// Сервіс-джерело: з'єднання зі знімком даних, на якому тримається весь запуск.

#include <optional>

#include "config/catalogue.h"
#include "db/binlog/position.h"
#include "db/mysql/connection.h"

namespace techmarket::warehouse {

struct Source {
  db::mysql::Connection connection;  ///< у транзакції READ ONLY, що бачить один незмінний знімок
  std::optional<db::binlog::LogPosition> position = {};  ///< його місце в журналі; порожньо — журналу немає
};

/// Відмова retryable, якщо сервіс ще завантажується (таблиця _techmarket_load каже loading).
/// @param with_position шукати місце знімка в журналі: на MySQL це коротко спиняє записи
Result<Source> open_source(const config::Service& service, bool with_position);

/// Ще раз перевіряє _techmarket_load новим з'єднанням: генератор міг почати заміну даних, доки їх читали.
Status check_not_loading(const config::Service& service);

}  // namespace techmarket::warehouse
