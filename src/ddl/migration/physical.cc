#include "ddl/migration/physical.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "ddl/match.h"

namespace techmarket::ddl {
namespace {

using schema::Dialect;
using schema::QualifiedName;

const PhysicalTable* find_table(const Physical& physical, const QualifiedName& table) {
  const auto found = physical.tables.find(table);
  return found == physical.tables.end() ? nullptr : &found->second;
}

}  // namespace

const PhysicalIndex* find_index(const Physical& physical, const QualifiedName& table,
                                const schema::Index& index, Dialect dialect) {
  const PhysicalTable* owner = find_table(physical, table);
  if (!owner) return nullptr;
  const PhysicalIndex* found = nullptr;
  for (const auto& one : owner->indexes) {
    if (one.primary_key != index.primary_key || one.unique != (index.unique || index.primary_key)) continue;
    if (!same_parts(index, {.parts = one.parts}, dialect)) continue;
    if (!found || one.name == index.name) found = &one;
  }
  return found;
}

const PhysicalCheck* find_check(const Physical& physical, const QualifiedName& table,
                                const schema::Check& check, Dialect dialect) {
  const PhysicalTable* owner = find_table(physical, table);
  if (!owner) return nullptr;
  const PhysicalCheck* found = nullptr;
  for (const auto& one : owner->checks)
    if (same_expression(check, {.expression = one.expression}, dialect) && (!found || one.name == check.name))
      found = &one;
  return found;
}

const PhysicalRef* find_ref(const Physical& physical, const schema::Ref& ref) {
  const PhysicalTable* owner = find_table(physical, ref.first.table);
  if (!owner) return nullptr;
  const PhysicalRef* found = nullptr;
  for (const auto& one : owner->refs)
    if (std::ranges::is_permutation(one.columns, ref.first.columns) && one.parent == ref.second.table &&
        (!found || one.name == ref.name))
      found = &one;
  return found;
}

const PhysicalColumn& find_column(const Physical& physical, const QualifiedName& table,
                                  const std::string& column) {
  static const PhysicalColumn kUnknown;
  const PhysicalTable* owner = find_table(physical, table);
  if (!owner) return kUnknown;
  const auto found = owner->columns.find(column);
  return found == owner->columns.end() ? kUnknown : found->second;
}

Physical apply_renames(Physical physical, const Renames& renames, Dialect dialect) {
  Physical result{.server = physical.server};
  for (auto& [old_name, table] : physical.tables) {
    const QualifiedName& name = renames.new_table(old_name);
    for (auto& index : table.indexes) rename_parts(index.parts, name, renames, dialect);
    for (auto& check : table.checks) {
      check.expression = rename_in_expression(check.expression, name, renames, dialect);
      check.column = renames.new_column(name, check.column);
    }
    for (auto& ref : table.refs) {
      ref.parent = renames.new_table(ref.parent);
      for (auto& column : ref.columns) column = renames.new_column(name, column);
    }
    PhysicalTable& out = result.tables[name];
    for (auto& [column, what] : table.columns)
      out.columns[renames.new_column(name, column)] = std::move(what);
    out.indexes = std::move(table.indexes);
    out.checks = std::move(table.checks);
    out.refs = std::move(table.refs);
  }
  return result;
}

}  // namespace techmarket::ddl
