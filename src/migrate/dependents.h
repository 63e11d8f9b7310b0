#pragma once
// Подання, тригери, функції, яких DBML не описує, але які вживають те, що змінюється: план їх називає, а де
// рушій уміє — прибирає на час зміни й повертає такими самими.

#include <string>
#include <vector>

#include "base/error.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

struct DependentsPlan {
  std::vector<Step> before, after;  ///< PostgreSQL: прибрати й повернути
  std::vector<std::string> named;
};

/// @return bad_input, якщо зміна неможлива, доки об'єкт на місці, а повернути його програма не зможе.
Result<DependentsPlan> plan_dependents(const PlanInput& input);

}  // namespace techmarket::migrate
