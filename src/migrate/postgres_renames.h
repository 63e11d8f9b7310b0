#pragma once
// Перейменування в PostgreSQL: таблиці, переліки, стовпці, члени переліків — і автоматичні імена, складені з
// них.

#include <string>
#include <vector>

#include "migrate/clauses.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

/// Усе, що йде перед іншими змінами.
std::vector<Step> postgres_renames(const PlanInput& input, const Clauses& clauses);

/// @param shown як назвати індекс людині: «orders.idx_code».
Step rename_postgres_index(const Clauses& clauses, const std::string& schema, const std::string& from,
                           const std::string& to, const std::string& shown);
/// @param shown «check orders.paid», «foreign key orders (user_id) > users (id)».
Step rename_postgres_constraint(const Clauses& clauses, const schema::QualifiedName& table,
                                const std::string& from, const std::string& to, const std::string& shown);

}  // namespace techmarket::migrate
