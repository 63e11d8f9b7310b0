#pragma once
// Діалект, який називає сам файл: Project { database_type: 'MySQL' }.

#include <optional>

#include "schema/schema.h"

namespace techmarket::schema {

/// MySQL і MariaDB — mysql, PostgreSQL — postgres, без регістру й номера версії; порожньо, якщо файл не каже
/// або називає інший сервер.
std::optional<Dialect> declared_dialect(const Database& database);

}  // namespace techmarket::schema
