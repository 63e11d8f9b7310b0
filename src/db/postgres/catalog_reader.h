#pragma once
// Живий каталог PostgreSQL 15+ → модель схеми, як її записали б у DBML.

#include "base/error.h"
#include "db/postgres/connection.h"
#include "schema/schema.h"

namespace techmarket::db::postgres {

/// Таблиці всіх схем, крім системних, таблиць розширень і власних службових (_techmarket…): стовпці, ключі,
/// індекси, перевірки, переліки, зв'язки, примітки. Про те, чого DBML не вміє (часткові індекси, обчислювані
/// стовпці), попереджає журнал.
/// @param left_out куди дописати те, чого DBML не вміє записати.
Result<schema::Database> read_catalog(Connection& connection, std::vector<std::string>* left_out = nullptr);

}  // namespace techmarket::db::postgres
