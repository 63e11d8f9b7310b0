#pragma once
// Чого план вимагає від даних. Запити говорять старими іменами: вони йдуть до першого кроку.

#include <vector>

#include "ddl/migration/clauses.h"
#include "ddl/migration/input.h"
#include "ddl/migration/plan.h"

namespace techmarket::ddl {

std::vector<DataCheck> find_data_checks(const PlanInput& input, const Clauses& clauses);

}  // namespace techmarket::ddl
