#pragma once
// Стовпці наявної таблиці PostgreSQL: вилучити, змінити, додати.

#include <string_view>
#include <vector>

#include "migrate/steps.h"

namespace techmarket::migrate {

std::vector<Step> postgres_columns(const TableDelta& delta, const PlanInput& input, const Clauses& clauses);

/// Доки сервер проходить усю таблицю, вона зайнята.
Hazard scans(std::string_view what);

}  // namespace techmarket::migrate
