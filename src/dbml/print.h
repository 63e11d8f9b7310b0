#pragma once
// Модель → канонічний текст DBML. parse(print(x)) дає ту саму модель: без коментарів, часткових таблиць і
// модулів, бо в моделі їх уже немає.

#include <string>

#include "schema/schema.h"

namespace techmarket::dbml {

/// Порядок: проєкт, переліки, таблиці (з індексами, перевірками, приміткою й records), зв'язки, групи,
/// примітки, види, залежності, Metadata. Вкладені зв'язки (is_inline) стоять у своїх стовпцях. Зворотна лапка
/// у виразі зникає: DBML не має для неї запису.
std::string print(const schema::Database& database);

}  // namespace techmarket::dbml
