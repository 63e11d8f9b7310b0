#include "dbml/visible.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"

namespace techmarket::dbml {
namespace {

NamePair pair_of(const QualifiedNameNode& name) {
  return {name.schema ? name.schema->text : schema::kDefaultSchema, name.name.text};
}

int number_of(NameTable Scope::*kind) {
  return kind == &Scope::tables ? 0 : kind == &Scope::enums ? 1 : kind == &Scope::groups ? 2 : 3;
}

std::string_view word_of(NameTable Scope::*kind) {
  constexpr std::string_view kWords[] = {"table", "enum", "tablegroup", "note"};
  return kWords[number_of(kind)];
}

}  // namespace

std::optional<std::pair<std::string, std::string_view>> name_from_schema(NamePair name,
                                                                         const UseItemNode& item) {
  std::string from = item.name.schema ? std::string(item.name.schema->text) + "." : std::string();
  from += item.name.name.text;
  const bool nested = name.first.starts_with(from + ".");
  if (name.first != from && !nested) return std::nullopt;
  std::string schema = item.alias ? std::string(item.alias->text) : from;
  return std::pair(schema.append(name.first.substr(from.size())), name.second);
}

std::vector<Visible> VisibleNames::in(const Module& module, Kind kind) {
  auto result = list(module, kind, false);
  // У колі файлів перелік міг обірватися; решту додає область імен.
  std::unordered_set<std::size_t> known;
  for (const auto& element : result) known.insert(element.index);
  std::vector<Visible> rest;
  for (const auto& [name, index] : (module.scope.*kind).entries())
    if (!known.contains(index)) rest.push_back({name, index});
  std::ranges::sort(rest, {}, [](const Visible& element) {
    return std::tuple(element.index, element.name.first, element.name.second);
  });
  const auto repeated = std::ranges::unique(rest, {}, &Visible::index);
  result.insert(result.end(), rest.begin(), repeated.begin());
  return result;
}

std::vector<Visible> VisibleNames::list(const Module& module, Kind kind, bool exported_only) {
  std::vector<Visible> all;
  add_own(module, kind, all);
  for (const bool reuse : {true, false}) {
    if (!reuse && exported_only) break;
    for (const auto& use : module.document.uses)
      if (use.reuse == reuse && use.target) add_items(use, kind, all);
    for (const auto& use : module.document.uses) {
      if (use.reuse != reuse || !use.target || !use.all) continue;
      const auto& from = exported(*modules_[*use.target], kind);
      all.insert(all.end(), from.begin(), from.end());
    }
  }
  if (kind == &Scope::tables) add_group_tables(module, exported_only, all);
  std::unordered_set<std::size_t> seen;
  std::erase_if(all, [&](const Visible& element) { return !seen.insert(element.index).second; });
  return all;
}

// Файли можуть підключати одне одного: доки перелік складається, він порожній.
const std::vector<Visible>& VisibleNames::exported(const Module& module, Kind kind) {
  const std::pair key(module.number, number_of(kind));
  const auto [entry, is_new] = exported_.try_emplace(key);
  if (is_new) {
    auto names = list(module, kind, true);
    entry->second = std::move(names);
  }
  return entry->second;
}

void VisibleNames::add_own(const Module& module, Kind kind, std::vector<Visible>& out) const {
  const auto add = [&](const auto& nodes, std::size_t first, const auto& name_of) {
    for (std::size_t i = 0; i < nodes.size(); ++i) out.push_back({name_of(nodes[i]), first + i});
  };
  const auto qualified = [](const auto& node) { return pair_of(node.name); };
  const auto plain = [](const auto& node) { return NamePair{schema::kDefaultSchema, node.name.text}; };
  const auto& document = module.document;
  if (kind == &Scope::tables) add(document.tables, module.first_table, qualified);
  if (kind == &Scope::enums) add(document.enums, module.first_enum, qualified);
  if (kind == &Scope::groups) add(document.groups, module.first_group, plain);
  if (kind == &Scope::notes) add(document.notes, module.first_note, plain);
}

void VisibleNames::add_items(const UseNode& use, Kind kind, std::vector<Visible>& out) {
  const Module& from = *modules_[*use.target];
  for (const auto& item : use.items) {
    if (equals_ignore_case(item.kind.text, "schema")) {
      for (const auto& element : exported(from, kind)) {
        auto name = name_from_schema(element.name, item);
        if (!name) continue;
        schemas_.push_back(std::move(name->first));
        out.push_back({{schemas_.back(), name->second}, element.index});
      }
    } else if (equals_ignore_case(item.kind.text, word_of(kind))) {
      const auto index = (from.exported.*kind).find(item.name);
      if (!index) continue;
      out.push_back(
          {item.alias ? NamePair{schema::kDefaultSchema, item.alias->text} : pair_of(item.name), *index});
    }
  }
}

void VisibleNames::add_group_tables(const Module& module, bool exported_only, std::vector<Visible>& out) {
  const auto groups = list(module, &Scope::groups, exported_only);
  for (const auto& group : groups) {
    const auto owner = std::ranges::find_if(modules_, [&](const auto& candidate) {
      return group.index >= candidate->first_group &&
             group.index < candidate->first_group + candidate->document.groups.size();
    });
    if (owner == modules_.end() || owner->get() == &module) continue;
    for (const auto& name : (*owner)->document.groups[group.index - (*owner)->first_group].tables)
      if (const auto table = (*owner)->scope.tables.find(name)) out.push_back({pair_of(name), *table});
  }
}

}  // namespace techmarket::dbml
