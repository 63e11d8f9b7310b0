#pragma once
// Рядки records → INSERT.

#include <string>

#include "ddl/syntax.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// Усі INSERT у порядку джерела разом з обгорткою діалекту; порожньо, якщо рядків немає.
std::string write_records(const schema::Database& database, const Syntax& syntax);

/// Клітинка як літерал SQL для стовпця такого роду: '7' у цілому стовпці стає 7, 1 у логічному — TRUE.
std::string literal(const schema::Value& value, const schema::Column* column, const Syntax& syntax);

}  // namespace techmarket::ddl
