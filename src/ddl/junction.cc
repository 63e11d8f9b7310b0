#include "ddl/junction.h"

#include <fmt/format.h>

#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Endpoint;
using schema::QualifiedName;
using schema::Ref;
using schema::Table;
using schema::Type;

// Посилання зберігає значення, а не роздає їх: serial став би другою послідовністю.
Type referencing_type(const schema::Column& column, schema::Dialect dialect) {
  const Type& type = column.type;
  const sql::TypeWord* word = sql::is_serial(type) ? sql::find_type(type) : nullptr;
  const auto plain = [](std::string name) {
    return Type{.schema = {}, .name = std::move(name), .arguments = {}, .array = {}};
  };
  if (dialect == schema::Dialect::mysql)
    return word && word->is_known(dialect) ? plain("bigint unsigned") : type;
  if (sql::becomes_serial(column)) return plain("int");
  if (!word) return type;
  return plain(word->bits == 32 ? "int" : std::string(word->postgres));
}

// Стовпці проміжної таблиці — її ключ, NULL у них неможливий.
std::string key_action(const std::string& action) {
  return action == "set null" ? std::string() : action;
}

Ref foreign_key(const Ref& source, int number, const Table& junction, std::vector<std::string> columns,
                const Endpoint& parent) {
  return {
      .name = source.name.empty() ? std::string() : fmt::format("{}_{}", source.name, number),
      .first = {.table = junction.name, .columns = std::move(columns), .relation = Endpoint::Relation::many},
      .second = {.table = parent.table, .columns = parent.columns},
      .on_delete = key_action(source.on_delete),
      .on_update = key_action(source.on_update)};
}

}  // namespace

JunctionBuilder::JunctionBuilder(const Model& model, schema::Dialect dialect)
    : model_(model), dialect_(dialect) {
  for (const auto& group : model.groups())
    for (const auto* table : group.tables) tables_.reserve(table->name.name);
}

Junction JunctionBuilder::build(const Ref& ref) {
  // Вкладений запис dbml2sql читає від таблиці, на яку він указує.
  const Endpoint& first = ref.is_inline ? ref.second : ref.first;
  const Endpoint& second = ref.is_inline ? ref.first : ref.second;

  Junction junction{.table = {.name = free_name(first, second)}, .to_first = {}, .to_second = {}};
  FreeNames names;
  const auto first_columns = add_columns(junction.table, first, names);
  const auto second_columns = add_columns(junction.table, second, names);
  schema::Index key{.parts = {}, .primary_key = true};
  for (const auto& column : junction.table.columns) key.parts.push_back({.text = column.name});
  junction.table.indexes.push_back(std::move(key));

  junction.to_first = foreign_key(ref, 1, junction.table, first_columns, first);
  junction.to_second = foreign_key(ref, 2, junction.table, second_columns, second);
  return junction;
}

std::string FreeNames::take(const std::string& wanted) {
  if (taken_.insert(wanted).second) return wanted;
  std::string name;
  // Наступний номер не менший за попередній: тисяча однакових імен не перебирає тисячі номерів кожне.
  for (int& number = next_.try_emplace(wanted, 1).first->second; name.empty(); ++number)
    if (auto numbered = fmt::format("{}({})", wanted, number); taken_.insert(numbered).second)
      name = std::move(numbered);
  return name;
}

QualifiedName JunctionBuilder::free_name(const Endpoint& first, const Endpoint& second) {
  return {.schema = first.table.schema,
          .name = tables_.take(fmt::format("{}_{}", first.table.name, second.table.name))};
}

std::vector<std::string> JunctionBuilder::add_columns(Table& table, const Endpoint& end,
                                                      FreeNames& free) const {
  std::vector<std::string> names;
  const Table* source = model_.table(end.table);
  for (const auto& column_name : end.columns) {
    const schema::Column* column = source ? model_.lookup().column(*source, column_name) : nullptr;
    names.push_back(free.take(fmt::format("{}_{}", end.table.name, column_name)));
    table.columns.push_back(
        {.name = names.back(), .type = column ? referencing_type(*column, dialect_) : Type{}});
  }
  return names;
}

}  // namespace techmarket::ddl
