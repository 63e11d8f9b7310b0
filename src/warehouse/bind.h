#pragma once
// Прив'язка ETL: усі імена, яких торкнеться запуск, проти DBML і живих баз.

#include <vector>

#include "config/catalogue.h"
#include "db/binding.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::warehouse {

/// Дописує в problems розбіжності одного сервісу. Помилка — лише якщо DBML або каталог бази не прочитати.
Status check_service(const config::Catalogue& catalogue, const config::Service& service,
                     db::mysql::Connection& connection, std::vector<Diagnostic>& problems);
Status check_service(const config::Catalogue& catalogue, const config::Service& service,
                     db::postgres::Connection& connection, std::vector<Diagnostic>& problems);

}  // namespace techmarket::warehouse
