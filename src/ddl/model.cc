#include "ddl/model.h"

#include <algorithm>

namespace techmarket::ddl {
namespace {

using schema::Enum;
using schema::Index;
using schema::QualifiedName;
using schema::Table;

bool same_columns(const Index& index, const std::vector<std::string>& columns) {
  return std::ranges::equal(index.parts, columns,
                            [](const schema::IndexPart& part, const std::string& column) {
                              return !part.expression && part.text == column;
                            });
}

bool is_already_unique(const Table& table, const std::vector<std::string>& columns) {
  if (table.primary_key() == columns) return true;
  const schema::Column* column = columns.size() == 1 ? table.column(columns.front()) : nullptr;
  if (column && column->unique) return true;
  return std::ranges::any_of(
      table.indexes, [&](const Index& index) { return index.unique && same_columns(index, columns); });
}

}  // namespace

Model::Model(const schema::Database& database) {
  for (const auto& element : database.enums) {
    group(element.name.schema).enums.push_back(&element);
    enums_.emplace(element.name, &element);
  }
  tables_.reserve(database.tables.size());
  for (const auto& table : database.tables) {
    group(table.name.schema).tables.push_back(&table);
    tables_.emplace(table.name, &table);
  }
  for (const auto& ref : database.refs)
    if (!ref.inactive) group(ref.schema.value_or(std::string(schema::kDefaultSchema))).refs.push_back(&ref);
  collect_one_to_one(database);
}

const Table* Model::table(const QualifiedName& name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : found->second;
}

const Enum* Model::enum_of(const schema::Type& type) const {
  if (enums_.empty()) return nullptr;
  const auto find = [&](std::string schema_name, std::string name) {
    const auto found = enums_.find({.schema = std::move(schema_name), .name = std::move(name)});
    return found == enums_.end() ? nullptr : found->second;
  };
  const Enum* element = find(type.schema.value_or(std::string(schema::kDefaultSchema)), type.name);
  const auto dot = type.name.find('.');
  if (element || type.schema || dot == std::string::npos) return element;
  return find(type.name.substr(0, dot), type.name.substr(dot + 1));
}

const std::vector<std::vector<std::string>>& Model::one_to_one_keys(const Table& table) const {
  static const std::vector<std::vector<std::string>> kNone;
  const auto found = one_to_one_keys_.find(&table);
  return found == one_to_one_keys_.end() ? kNone : found->second;
}

SchemaGroup& Model::group(const std::string& name) {
  const auto found = std::ranges::find(groups_, name, &SchemaGroup::name);
  return found != groups_.end() ? *found : groups_.emplace_back(SchemaGroup{.name = name});
}

void Model::collect_one_to_one(const schema::Database& database) {
  using Relation = schema::Endpoint::Relation;
  for (const auto& ref : database.refs) {
    if (ref.inactive || ref.first.relation != Relation::one || ref.second.relation != Relation::one) continue;
    const auto& child = *ref.child_and_parent()->first;
    const Table* owner = table(child.table);
    if (!owner || is_already_unique(*owner, child.columns)) continue;
    auto& keys = one_to_one_keys_[owner];
    if (std::ranges::find(keys, child.columns) == keys.end()) keys.push_back(child.columns);
  }
}

}  // namespace techmarket::ddl
