#pragma once
// Вирази чужої схеми (DEFAULT, CHECK, індекс за виразом): які з них обчислить сервер.

#include <string>

#include "schema/schema.h"

namespace techmarket::filler {

/// Чи обчислить сервер вираз: літерали, звичні функції й оператори над ними.
/// @param columns чи можна називати стовпці: у CHECK — так, у DEFAULT — ні.
bool is_known_expression(const std::string& text, bool columns, schema::Dialect dialect);

}  // namespace techmarket::filler
