#pragma once
// Куди писати довільну схему: --to mysql://користувач@хост:порт/база, postgres://…, csv:DIR, sql:DIR, null.

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "db/endpoint.h"
#include "schema/schema.h"

namespace techmarket::datagen::generic {

/// Адреса бази. Пароль — лише зі змінної середовища MYSQL_PWD або PGPASSWORD: командний рядок бачать усі.
struct DatabaseTarget {
  schema::Dialect dialect = schema::Dialect::mysql;
  db::Endpoint endpoint;
};

/// Порожньо, якщо це не адреса бази; помилка usage, якщо адреса неправильна або містить пароль.
Result<std::optional<DatabaseTarget>> parse_target(std::string_view text);

}  // namespace techmarket::datagen::generic
