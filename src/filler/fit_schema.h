#pragma once
// Схема для --create: чужу схему часто написано для іншого сервера (datetime у PostgreSQL, jsonb у MySQL) або
// для жодного (string). Чужий тип стає найближчим, а чого сервер не має — опускається; про все сказано.

#include <vector>

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace techmarket::filler {

struct FittedSchema {
  schema::Database planned;  ///< з неї роблять рядки: невідомий тип став текстом, ключ — обмеженої довжини
  schema::Database built;  ///< з неї роблять таблиці; без records: їхні рядки пише сам генератор
  std::vector<Diagnostic> notes = {};  ///< попередження: що змінено
};

FittedSchema fit_schema(const schema::Database& source, schema::Dialect dialect);

}  // namespace techmarket::filler
