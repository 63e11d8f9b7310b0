#pragma once
// Що означає тип стовпця: чи це ціле, текст, логічне. Тип у DBML — лише текст, тож значення дає його ім'я.

#include <string>
#include <string_view>

#include "schema/schema.h"

namespace techmarket::ddl {

enum class TypeClass { integer, number, boolean, text, other };

/// Ім'я типу без аргументів, масиву й зайвих пробілів, нижнім регістром:
/// «VARCHAR(20)» → «varchar», «timestamp(3) with time zone» → «timestamp with time zone».
std::string base_name(const schema::Type& type);

TypeClass classify(const schema::Type& type);
bool is_integer(const schema::Type& type);

/// Чи має тип аргументи — окремо або в імені, взятому в лапки.
bool has_arguments(const schema::Type& type);

/// Ім'я типу, як його написано, але без аргументів: «INT(11)» → «INT», «timestamp(3) with time zone» →
/// «timestamp with time zone».
std::string without_arguments(const schema::Type& type);

/// Чи можна вставити text у SQL як тип без лапок: слова й числа, дужки парні, коми лише в дужках.
/// Інакше ворожий тип міг би закінчити оператор і почати свій.
bool is_plain_type(std::string_view text);

/// Чи це вбудований тип PostgreSQL (за base_name, без регістру).
bool is_postgres_type(std::string_view base);

/// Чи дає такий тип поширене розширення PostgreSQL: citext, hstore, geometry…
bool is_postgres_extension_type(std::string_view base);

/// Чи це вбудований тип MySQL або MariaDB (за base_name); unsigned, signed і zerofill не заважають.
bool is_mysql_type(std::string_view base);

/// Чи PostgreSQL прочитає ім'я типу без лапок саме так: нижній регістр, не ключове слово.
bool is_plain_postgres_name(std::string_view name);

}  // namespace techmarket::ddl
