#pragma once
// Тип стовпця в одному записі: «INT(11)», «integer» і «int4» — те саме; так само «numeric(10)» і
// «decimal(10,0)».

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::sql {

/// Тип, яким його бачить сервер: довжини й точності за замовчуванням дописано, синоніми зведено.
/// Переліки й інші власні типи лишаються як є. Ім'я з кількох слів позначено quoted, щоб його можна було
/// записати в DBML.
schema::Type canonical_type(const schema::Type& type, schema::Dialect dialect);

/// Тип із тексту сервера: «bigint(20) unsigned», «character varying(20)», «timestamp(3) with time zone»,
/// «enum('a','b')».
schema::Type type_from_sql(std::string_view text, schema::Dialect dialect);

/// Аргументи, хоч би де вони стояли: «decimal(10, 2) unsigned» → «10», «2». Члени ENUM — разом з апострофами.
std::vector<std::string> type_arguments(const schema::Type& type);

/// Рядок MySQL з апострофами довкола: «'it''s'» → «it's». Так сервер пише члени ENUM і SET.
std::string unquoted_member(std::string_view text);

}  // namespace techmarket::sql
