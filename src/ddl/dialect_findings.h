#pragma once
// Чого обраний сервер не має або не прийме. DBML не знає діалектів, тож про це дізнаються лише тоді, коли
// сервер відмовить; тут — раніше, з місцем у файлі. Це попередження: текст SQL від них не залежить.

#include <vector>

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// Коди — правила dialect-… з lint/options.h; про кожен розповідає docs/diagnostics.md.
/// Для MySQL знахідка означає, що відмовить MySQL, MariaDB або обидва: текст для них спільний.
/// Тип зі схемою в PostgreSQL вважається вже створеним.
/// @return у порядку файлів і місць у них.
std::vector<Diagnostic> dialect_findings(const schema::Database& database, schema::Dialect dialect);

}  // namespace techmarket::ddl
