#pragma once
// Значення ключа з образу рядка — текстом, яким його надрукував би сервер.

#include <string>
#include <string_view>

#include "db/binlog/column_value.h"
#include "db/binlog/table_shape.h"

namespace techmarket::db::binlog {

/// Дописує value до out. TIMESTAMP — за UTC.
/// @param value те, що повернув take_value(); matches(column, type) уже перевірено.
/// @return false — стільки байтів цей тип не займає: подію пошкоджено.
///
/// Джерело форматів: MySQL Source Code Documentation, «Date and Time Data Type Representation» і
/// strings/decimal.cc (decimal2bin). Порядок байтів UUID й INET перевірено на сервері: у журналі він той, що
/// в тексті.
bool append_key_text(const KeyColumn& column, ColumnType type, std::string_view value, std::string& out);

}  // namespace techmarket::db::binlog
