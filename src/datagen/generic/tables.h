#pragma once
// План → таблиці, які вміють писати приймачі.

#include <vector>

#include "datagen/generic/plan.h"
#include "datagen/table_source.h"

namespace techmarket::datagen::generic {

/// Таблиці в порядку завантаження. План має жити довше.
/// service — схема таблиці, якщо вона не public; інакше порожньо.
std::vector<TableSource> plan_tables(const Plan& plan, schema::Dialect dialect);

}  // namespace techmarket::datagen::generic
