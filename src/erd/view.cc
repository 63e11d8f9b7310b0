#include <algorithm>
#include <set>

#include "erd/erd.h"

namespace techmarket::erd {
namespace {

using schema::Database;
using schema::QualifiedName;

bool lists(const schema::DiagramView& view, std::string_view section, std::string_view name) {
  return std::ranges::any_of(view.sections, [&](const auto& one) {
    const auto& [kind, names] = one;
    return kind == section &&
           (std::ranges::find(names, "*") != names.end() || std::ranges::find(names, name) != names.end());
  });
}

bool shows(const schema::DiagramView& view, const Database& database, const QualifiedName& table) {
  if (lists(view, "tables", schema::display_name(table)) || lists(view, "schemas", table.schema)) return true;
  return std::ranges::any_of(database.groups, [&](const schema::TableGroup& group) {
    return lists(view, "tablegroups", group.name) &&
           std::ranges::find(group.tables, table) != group.tables.end();
  });
}

}  // namespace

Database part_of(const Database& database, const schema::DiagramView& view) {
  Database part = database;
  std::erase_if(part.tables, [&](const schema::Table& table) { return !shows(view, database, table.name); });
  std::set<QualifiedName> shown;
  for (const auto& table : part.tables) shown.insert(table.name);
  std::erase_if(part.refs, [&](const schema::Ref& ref) {
    return !shown.contains(ref.first.table) || !shown.contains(ref.second.table);
  });
  for (auto& group : part.groups)
    std::erase_if(group.tables, [&](const QualifiedName& table) { return !shown.contains(table); });
  std::erase_if(part.groups, [](const schema::TableGroup& group) { return group.tables.empty(); });
  std::erase_if(part.notes, [&](const schema::StickyNote& note) { return !lists(view, "notes", note.name); });
  return part;
}

}  // namespace techmarket::erd
