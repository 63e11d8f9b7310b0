#pragma once
// Сервіс-джерело: з'єднання зі знімком даних, на якому тримається весь запуск.

#include "config/catalogue.h"
#include "db/mysql/connection.h"

namespace techmarket::warehouse {

/// З'єднання з транзакцією READ ONLY, що бачить один незмінний знімок.
/// Відмова retryable, якщо сервіс ще завантажується (таблиця _techmarket_load каже loading).
Result<db::mysql::Connection> open_source(const config::Service& service);

/// Ще раз перевіряє _techmarket_load новим з'єднанням: генератор міг почати заміну даних, доки їх читали.
Status check_not_loading(const config::Service& service);

}  // namespace techmarket::warehouse
