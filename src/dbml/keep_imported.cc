// База першого файлу: лише те, що в ньому видно, під іменами, які воно там має. Записи, що називають таблицю
// (зв'язки, групи, Dep, Metadata), досі тримають і її номер: у різних файлах є таблиці з однаковим іменем.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dbml/resolver.h"

namespace techmarket::dbml {
namespace {

schema::QualifiedName named(NamePair name) {
  return {.schema = std::string(name.first), .name = std::string(name.second)};
}

template <class Elements>
void keep(Elements& elements, const std::vector<Visible>& wanted) {
  Elements kept;
  for (const auto& element : wanted) kept.push_back(std::move(elements[element.index]));
  elements = std::move(kept);
}

// Вилучає елементи, на яких remove(номер) істинне, з двох списків, що йдуть поруч.
template <class Elements, class Companions, class Remove>
void drop(Elements& elements, Companions& companions, Remove remove) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (remove(i)) continue;
    if (kept != i) {
      elements[kept] = std::move(elements[i]);
      companions[kept] = std::move(companions[i]);
    }
    ++kept;
  }
  elements.resize(kept);
  companions.resize(kept);
}

}  // namespace

void Resolver::keep_imported() {
  if (modules_.size() < 2) return;
  const Module& entry = *modules_.front();
  VisibleNames names(modules_);
  const auto tables = names.in(entry, &Scope::tables), groups = names.in(entry, &Scope::groups),
             notes = names.in(entry, &Scope::notes);
  shown_as_.resize(database_.tables.size());
  for (const auto& table : tables) shown_as_[table.index] = named(table.name);
  keep_refs();
  keep_annotations();
  keep_enums(names.in(entry, &Scope::enums), tables);
  for (const auto& table : tables) {
    if (owner_[table.index] != &entry) database_.tables[table.index].alias.clear();
    database_.tables[table.index].name = *shown_as_[table.index];
  }
  keep(database_.tables, tables);
  for (const auto& group : groups) database_.groups[group.index].name = group.name.second;
  keep(database_.groups, groups);
  for (const auto& note : notes) database_.notes[note.index].name = note.name.second;
  keep(database_.notes, notes);
}

// Перелік, яким користується підключена таблиця, потрібен разом з нею; тип стовпця називає його так, як він
// зветься тут.
void Resolver::keep_enums(const std::vector<Visible>& visible, const std::vector<Visible>& tables) {
  std::vector<std::optional<schema::QualifiedName>> shown_as(database_.enums.size());
  std::vector<Visible> kept = visible;
  std::set<schema::QualifiedName> taken;
  for (const auto& element : visible) taken.insert(*(shown_as[element.index] = named(element.name)));
  for (const auto& table : tables) {
    for (auto& column : database_.tables[table.index].columns) {
      const schema::Enum* used = enum_of(*owner_[table.index], column.type);
      if (!used) continue;
      const auto index = static_cast<std::size_t>(used - database_.enums.data());
      auto& name = shown_as[index];
      if (!name) {
        name = used->name;
        for (int number = 2; !taken.insert(*name).second; ++number)
          name->name = fmt::format("{}_{}", used->name.name, number);
        kept.push_back({.name = {}, .index = index});
      }
      const bool named_here =
          column.type.name == name->name &&
          column.type.schema.value_or(std::string(schema::kDefaultSchema)) == name->schema;
      if (named_here) continue;
      column.type.name = name->name;
      column.type.schema =
          name->schema == schema::kDefaultSchema ? std::nullopt : std::optional(name->schema);
      if (column.default_value && column.default_value->kind == schema::Value::Kind::enum_member)
        column.default_value->enum_name = schema::display_name(*name);
    }
  }
  for (const auto& element : kept) database_.enums[element.index].name = *shown_as[element.index];
  keep(database_.enums, kept);
}

void Resolver::keep_refs() {
  for (std::size_t i = 0; i < database_.refs.size(); ++i) {
    auto& ref = database_.refs[i];
    const auto [first, second] = ref_tables_[i];
    if (const auto ends = ref.child_and_parent()) {
      const bool from_first = ends->first == &ref.first;
      const auto child = from_first ? first : second, parent = from_first ? second : first;
      if (shown_as_[child] && !shown_as_[parent]) warn_dropped(ref, parent);
    }
    if (shown_as_[first]) ref.first.table = *shown_as_[first];
    if (shown_as_[second]) ref.second.table = *shown_as_[second];
  }
  drop(database_.refs, ref_tables_,
       [&](std::size_t i) { return !shown_as_[ref_tables_[i].first] || !shown_as_[ref_tables_[i].second]; });
}

// Зв'язок видимої таблиці з тією, якої не підключено, зникає, як і в еталона, але не мовчки.
void Resolver::warn_dropped(const schema::Ref& ref, std::size_t missing) {
  const auto name = schema::display_name(database_.tables[missing].name);
  reporter_.warning(
      ref.at, "ref-dropped",
      fmt::format("this ref is dropped: table '{}' is not imported into '{}'", name,
                  modules_.front()->source.path.text()),
      {.hint = fmt::format("add it to the import: use {{ table {} }} from …", name), .subject = name});
}

void Resolver::keep_annotations() {
  for (std::size_t i = 0; i < database_.groups.size(); ++i) {
    auto& tables = database_.groups[i].tables;
    tables.clear();
    for (const auto table : group_tables_[i])
      if (shown_as_[table]) tables.push_back(*shown_as_[table]);
  }
  drop(database_.dependencies, dependency_tables_, [&](std::size_t i) {
    return !shown_as_[dependency_tables_[i].first] || !shown_as_[dependency_tables_[i].second];
  });
  for (std::size_t i = 0; i < database_.dependencies.size(); ++i) {
    database_.dependencies[i].from.table = *shown_as_[dependency_tables_[i].first];
    database_.dependencies[i].to.table = *shown_as_[dependency_tables_[i].second];
  }
  drop(database_.metadata, metadata_of_,
       [&](std::size_t i) { return metadata_of_[i] && !shown_as_[metadata_of_[i]->table]; });
  for (std::size_t i = 0; i < database_.metadata.size(); ++i)
    if (metadata_of_[i])
      database_.metadata[i].target = metadata_target(*shown_as_[metadata_of_[i]->table], *metadata_of_[i]);
}

}  // namespace techmarket::dbml
