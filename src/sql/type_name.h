#pragma once
// Тип стовпця у DBML — лише текст: ім'я, за яким його знає таблиця типів (type_table.h), аргументи, масив і
// властивості стовпця.

#include <string>
#include <string_view>

#include "schema/schema.h"
#include "sql/type_table.h"

namespace techmarket::sql {

/// Ім'я типу без аргументів, масиву, властивостей стовпця й зайвих пробілів, нижнім регістром:
/// «VARCHAR(20)» → «varchar», «timestamp(3) with time zone» → «timestamp with time zone»,
/// «text GENERATED ALWAYS AS (a) STORED» → «text».
std::string base_name(const schema::Type& type);

/// Рядок таблиці типів; nullptr — масив, тип зі схемою або невідоме слово.
const TypeWord* find_type(const schema::Type& type);

/// Те саме для вбудованого типу сервера — хай то масив такого типу чи ім'я зі схемою.
const TypeWord* find_base_type(const schema::Type& type, schema::Dialect dialect);

/// Що зберігає стовпець; other — ще й для слів, які знають лише інші бази даних.
Family family_of(const schema::Type& type);
bool is_integer(const schema::Type& type);
bool is_unsigned(const schema::Type& type);
/// Чи нумерує сервер стовпець сам: serial, bigserial…
bool is_serial(const schema::Type& type);

/// «[]» типу, хоч би де його записано: окремо чи в лапках разом з іменем («"status[]"»).
std::string array_suffix(const schema::Type& type);

/// Чи має тип аргументи — окремо або в імені, взятому в лапки.
bool has_arguments(const schema::Type& type);

/// Ім'я типу, як його написано, але без аргументів: «INT(11)» → «INT», «timestamp(3) with time zone» →
/// «timestamp with time zone». Властивості стовпця лишаються.
std::string without_arguments(const schema::Type& type);

/// Сам тип без властивостей стовпця, які в лапках можуть стояти за ним: «varchar(30) GENERATED ALWAYS AS (…)
/// STORED» → «varchar(30)».
std::string_view type_part(std::string_view name);

/// Чи можна вставити в оператор те, що стояло на місці типу в лапках і є SQL: дужки парні, рядки закриті,
/// поза ними немає ні ком, ні крапок з комою, ні коментарів. Такий текст не закінчить оператора й не почне
/// свого.
bool is_sql_type(const schema::Type& type, schema::Dialect dialect);

/// Чи дає PostgreSQL стовпцеві з increment тип SERIAL: такого типу він не має (number, Int64, mediumint), а
/// рядки мають бути пронумеровані.
bool becomes_serial(const schema::Column& column);

/// Чи можна вставити text у SQL як тип без лапок: слова й числа, дужки парні, коми лише в дужках.
/// Інакше ворожий тип міг би закінчити оператор і почати свій.
bool is_plain_type(std::string_view text);

/// Чи PostgreSQL прочитає ім'я типу без лапок саме так: нижній регістр, не ключове слово.
bool is_plain_postgres_name(std::string_view name);

}  // namespace techmarket::sql
