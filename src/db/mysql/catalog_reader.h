#pragma once
// Живий каталог MySQL 8.4+ або MariaDB 10.11+ → модель схеми, як її записали б у DBML, і справжні імена.

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/catalog.h"
#include "db/mysql/connection.h"
#include "schema/schema.h"

namespace techmarket::db::mysql {

/// Таблиці бази, до якої під'єднано (вона стає схемою public), крім службових (_techmarket…): стовпці, ключі,
/// індекси, перевірки, зв'язки, примітки. ENUM стовпця стає переліком «таблиця_стовпець».
/// @param schemas інші бази того самого сервера: схема DBML у MySQL — це база.
Result<Catalog> read_catalog(Connection& connection, std::span<const std::string> schemas = {});

/// Бази, які DBML називає схемами, крім тієї, до якої під'єднано.
std::vector<std::string> other_databases(const schema::Database& database);

}  // namespace techmarket::db::mysql
