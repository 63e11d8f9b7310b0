#pragma once
// Домовленості про схеми, які перевіряє програма, а не пам'ять людини (docs/db, розділ «Домовленості» в
// CONTRIBUTING.md).
//
// uuid-type            UUID у MySQL — char(36)
// varchar-length       рядок має явну довжину
// decimal-precision    decimal має точність і масштаб
// dialect-type         сервер має такий тип (попередження)
// dialect-index        сервер має такий рід індексу (попередження)
// dialect-name         імена, єдині в схемі цього сервера, не повторюються (попередження)
// cross-database-fk    зовнішній ключ не виходить за межі своєї бази
// cross-service-note   стовпець з чужим ідентифікатором каже приміткою, чий він, і це правда
// generated-stale      згенерований SQL такий, який дає DBML зараз

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// Один сервіс каталогу.
struct LintService {
  std::string name;  ///< «orders-db»
  schema::Dialect dialect = schema::Dialect::mysql;
  const schema::Database* database = nullptr;      ///< що вдалося розібрати; не nullptr
  std::vector<Diagnostic> parse_diagnostics = {};  ///< що сказав розбір
  std::string dbml_path = {}, sql_path = {};       ///< як їх показувати
  std::optional<std::string> sql = {};  ///< наявний згенерований текст; порожньо — файлу немає
};

/// Перевіряє всі сервіси разом: міжсервісні примітки мають на що вказувати.
/// Повідомлення розбору теж тут; невідома таблиця, що живе в іншому сервісі, стає cross-database-fk.
/// @return у порядку сервісів, далі за місцем у файлі.
std::vector<Diagnostic> lint(std::span<const LintService> services);

/// Текст, який DBML дає зараз; саме його пише `techmarket schema build`.
/// @param dbml_path шлях файлу DBML; у заголовок потрапляє лише ім'я файлу.
std::string generated_sql(const schema::Database& database, schema::Dialect dialect,
                          std::string_view dbml_path);

}  // namespace techmarket::ddl
