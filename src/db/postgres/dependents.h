#pragma once
// Подання, тригери, правила, політики, обчислювані стовпці й функції PostgreSQL: що з них стоїть на стовпцях
// таблиць і як його прибрати й повернути таким самим.

#include <vector>

#include "base/error.h"
#include "db/catalog.h"
#include "db/postgres/connection.h"

namespace techmarket::db::postgres {

/// Імена сервер пише за search_path з'єднання, тож і виконувати ці тексти треба в ньому самому.
Result<std::vector<Dependent>> read_dependents(Connection& connection);

}  // namespace techmarket::db::postgres
