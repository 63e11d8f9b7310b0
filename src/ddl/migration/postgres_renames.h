#pragma once
// Перейменування в PostgreSQL: таблиці, переліки, стовпці, члени переліків — і автоматичні імена, складені з
// них.

#include <string>
#include <vector>

#include "ddl/migration/clauses.h"
#include "ddl/migration/input.h"
#include "ddl/migration/plan.h"

namespace techmarket::ddl {

/// Усе, що йде перед іншими змінами.
std::vector<Step> postgres_renames(const PlanInput& input, const Clauses& clauses);

/// @param shown як назвати індекс людині: «orders.idx_code».
Step rename_postgres_index(const Clauses& clauses, const std::string& schema, const std::string& from,
                           const std::string& to, const std::string& shown);
/// @param shown «check orders.paid», «foreign key orders (user_id) > users (id)».
Step rename_postgres_constraint(const Clauses& clauses, const schema::QualifiedName& table,
                                const std::string& from, const std::string& to, const std::string& shown);

}  // namespace techmarket::ddl
