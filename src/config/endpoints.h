#pragma once
// Від опису сервісу — до адреси, за якою до нього під'єднуються.

#include <string>
#include <string_view>

#include "config/catalogue.h"
#include "db/endpoint.h"

namespace techmarket::config {

/// Адреса бази сервісу. @param application як з'єднання назве себе серверу: «techmarket etl».
db::Endpoint endpoint_of(const Service& service, std::string_view application);

/// Будь-яка база, не лише з каталогу.
struct DatabaseAddress {
  schema::Dialect dialect = schema::Dialect::mysql;
  db::Endpoint endpoint;
};

/// Частина адреси (користувач, пароль): «@», «:», «/», «%» у ній мають інший зміст, тож стають %XX.
std::string percent_encoded(std::string_view text);

/// Чи це адреса бази: mysql://, mariadb://, postgres:// або postgresql://.
bool is_database_url(std::string_view text);

/// mysql://user@host:port/name; хост і порт можна не писати, %XX розкодовується. Пароль — лише зі змінної
/// TECHMARKET_DATABASE_PASSWORD, а без неї — зі звичної для сервера MYSQL_PWD чи PGPASSWORD: командний рядок
/// бачать усі.
/// @return помилка usage, якщо чогось бракує або в адресі є пароль; пароля в її тексті немає.
Result<DatabaseAddress> parse_database_url(std::string_view url, std::string_view application);

}  // namespace techmarket::config
