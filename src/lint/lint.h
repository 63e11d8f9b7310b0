#pragma once
// Домовленості про схеми, які перевіряє програма, а не пам'ять людини. Правила названо в options.h,
// описано в docs/lint.md.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "dbml/source.h"
#include "lint/options.h"
#include "schema/schema.h"

namespace techmarket::lint {

/// Одна схема: сервіс каталогу або окремий файл.
struct LintService {
  std::string name = {};  ///< «orders-db»; порожньо — окремий файл, правила про сервіси й SQL мовчать
  schema::Dialect dialect = schema::Dialect::mysql;
  const schema::Database* database = nullptr;      ///< що вдалося розібрати; не nullptr
  std::vector<Diagnostic> parse_diagnostics = {};  ///< що сказав розбір
  std::string dbml_path = {}, sql_path = {};       ///< як їх показувати
  std::optional<std::string> sql = {};  ///< наявний згенерований текст; порожньо — файлу немає
  std::span<const dbml::SourceFile> sources = {};  ///< тексти, де шукати коментарі «lint: ignore»
};

/// Безпечне виправлення: змінює лише індекси, дані й обмеження лишаються тими самими.
struct LintFix {
  enum class Kind { add_index, remove_index };
  Kind kind;
  SourceRange at;  ///< ім'я таблиці, якій додати, або індекс, який вилучити
  std::vector<std::string> columns = {};  ///< для add_index
};

struct LintFinding : Diagnostic {
  std::optional<LintFix> fix = {};
};

/// Перевіряє всі схеми разом: міжсервісні примітки мають на що вказувати.
/// Повідомлення розбору теж тут; невідома таблиця, що живе в іншому сервісі, стає cross-database-fk.
/// @return у порядку сервісів, далі за місцем у файлі.
std::vector<LintFinding> lint(std::span<const LintService> services, const LintOptions& options = {});

/// Текст, який DBML дає зараз; саме його пише `techmarket schema build`.
/// @param dbml_path шлях файлу DBML; у заголовок потрапляє лише ім'я файлу.
std::string generated_sql(const schema::Database& database, schema::Dialect dialect,
                          std::string_view dbml_path);

/// Чи дає той самий DBML цей файл: таким, як його пише `schema build`, або таким, як його пише dbml2sql — без
/// оператора, що називає кодування.
bool is_current_sql(std::string_view sql, const schema::Database& database, schema::Dialect dialect,
                    std::string_view dbml_path);

}  // namespace techmarket::lint
