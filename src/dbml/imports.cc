// use і reuse: імена інших файлів стають видимими тут, а в базу потрапляє лише те, що бачить перший файл.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/resolver.h"

namespace techmarket::dbml {
namespace {

struct ImportKind {
  std::string_view word;
  NameTable Scope::*names;
};

constexpr ImportKind kKinds[] = {{"table", &Scope::tables},
                                 {"enum", &Scope::enums},
                                 {"tablepartial", &Scope::partials},
                                 {"note", &Scope::notes},
                                 {"tablegroup", &Scope::groups}};

template <class Elements>
void keep(Elements& elements, const std::set<std::size_t>& wanted) {
  Elements kept;
  for (const auto index : wanted) kept.push_back(std::move(elements[index]));
  elements = std::move(kept);
}

}  // namespace

// reuse передає імена далі, тому повторюємо, доки є нові: коло файлів зупиняється саме собою.
void Resolver::link_modules() {
  for (bool changed = modules_.size() > 1; changed;) {
    changed = false;
    for (auto& module : modules_)
      for (const auto& use : module->document.uses) changed = import(*module, use, false) || changed;
  }
  for (auto& module : modules_)
    for (const auto& use : module->document.uses) import(*module, use, true);
}

bool Resolver::import(Module& module, const UseNode& use, bool report) {
  if (!use.target) return false;
  bool changed = false;
  if (use.all) {
    const auto& from = modules_[*use.target]->exported;
    for (const auto& kind : kKinds) {
      const auto entries = (from.*kind.names).entries();  // копія: файл може підключати сам себе
      for (const auto& [name, index] : entries)
        changed = import_name(module, use, kind.names, name, index, use.path_at, report) || changed;
    }
  }
  for (const auto& item : use.items) changed = import_item(module, use, item, report) || changed;
  return changed;
}

bool Resolver::import_item(Module& module, const UseNode& use, const UseItemNode& item, bool report) {
  const auto& from = modules_[*use.target]->exported;
  const auto word = ascii_lower(item.kind.text);
  bool changed = false;
  if (word == "schema") {
    bool found = false;
    for (const auto names : {&Scope::tables, &Scope::enums}) {
      const auto entries = (from.*names).entries();
      for (const auto& [name, index] : entries) {
        if (name.first != item.name.name.text) continue;
        found = true;
        changed = import_name(module, use, names, name, index, item.name.at, report) || changed;
      }
    }
    if (!found && report)
      error(module, item.name.at, "unknown-import",
            fmt::format("'{}' has no schema '{}'", use.path, item.name.name.text));
    return changed;
  }
  const auto kind = std::ranges::find(kKinds, std::string_view(word), &ImportKind::word);
  if (kind == std::end(kKinds)) {
    if (report)
      error(module, item.kind.at, "unknown-import-kind",
            fmt::format("'{}' cannot be imported", item.kind.text),
            {.hint = "use table, enum, tablepartial, note, schema or tablegroup"});
    return false;
  }
  const auto index = (from.*kind->names).find(item.name);
  if (!index) {
    if (report)
      error(module, item.name.at, "unknown-import",
            fmt::format("'{}' has no {} '{}'", use.path, word, written(item.name)),
            {.hint = (from.*kind->names).hint(written(item.name))});
    return false;
  }
  const NamePair as =
      item.alias
          ? NamePair{schema::kDefaultSchema, item.alias->text}
          : NamePair{item.name.schema ? item.name.schema->text : schema::kDefaultSchema, item.name.name.text};
  return import_name(module, use, kind->names, as, *index, item.name.at, report);
}

bool Resolver::import_name(Module& module, const UseNode& use, NameTable Scope::*kind, NamePair as,
                           std::size_t index, Span at, bool report) {
  bool changed = (module.scope.*kind).add(as.first, as.second, index);
  if (const auto taken = (module.scope.*kind).find(as.first, as.second); taken != index) {
    if (report)
      error(module, at, "duplicate-import",
            fmt::format("'{}' from '{}' is already defined here", as.second, use.path),
            {.hint = "import it under another name: table a as b"});
    return false;
  }
  if (use.reuse) changed = (module.exported.*kind).add(as.first, as.second, index) || changed;
  return changed;
}

// Зв'язок видимої таблиці з тією, якої не підключено, зникає, як і в еталона, але не мовчки.
void Resolver::warn_dropped(const schema::Ref& ref, const schema::QualifiedName& missing) {
  const auto name = schema::display_name(missing);
  reporter_.warning(
      ref.at, "ref-dropped",
      fmt::format("this ref is dropped: table '{}' is not imported into '{}'", name,
                  modules_.front()->source.path.text()),
      {.hint = fmt::format("add it to the import: use {{ table {} }} from …", name), .subject = name});
}

void Resolver::keep_imported() {
  if (modules_.size() < 2) return;
  const auto& scope = modules_.front()->scope;
  const auto indices = [](const NameTable& names) {
    std::set<std::size_t> result;
    for (const auto& [name, index] : names.entries()) result.insert(index);
    return result;
  };
  const auto tables = indices(scope.tables);
  auto enums = indices(scope.enums);
  // Перелік, яким користується підключена таблиця, потрібен разом з нею.
  std::set<schema::QualifiedName> kept_tables;
  for (const auto index : tables) {
    kept_tables.insert(database_.tables[index].name);
    for (const auto& column : database_.tables[index].columns) {
      const std::string_view in =
          column.type.schema ? std::string_view(*column.type.schema) : schema::kDefaultSchema;
      if (const auto found = owner_[index]->scope.enums.find(in, column.type.name)) enums.insert(*found);
    }
  }
  const auto gone = [&](const schema::QualifiedName& name) { return !kept_tables.contains(name); };
  std::erase_if(database_.refs, [&](const schema::Ref& ref) {
    const auto ends = ref.child_and_parent();
    if (ends && !gone(ends->first->table) && gone(ends->second->table))
      warn_dropped(ref, ends->second->table);
    return gone(ref.first.table) || gone(ref.second.table);
  });
  keep(database_.tables, tables);
  keep(database_.enums, enums);
  keep(database_.groups, indices(scope.groups));
  keep(database_.notes, indices(scope.notes));
  for (auto& group : database_.groups) std::erase_if(group.tables, gone);
}

}  // namespace techmarket::dbml
