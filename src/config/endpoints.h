#pragma once
// Від опису сервісу — до адреси, за якою до нього під'єднуються.

#include <string_view>

#include "config/catalogue.h"
#include "db/endpoint.h"

namespace techmarket::config {

/// Адреса бази сервісу на цій машині. @param application як з'єднання назве себе серверу: «techmarket etl».
db::Endpoint endpoint_of(const Service& service, std::string_view application);

/// Будь-яка база, не лише з каталогу.
struct DatabaseAddress {
  schema::Dialect engine = schema::Dialect::mysql;
  db::Endpoint endpoint;
};

/// mysql://user@host:port/name, mariadb://…, postgres://… або postgresql://…; %XX розкодовується.
/// Пароль — з адреси або зі змінної середовища TECHMARKET_DATABASE_PASSWORD.
/// @return помилка usage, якщо чогось бракує; пароля в її тексті немає.
Result<DatabaseAddress> parse_database_url(std::string_view url, std::string_view application);

}  // namespace techmarket::config
