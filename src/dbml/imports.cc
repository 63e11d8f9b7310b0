// use і reuse: імена інших файлів стають видимими тут.
#include <algorithm>
#include <ranges>
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

}  // namespace

// reuse передає імена далі, тому повторюємо, доки є нові: коло файлів зупиняється саме собою. З кінця, бо
// підключений файл стоїть пізніше: ланцюг файлів проходиться за раз.
void Resolver::link_modules() {
  for (bool changed = modules_.size() > 1; changed;) {
    changed = false;
    for (auto& module : std::views::reverse(modules_))
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
  if (word == "schema") return import_schema(module, use, item, report);
  const auto kind = std::ranges::find(kKinds, std::string_view(word), &ImportKind::word);
  if (kind == std::end(kKinds)) {
    if (report)
      error(module, item.kind.at, "unknown-import-kind",
            fmt::format("'{}' cannot be imported", item.kind.text),
            {.hint = fmt::format("use {}", one_of(kImportKinds))});
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
  bool changed = import_name(module, use, kind->names, as, *index, item.name.at, report);
  if (word == "tablegroup") changed = import_group_tables(module, use, item, *index, report) || changed;
  return changed;
}

// `schema x` — усе зі схеми x і вкладених у неї; `schema x as y` — під іменем схеми y.
bool Resolver::import_schema(Module& module, const UseNode& use, const UseItemNode& item, bool report) {
  const auto& from = modules_[*use.target]->exported;
  bool changed = false, found = false;
  for (const auto& kind : kKinds) {
    const auto entries = (from.*kind.names).entries();
    for (const auto& [name, index] : entries) {
      const auto as = name_from_schema(name, item);
      if (!as) continue;
      found = true;
      const std::string_view schema =
          as->first == name.first ? name.first : module.document.texts.emplace_back(as->first);
      changed =
          import_name(module, use, kind.names, {schema, as->second}, index, item.name.at, report) || changed;
    }
  }
  if (!found && report)
    error(module, item.name.at, "unknown-import",
          fmt::format("'{}' has no schema '{}'", use.path, written(item.name)));
  return changed;
}

// Група приходить разом зі своїми таблицями.
bool Resolver::import_group_tables(Module& module, const UseNode& use, const UseItemNode& item,
                                   std::size_t group, bool report) {
  const auto& [owner, node] = group_nodes_[group];
  bool changed = false;
  for (const auto& name : node->tables)
    if (const auto table = owner->scope.tables.find(name))
      changed = import_name(module, use, &Scope::tables,
                            {name.schema ? name.schema->text : schema::kDefaultSchema, name.name.text},
                            *table, item.name.at, report) ||
                changed;
  return changed;
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

}  // namespace techmarket::dbml
