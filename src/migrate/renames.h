#pragma once
// Перейменування бувають лише названі: приміткою [note: 'renamed from x'] або прапорцем --rename. Пара
// «вилучено й додано» сама собою перейменуванням не стає; про схожість план лише каже.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "ddl/normalise.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// --rename FROM=TO: «customers=clients» для таблиці, «customers.phone=customers.mobile» для стовпця,
/// «order_status.new=order_status.created» для члена переліку, «order_status=order_state» для самого
/// переліку.
struct RenameFlag {
  std::string from, to;
};

/// @return помилка usage, якщо запис інший.
Result<RenameFlag> parse_rename(std::string_view text);

/// «shop.orders»; без схеми — ім'я в типовій.
schema::QualifiedName qualified(std::string_view text,
                                std::string_view default_schema = schema::kDefaultSchema);

/// «x» з примітки, що починається з «renamed from x».
std::optional<std::string> renamed_from(const std::optional<std::string>& note);

/// Члени одного стовпця MySQL: увесь перелік до й після, і хто з них перейменований.
struct MemberRenames {
  std::vector<std::string> before, after;
  std::vector<std::pair<std::string, std::string>> pairs = {};
};

struct Renames {
  using Pair = std::pair<std::string, std::string>;  ///< старе ім'я, нове

  // Порядок такий, що нове ім'я на час перейменування вільне. Коло (a → b, b → a) стоїть підряд, і перше його
  // ім'я звільняється лише останнім.
  std::vector<std::pair<schema::QualifiedName, schema::QualifiedName>> tables = {};
  /// За новим іменем таблиці.
  std::map<schema::QualifiedName, std::vector<Pair>> columns = {};

  /// PostgreSQL: самі переліки.
  std::vector<std::pair<schema::QualifiedName, schema::QualifiedName>> enum_types = {};
  /// PostgreSQL: члени переліку, старе й нове ім'я. За новим іменем переліку.
  std::map<schema::QualifiedName, std::vector<Pair>> enums = {};
  /// MySQL: те саме для стовпців, у тип яких перелік вписано. За новими іменами таблиці й стовпця.
  std::map<schema::QualifiedName, std::map<std::string, MemberRenames>> members = {};

  const MemberRenames* members_of(const schema::QualifiedName& table, const std::string& column) const;
  const schema::QualifiedName& new_table(const schema::QualifiedName& table) const;
  const std::string& new_column(const schema::QualifiedName& new_table, const std::string& column) const;
  const schema::QualifiedName& old_table(const schema::QualifiedName& table) const;
  const std::string& old_column(const schema::QualifiedName& table, const std::string& column) const;
  const schema::QualifiedName& new_enum(const schema::QualifiedName& element) const;
  const schema::QualifiedName& old_enum(const schema::QualifiedName& element) const;
};

/// Таблиці, які переїдуть зі схем, про які ціль уже не говорить: «renamed from shop.orders»,
/// shop.orders=orders.
std::set<schema::QualifiedName> tables_moved_in(const schema::Database& target,
                                                std::span<const RenameFlag> flags);

/// Скільки пар, починаючи з first, утворюють коло; 0 — пара звичайна.
template <class Name>
std::size_t circle_at(const std::vector<std::pair<Name, Name>>& pairs, std::size_t first) {
  for (std::size_t i = first + 1; i < pairs.size(); ++i)
    if (pairs[i].first == pairs[first].second) return i + 1 - first;
  return 0;
}

/// Перейменування, яких actual ще не має. Те, чого старе ім'я вже зникло, а нове є, — зроблено раніше. Обмін
/// іменами після виконання має той самий вигляд, що й до нього; його впізнають за приміткою, яка вже є в
/// базі.
/// @param source ціль, як її розібрано: примітки до членів переліків. @param target вона ж, зведена.
/// @return помилка usage, якщо прапорець називає те, чого немає, або нове ім'я вже зайняте.
Result<Renames> find_renames(const schema::Database& source, const ddl::Normalised& target,
                             const ddl::Normalised& actual, std::span<const RenameFlag> flags);

/// actual після перейменувань: імена таблиць і стовпців, зв'язки, індекси, вирази.
ddl::Normalised apply_renames(ddl::Normalised actual, const Renames& renames);

/// Вираз таблиці, у якому стовпці названо по-новому. Незрозумілий вираз лишається як є.
std::string rename_in_expression(const std::string& text, const schema::QualifiedName& new_table,
                                 const Renames& renames, schema::Dialect dialect);
/// Вираз таблиці PostgreSQL, у якому члени переліків названо по-новому: сервер пам'ятає їх за номером, тож
/// після перейменування показує нові імена. @param table зі старими типами й новими іменами стовпців.
std::string rename_enum_literals(const std::string& text, const schema::Table& table, const Renames& renames);
void rename_parts(std::vector<schema::IndexPart>& parts, const schema::QualifiedName& new_table,
                  const Renames& renames, schema::Dialect dialect);

}  // namespace techmarket::migrate
