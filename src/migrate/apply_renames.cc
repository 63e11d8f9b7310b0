#include <algorithm>

#include "ddl/syntax.h"
#include "migrate/renames.h"
#include "sql/expression.h"
#include "sql/expression_tree.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::QualifiedName;
using schema::Table;

const std::string& renamed(const std::vector<Renames::Pair>& pairs, const std::string& name) {
  const auto found = std::ranges::find(pairs, name, &Renames::Pair::first);
  return found == pairs.end() ? name : found->second;
}

void rename_default(schema::Column& column, const std::vector<Renames::Pair>& pairs) {
  if (column.default_value && column.default_value->kind == schema::Value::Kind::string)
    column.default_value->text = renamed(pairs, column.default_value->text);
}

bool rename_literals(sql::SqlNode& node, const std::vector<Renames::Pair>& pairs) {
  bool changed = false;
  if (node.kind == sql::SqlNode::Kind::string && renamed(pairs, node.text) != node.text) {
    node.text = std::string(renamed(pairs, node.text));
    changed = true;
  }
  for (auto& child : node.children) changed |= rename_literals(child, pairs);
  return changed;
}

const std::vector<Renames::Pair>* enum_pairs(const Renames& renames, const schema::Type& type) {
  const auto pairs = renames.enums.find(
      {.schema = type.schema.value_or(std::string(schema::kDefaultSchema)), .name = type.name});
  return pairs == renames.enums.end() ? nullptr : &pairs->second;
}

void rename_enum_types(Database& actual, const Renames& renames) {
  if (renames.enum_types.empty()) return;
  for (auto& element : actual.enums) element.name = renames.new_enum(element.name);
  for (auto& table : actual.tables)
    for (auto& column : table.columns) {
      const QualifiedName name{.schema = column.type.schema.value_or(std::string(schema::kDefaultSchema)),
                               .name = column.type.name};
      const QualifiedName& renamed = renames.new_enum(name);
      if (renamed == name) continue;
      column.type.name = renamed.name;
      column.type.schema.reset();
      if (renamed.schema != schema::kDefaultSchema) column.type.schema = renamed.schema;
    }
}

void rename_enum_values(Database& actual, const Renames& renames) {
  if (renames.enums.empty()) return;
  for (auto& element : actual.enums)
    if (const auto pairs = renames.enums.find(element.name); pairs != renames.enums.end())
      for (auto& value : element.values) value.name = std::string(renamed(pairs->second, value.name));
  for (auto& table : actual.tables) {
    for (auto& column : table.columns)
      if (const auto* pairs = enum_pairs(renames, column.type)) rename_default(column, *pairs);
    for (auto& check : table.checks)
      check.expression = rename_enum_literals(check.expression, table, renames);
    for (auto& index : table.indexes)
      for (auto& part : index.parts)
        if (part.expression) part.text = rename_enum_literals(part.text, table, renames);
  }
}

void rename_members(Database& actual, const Renames& renames) {
  for (auto& table : actual.tables)
    for (auto& column : table.columns) {
      const auto* members = renames.members_of(table.name, column.name);
      if (!members) continue;
      rename_default(column, members->pairs);
      column.type.arguments.clear();
      for (const auto& name : members->after) column.type.arguments.push_back(ddl::quoted(name, '\''));
    }
}

void rename_names(sql::SqlNode& node, const QualifiedName& table, const Renames& renames) {
  if (node.kind == sql::SqlNode::Kind::name)
    node.text = std::string(renames.new_column(table, node.text));
  else
    for (auto& child : node.children) rename_names(child, table, renames);
}

}  // namespace

std::string rename_in_expression(const std::string& text, const QualifiedName& new_table,
                                 const Renames& renames, schema::Dialect dialect) {
  if (!renames.columns.contains(new_table)) return text;
  auto node = sql::parse_sql(text, dialect);
  if (!node) return text;
  const sql::SqlNode before = *node;
  rename_names(*node, new_table, renames);
  return *node == before ? text : sql::print_sql(*node, dialect);
}

std::string rename_enum_literals(const std::string& text, const Table& table, const Renames& renames) {
  constexpr auto kDialect = schema::Dialect::postgres;
  if (renames.enums.empty()) return text;
  auto node = sql::parse_sql(text, kDialect);
  if (!node) return text;
  bool changed = false;
  for (const auto& name : sql::expression_columns(text, kDialect)) {
    const auto* column = table.column(name);
    const auto* pairs = column ? enum_pairs(renames, column->type) : nullptr;
    changed |= pairs && rename_literals(*node, *pairs);
  }
  return changed ? sql::print_sql(*node, kDialect) : text;
}

void rename_parts(std::vector<schema::IndexPart>& parts, const QualifiedName& new_table,
                  const Renames& renames, schema::Dialect dialect) {
  for (auto& part : parts)
    part.text = part.expression ? rename_in_expression(part.text, new_table, renames, dialect)
                                : renames.new_column(new_table, part.text);
}

ddl::Normalised apply_renames(ddl::Normalised actual, const Renames& renames) {
  const auto dialect = actual.dialect();
  for (auto& table : actual.tables) {
    table.name = renames.new_table(table.name);
    for (auto& column : table.columns) column.name = renames.new_column(table.name, column.name);
    for (auto& check : table.checks)
      check.expression = rename_in_expression(check.expression, table.name, renames, dialect);
    for (auto& index : table.indexes) rename_parts(index.parts, table.name, renames, dialect);
  }
  for (auto& ref : actual.refs)
    for (auto* end : {&ref.first, &ref.second}) {
      end->table = renames.new_table(end->table);
      for (auto& column : end->columns) column = renames.new_column(end->table, column);
    }
  rename_enum_types(actual, renames);
  rename_enum_values(actual, renames);
  rename_members(actual, renames);
  return actual;
}

}  // namespace techmarket::migrate
