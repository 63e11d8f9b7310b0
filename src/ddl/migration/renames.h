#pragma once
// Перейменування бувають лише названі: приміткою [note: 'renamed from x'] або прапорцем --rename. Пара
// «вилучено й додано» сама собою перейменуванням не стає; про схожість план лише каже.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// --rename FROM=TO: «customers=clients» для таблиці, «customers.phone=customers.mobile» для стовпця.
struct RenameFlag {
  std::string from, to;
};

/// @return помилка usage, якщо запис інший.
Result<RenameFlag> parse_rename(std::string_view text);

/// «x» з примітки, що починається з «renamed from x».
std::optional<std::string> renamed_from(const std::optional<std::string>& note);

struct Renames {
  using Pair = std::pair<std::string, std::string>;  ///< старе ім'я, нове

  std::vector<std::pair<schema::QualifiedName, schema::QualifiedName>> tables = {};
  /// За новим іменем таблиці. Порядок такий, що нове ім'я на час перейменування вільне.
  std::map<schema::QualifiedName, std::vector<Pair>> columns = {};

  const schema::QualifiedName& new_table(const schema::QualifiedName& table) const;
  const std::string& new_column(const schema::QualifiedName& new_table, const std::string& column) const;
  const schema::QualifiedName& old_table(const schema::QualifiedName& table) const;
  const std::string& old_column(const schema::QualifiedName& table, const std::string& column) const;
};

/// Перейменування, яких actual ще не має. Те, чого старе ім'я вже зникло, а нове є, — зроблено раніше.
/// Обидві схеми зведені (normalise.h).
/// @return помилка usage, якщо прапорець називає те, чого немає, або нове ім'я вже зайняте.
Result<Renames> find_renames(const schema::Database& target, const schema::Database& actual,
                             std::span<const RenameFlag> flags);

/// actual після перейменувань: імена таблиць і стовпців, зв'язки, індекси, вирази.
schema::Database apply_renames(schema::Database actual, const Renames& renames, schema::Dialect dialect);

/// Вираз таблиці, у якому стовпці названо по-новому. Незрозумілий вираз лишається як є.
std::string rename_in_expression(const std::string& text, const schema::QualifiedName& new_table,
                                 const Renames& renames, schema::Dialect dialect);
void rename_parts(std::vector<schema::IndexPart>& parts, const schema::QualifiedName& new_table,
                  const Renames& renames, schema::Dialect dialect);

}  // namespace techmarket::ddl
