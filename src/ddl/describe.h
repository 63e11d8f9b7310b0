#pragma once
// Елементи схеми одним рядком: так їх видно у відмінностях.

#include <string>

#include "schema/schema.h"

namespace techmarket::ddl {

/// «varchar(20) not null default 'x'»
std::string describe(const schema::Column& column);
/// «(a, `lower(b)`) unique»
std::string describe(const schema::Index& index);
/// «(user_id) > users (id) [delete: cascade]»
std::string describe(const schema::Ref& ref);
/// «new, paid, shipped»
std::string describe(const schema::Enum& element);
/// Значення, як його пишуть у DBML: 'x', 5, `now()`.
std::string describe(const schema::Value& value);
/// Чи описують два тексти те саме значення. information_schema у MySQL і MariaDB показує знак понад U+FFFF як
/// «?», тож про нього не сказати, чи змінився.
bool same_shown(const std::string& a, const std::string& b, schema::Dialect dialect);
/// «(a, b)»
std::string describe_columns(const std::vector<std::string>& columns);
std::string describe_parts(const schema::Index& index);
/// Тип разом зі схемою переліку, якщо вона не public.
std::string describe(const schema::Type& type);

}  // namespace techmarket::ddl
