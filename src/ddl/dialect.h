#pragma once
// Чого обраний сервер не має. DBML не знає діалектів, тож про це дізнаються лише тоді, коли сервер
// відмовить; тут — раніше, з місцем у файлі. Це попередження: текст SQL від них не залежить.

#include <vector>

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// Типи (dialect-type) і роди індексів (dialect-index), яких діалект не має, та імена, що мають бути єдиними
/// в схемі, а повторюються (dialect-name).
/// Тип зі схемою в PostgreSQL вважається вже створеним.
/// @return у порядку джерела.
std::vector<Diagnostic> dialect_findings(const schema::Database& database, schema::Dialect dialect);

}  // namespace techmarket::ddl
