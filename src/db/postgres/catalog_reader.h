#pragma once
// Живий каталог PostgreSQL 15+ → модель схеми, як її записали б у DBML, і справжні імена.

#include "base/error.h"
#include "db/catalog.h"
#include "db/postgres/connection.h"

namespace techmarket::db::postgres {

/// Таблиці всіх схем, крім системних, таблиць розширень і власних службових (_techmarket…): стовпці, ключі,
/// індекси, перевірки, переліки, зв'язки, примітки. Про те, чого DBML не вміє (часткові індекси, обчислювані
/// стовпці), попереджає журнал.
Result<Catalog> read_catalog(Connection& connection);

}  // namespace techmarket::db::postgres
