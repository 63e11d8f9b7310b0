#include "ddl/grouped_schema.h"

namespace techmarket::ddl {
namespace {

using schema::Enum;
using schema::QualifiedName;
using schema::Table;

}  // namespace

Model::Model(const schema::Database& database) : lookup_(database) {
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
    if (!ref.inactive) group(ref.schema ? *ref.schema : schema::kDefaultSchema).refs.push_back(&ref);
}

const Table* Model::table(const QualifiedName& name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : found->second;
}

const Enum* Model::enum_of(const schema::Type& type) const {
  if (enums_.empty()) return nullptr;
  const auto find = [&](std::string_view schema_name, std::string_view name) {
    const auto found = enums_.find(NameView(schema_name, name));
    return found == enums_.end() ? nullptr : found->second;
  };
  const std::string_view name = std::string_view(type.name).substr(0, type.name.find('['));
  const Enum* element = find(type.schema ? *type.schema : schema::kDefaultSchema, name);
  const auto dot = name.find('.');
  if (element || type.schema || dot == std::string_view::npos) return element;
  return find(name.substr(0, dot), name.substr(dot + 1));
}

SchemaGroup& Model::group(std::string_view name) {
  if (!groups_.empty() && groups_.front().name == name) return groups_.front();  // майже завжди одна
  const auto [place, is_new] = group_numbers_.try_emplace(name, groups_.size());
  return is_new ? groups_.emplace_back(SchemaGroup{.name = std::string(name)}) : groups_[place->second];
}

}  // namespace techmarket::ddl
