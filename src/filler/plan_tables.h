#pragma once
// План → таблиці, які вміють писати приймачі.

#include <vector>

#include "filler/fill_plan.h"
#include "rows/table_source.h"

namespace techmarket::filler {

/// Таблиці в порядку завантаження. План має жити довше.
/// service — схема таблиці, якщо вона не public; інакше порожньо.
std::vector<rows::TableSource> plan_tables(const Plan& plan, schema::Dialect dialect);

}  // namespace techmarket::filler
