#pragma once
// Вираз SQL, записаний людиною, і той самий вираз, як його переказує сервер, мають збігтися:
//
//   price > 0                         (price > (0)::numeric)            PostgreSQL
//   status in ('a', 'b')              (`status` in (_utf8mb4'a',…))      MySQL
//   not (d between 1 and 2)           `d` not between 1 and 2            MariaDB
//
// Вираз розбирається в дерево й записується одним способом. Чого розбір не розуміє, порівнюється лексемами.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::sql {

/// Єдиний запис для порівняння. Приведення типів у PostgreSQL відкидаються: сервер сам додає потрібні й
/// прибирає зайві, тож у тексті вони нічого не означають.
std::string canonical_expression(std::string_view text, schema::Dialect dialect);

/// Чи є стовпець текстовим: його приведення до text, яке дописує PostgreSQL, нічого не змінює.
using IsTextColumn = std::function<bool(std::string_view)>;

/// Запис для людини: без зайвих дужок і приведень літералів, з тим самим змістом. Незрозумілий вираз
/// повертається як є.
std::string readable_expression(std::string_view text, schema::Dialect dialect,
                                const IsTextColumn& is_text_column = {});

/// Той самий вираз MySQL без зворотних лапок, яких вираз DBML мати не може: зарезервоване слово — `order` —
/// після імені таблиці сервер читає як ім'я (t.order). Порожньо, якщо без лапок його не записати.
std::optional<std::string> without_quoted_names(std::string_view text, std::string_view table);

/// Значення, якщо вираз — самий літерал, можливо з приведенням типу: 'active'::status, -5, NULL, true.
std::optional<schema::Value> literal_value(std::string_view text, schema::Dialect dialect);

/// Імена стовпців виразу без повторів, у порядку появи.
std::vector<std::string> expression_columns(std::string_view text, schema::Dialect dialect);

}  // namespace techmarket::sql
