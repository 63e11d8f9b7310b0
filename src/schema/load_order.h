#pragma once
// Порядок, у якому таблиці можна заповнювати: батьки перед дітьми.

#include <vector>

#include "base/error.h"
#include "schema/schema.h"

namespace techmarket::schema {

/// Таблиці так, що кожна стоїть після тих, на які посилається. За рівних умов зберігається порядок джерела.
/// Посилання таблиці на саму себе не враховується.
/// @return помилка bad_input з переліком таблиць, якщо посилання утворюють коло.
Result<std::vector<const Table*>> load_order(const Database& database);

}  // namespace techmarket::schema
