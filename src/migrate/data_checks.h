#pragma once
// Чого план вимагає від даних. Запити говорять старими іменами: вони йдуть до першого кроку.

#include <vector>

#include "migrate/clauses.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

std::vector<DataCheck> find_data_checks(const PlanInput& input, const Clauses& clauses);

}  // namespace techmarket::migrate
