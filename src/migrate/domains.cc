#include "migrate/domains.h"

#include <algorithm>

namespace techmarket::migrate {
namespace {

bool names(const schema::Type& type, const schema::QualifiedName& domain) {
  return type.array.empty() && type.name == domain.name &&
         type.schema.value_or(std::string(schema::kDefaultSchema)) == domain.schema;
}

void adopt(schema::Table& table, schema::Column& column, const schema::Table& live,
           const db::PhysicalTable& physical) {
  const auto* known = live.column(column.name);
  const auto found = physical.columns.find(column.name);
  if (!known || found == physical.columns.end() || !found->second.domain) return;
  if (!names(column.type, *found->second.domain)) return;
  column.type = known->type;
  if (!column.not_null) column.not_null = known->not_null;
  if (!column.default_value) column.default_value = known->default_value;
  for (const auto& check : physical.checks)
    if (!check.beyond_dbml.empty() && check.column == column.name)
      table.checks.push_back({.expression = check.expression, .server = check.server});
}

}  // namespace

void adopt_domains(schema::Database& target, const db::Catalog& live) {
  for (auto& table : target.tables) {
    const auto* known = live.database.table(table.name);
    const auto physical = live.physical.tables.find(table.name);
    if (!known || physical == live.physical.tables.end()) continue;
    for (auto& column : table.columns) adopt(table, column, *known, physical->second);
  }
}

}  // namespace techmarket::migrate
