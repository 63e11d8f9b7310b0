#include "migrate/physical.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "migrate/match.h"

namespace techmarket::migrate {
namespace {

using schema::Dialect;
using schema::QualifiedName;

const PhysicalTable* find_table(const Physical& physical, const QualifiedName& table) {
  const auto found = physical.tables.find(table);
  return found == physical.tables.end() ? nullptr : &found->second;
}

/// Спершу ті, чиє ім'я названо, далі решта — кому лишилося.
template <class Element, class Live, class Same>
void assign(const std::vector<Element>& elements, const std::vector<Live>& live,
            std::map<const Element*, const Live*>& assigned, const Same& same) {
  std::set<const Live*> taken;
  for (const bool by_name : {true, false})
    for (const auto& element : elements) {
      if (assigned.contains(&element)) continue;
      const auto found = std::ranges::find_if(live, [&](const Live& one) {
        return !taken.contains(&one) && (!by_name || one.name == element.name) && same(element, one);
      });
      if (found == live.end()) continue;
      taken.insert(&*found);
      assigned.emplace(&element, &*found);
    }
}

}  // namespace

void follow_table(std::string& name, const std::string& from, const std::string& to) {
  for (const std::string_view label : {"_ibfk_", "_chk_"})
    if (from != to && name.starts_with(from + std::string(label)) &&
        name.find_first_not_of("0123456789", from.size() + label.size()) == std::string::npos) {
      name.replace(0, from.size(), to);
      return;
    }
}

LiveNames::LiveNames(const Physical& physical, const ddl::Normalised& actual) {
  const Dialect dialect = actual.dialect();
  for (const auto& table : actual.tables) {
    const PhysicalTable* live = find_table(physical, table.name);
    if (!live) continue;
    const auto same = [&](const schema::Index& index, const PhysicalIndex& one) {
      return !one.invalid && one.primary_key == index.primary_key &&
             one.unique == (index.unique || index.primary_key) &&
             same_parts(index, {.parts = one.parts}, dialect);
    };
    assign(table.indexes, live->indexes, indexes_, same);
    // Два однакові унікальні індекси модель бачить як один.
    for (const auto& one : live->indexes) {
      if (!one.unique || std::ranges::any_of(indexes_, [&](const auto& pair) { return pair.second == &one; }))
        continue;
      const auto twin =
          std::ranges::find_if(table.indexes, [&](const auto& index) { return same(index, one); });
      if (twin != table.indexes.end()) twins_[&*twin].push_back(&one);
    }
    assign(table.checks, live->checks, checks_, [&](const schema::Check& check, const PhysicalCheck& one) {
      return same_expression(check, {.expression = one.expression, .server = one.server}, dialect);
    });
    assign(actual.refs, live->refs, refs_, [&](const schema::Ref& ref, const PhysicalRef& one) {
      return ref.first.table == table.name && one.parent == ref.second.table &&
             std::ranges::is_permutation(one.columns, ref.first.columns);
    });
  }
}

const PhysicalIndex* LiveNames::find(const schema::Index& index) const {
  const auto found = indexes_.find(&index);
  return found == indexes_.end() ? nullptr : found->second;
}

std::vector<const PhysicalIndex*> LiveNames::all(const schema::Index& index) const {
  std::vector<const PhysicalIndex*> found;
  if (const auto* one = find(index)) found.push_back(one);
  if (const auto twins = twins_.find(&index); twins != twins_.end())
    found.insert(found.end(), twins->second.begin(), twins->second.end());
  return found;
}

const PhysicalCheck* LiveNames::find(const schema::Check& check) const {
  const auto found = checks_.find(&check);
  return found == checks_.end() ? nullptr : found->second;
}

const PhysicalRef* LiveNames::find(const schema::Ref& ref) const {
  const auto found = refs_.find(&ref);
  return found == refs_.end() ? nullptr : found->second;
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
      if (dialect == Dialect::mysql && physical.server != Server::mariadb)
        follow_table(physical.server == Server::mysql ? check.name : check.mysql_name, old_name.name,
                     name.name);
    }
    for (auto& ref : table.refs) {
      ref.parent = renames.new_table(ref.parent);
      if (dialect == Dialect::mysql) follow_table(ref.name, old_name.name, name.name);
      for (auto& column : ref.columns) column = renames.new_column(name, column);
    }
    PhysicalTable& out = result.tables[name];
    for (auto& [column, what] : table.columns)
      out.columns[renames.new_column(name, column)] = std::move(what);
    out.indexes = std::move(table.indexes);
    out.checks = std::move(table.checks);
    out.refs = std::move(table.refs);
    out.partitioned = table.partitioned;
  }
  result.dependents = std::move(physical.dependents);
  for (auto& dependent : result.dependents) {
    if (dependent.owner) dependent.owner = renames.new_table(*dependent.owner);
    for (auto& [table, column] : dependent.uses) {
      table = renames.new_table(table);
      column = renames.new_column(table, column);
    }
  }
  return result;
}

}  // namespace techmarket::migrate
