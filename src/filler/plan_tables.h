#pragma once
// План → таблиці, які вміють писати приймачі, і база, в яку вони йдуть.

#include <vector>

#include "filler/fill_plan.h"
#include "rows/database_sink.h"
#include "rows/table_source.h"

namespace techmarket::filler {

/// Таблиці в порядку завантаження. План має жити довше.
/// service — схема таблиці, якщо вона не public; інакше порожньо.
std::vector<rows::TableSource> plan_tables(const FillPlan& plan, schema::Dialect dialect);

/// База, яку наповнює план, звірена з його схемою.
/// @param source як розібрано: з неї будуються таблиці, якщо create (--create)
rows::DatabaseSinkOptions into_database(const config::DatabaseAddress& target, const FillPlan& plan,
                                        const schema::Database& source,
                                        const std::filesystem::path& dbml_file, bool create);

}  // namespace techmarket::filler
