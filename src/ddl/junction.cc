#include "ddl/junction.h"

#include <fmt/format.h>

#include "ddl/types.h"

namespace techmarket::ddl {
namespace {

using schema::Endpoint;
using schema::QualifiedName;
using schema::Ref;
using schema::Table;
using schema::Type;

// Посилання зберігає значення, а не роздає їх: serial став би другою послідовністю.
Type referencing_type(const Type& type, schema::Dialect dialect) {
  const std::string base = base_name(type);
  const auto plain = [](std::string name) {
    return Type{.schema = {}, .name = std::move(name), .arguments = {}, .array = {}};
  };
  if (dialect == schema::Dialect::mysql) return base == "serial" ? plain("bigint unsigned") : type;
  if (base == "serial" || base == "serial4") return plain("int");
  if (base == "bigserial" || base == "serial8") return plain("bigint");
  if (base == "smallserial" || base == "serial2") return plain("smallint");
  return type;
}

std::string free_column_name(const Table& table, const std::string& wanted) {
  std::string name = wanted;
  for (int number = 1; table.column(name); ++number) name = fmt::format("{}({})", wanted, number);
  return name;
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
    for (const auto* table : group.tables) taken_.insert(table->name.name);
}

Junction JunctionBuilder::build(const Ref& ref) {
  // Вкладений запис dbml2sql читає від таблиці, на яку він указує.
  const Endpoint& first = ref.is_inline ? ref.second : ref.first;
  const Endpoint& second = ref.is_inline ? ref.first : ref.second;

  Junction junction{.table = {.name = free_name(first, second)}, .to_first = {}, .to_second = {}};
  const auto first_columns = add_columns(junction.table, first);
  const auto second_columns = add_columns(junction.table, second);
  schema::Index key{.parts = {}, .primary_key = true};
  for (const auto& column : junction.table.columns) key.parts.push_back({.text = column.name});
  junction.table.indexes.push_back(std::move(key));

  junction.to_first = foreign_key(ref, 1, junction.table, first_columns, first);
  junction.to_second = foreign_key(ref, 2, junction.table, second_columns, second);
  return junction;
}

QualifiedName JunctionBuilder::free_name(const Endpoint& first, const Endpoint& second) {
  const std::string wanted = fmt::format("{}_{}", first.table.name, second.table.name);
  QualifiedName name{.schema = first.table.schema, .name = wanted};
  for (int number = 1; !taken_.insert(name.name).second; ++number)
    name.name = fmt::format("{}({})", wanted, number);
  return name;
}

std::vector<std::string> JunctionBuilder::add_columns(Table& table, const Endpoint& end) const {
  std::vector<std::string> names;
  const Table* source = model_.table(end.table);
  for (const auto& column_name : end.columns) {
    const schema::Column* column = source ? source->column(column_name) : nullptr;
    names.push_back(free_column_name(table, fmt::format("{}_{}", end.table.name, column_name)));
    table.columns.push_back(
        {.name = names.back(), .type = column ? referencing_type(column->type, dialect_) : Type{}});
  }
  return names;
}

}  // namespace techmarket::ddl
