#include <algorithm>

#include "lint/rules.h"

namespace techmarket::lint {

LintIndex::LintIndex(const schema::Database& database) : lookup_(database) {
  const auto own = [&](const SourceRange& at, std::string owner) {
    owners_.emplace(std::pair(at.file.text(), Place(at.line, at.column)), std::move(owner));
  };
  for (const auto& table : database.tables) {
    tables_.emplace(table.name, &table);
    by_name_.emplace(table.name.name, &table);
    const std::string name = schema::display_name(table.name);
    own(table.at, name);
    for (const auto& column : table.columns) {
      own(column.at, place_of(table, column));
      own(column.type_at, place_of(table, column));
      for (const auto& check : column.checks) own(check.at, place_of(table, column));
    }
    for (const auto& index : table.indexes) own(index.at, name);
    for (const auto& check : table.checks) own(check.at, name);
  }
  for (const auto& ref : database.refs)
    for (const auto* end : {&ref.first, &ref.second})
      for (const auto& column : end->columns) in_refs_.emplace(end->table, column);
}

const schema::Table* LintIndex::table(const schema::QualifiedName& name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : found->second;
}

const schema::Table* LintIndex::table_called(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const schema::Table* LintIndex::named_by(std::string_view column) const {
  if (!column.ends_with("_id") || column.size() <= 3) return nullptr;
  const std::string stem(column.substr(0, column.size() - 3));
  std::vector<std::string> names{stem + "s", stem + "es", stem};
  if (stem.ends_with('y')) names.push_back(stem.substr(0, stem.size() - 1) + "ies");
  for (const auto& name : names)
    if (const auto* found = table_called(name)) return found;
  return nullptr;
}

bool LintIndex::is_in_a_ref(const schema::Table& table, const schema::Column& column) const {
  return in_refs_.contains({table.name, column.name});
}

std::string LintIndex::owner_of(const SourceRange& at) const {
  const auto found = owners_.find({at.file.text(), {at.line, at.column}});
  return found == owners_.end() ? std::string() : found->second;
}

}  // namespace techmarket::lint
