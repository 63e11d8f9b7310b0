// Зв'язки: кінці, кількість стовпців, повтори, налаштування.
#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "dbml/check_ref.h"
#include "dbml/resolver.h"

namespace techmarket::dbml {
namespace {

// Стовпці йдуть парами; порядок пар і кінців зв'язку не змінює. Таблиця — за номером: у різних файлах є
// таблиці з однаковим іменем.
std::string endpoint_key(const schema::Ref& ref, std::pair<std::size_t, std::size_t> tables) {
  const schema::Endpoint *left = &ref.first, *right = &ref.second;
  if (std::tie(tables.second, right->columns) < std::tie(tables.first, left->columns)) {
    std::swap(left, right);
    std::swap(tables.first, tables.second);
  }
  std::string key;
  const auto add = [&key](std::size_t table, const schema::Endpoint& end) {
    key.append(reinterpret_cast<const char*>(&table), sizeof table);
    for (const auto& column : end.columns) (key += column) += '\n';
  };
  add(tables.first, *left);
  key += '\n';
  add(tables.second, *right);
  return key;
}

bool same_columns(const schema::Ref& ref) {
  if (ref.first.columns.size() == 1) return ref.first.columns == ref.second.columns;
  auto first = ref.first.columns, second = ref.second.columns;
  std::ranges::sort(first);
  std::ranges::sort(second);
  return first == second;
}

}  // namespace

void Resolver::resolve_refs() {
  for (auto& module : modules_)
    for (const auto& node : module->document.refs)
      pending_.push_back(
          {.module = module.get(), .order = node.at.begin, .table = {}, .inline_ref = {}, .node = &node});
  std::ranges::stable_sort(pending_, {}, [](const PendingRef& pending) {
    return std::pair(pending.module->number, pending.order);
  });
  database_.refs.reserve(pending_.size() + injected_.size());
  ref_tables_.reserve(pending_.size() + injected_.size());
  for (const auto& pending : pending_) resolve_ref(pending);
  for (const auto& pending : injected_) resolve_ref(pending);  // після всіх інших, як в еталона
  for (const auto& partial : partials_)
    if (!partial.injected) check_unused_refs(partial);
}

void Resolver::check_unused_refs(const Body& partial) {
  Module& module = *partial.module;
  for (const auto& ref : partial.refs) {
    const EndpointNode& target = ref.target->target->endpoint;
    schema::Endpoint end;
    if (!target.table.name.text.empty() || target.table.name.quoted)
      resolve_endpoint(module, target, std::nullopt, end);
    else if (target.columns.front().text == ref.column)
      error(module, ref.target->at, "same-endpoints",
            fmt::format("the ref points from column '{}' to itself", ref.column));
    else if (!partial.table.column(target.columns.front().text))
      error(module, target.at, "unknown-column",
            fmt::format("table partial '{}' has no column '{}'", partial.node->name.name.text,
                        target.columns.front().text));
  }
}

void Resolver::resolve_ref(const PendingRef& pending) {
  if (!resolve_ref(pending, database_.refs.emplace_back())) database_.refs.pop_back();
}

bool Resolver::resolve_ref(const PendingRef& pending, schema::Ref& ref) {
  Module& module = *pending.module;
  const RelationNode* relation = nullptr;
  Span at;
  std::optional<std::size_t> first, second;
  if (pending.node) {
    const auto& node = *pending.node;
    at = node.at;
    relation = &node.relation;
    if (node.name) ref.name = node.name->name.text;
    first = resolve_endpoint(module, node.left, std::nullopt, ref.first);
    second = resolve_endpoint(module, node.right, std::nullopt, ref.second);
    read_ref_settings(module, node.settings, ref);
  } else {
    const auto& target = *pending.inline_ref.target;
    at = target.at;
    relation = &target.target->relation;
    ref.is_inline = true;
    ref.first = {.table = database_.tables[*pending.table].name,
                 .columns = {std::string(pending.inline_ref.column)},
                 .at = range_of(module.source, pending.inline_ref.column_at)};
    first = pending.table;
    second = resolve_endpoint(module, target.target->endpoint, pending.table, ref.second);
  }
  if (!first || !second) return false;
  using Relation = schema::Endpoint::Relation;
  ref.first.relation = relation->many_left ? Relation::many : Relation::one;
  ref.second.relation = relation->many_right ? Relation::many : Relation::one;
  ref.first.optional = relation->optional_left;
  ref.second.optional = relation->optional_right;
  ref.at = range_of(module.source, at);
  if (!check_new(module, at, ref, {*first, *second})) return false;
  if (!ref.inactive)
    check_ref(module.source, reporter_, at, ref, database_.tables[*first], database_.tables[*second],
              lookup_);
  ref_tables_.emplace_back(*first, *second);
  return true;
}

std::optional<std::size_t> Resolver::resolve_endpoint(Module& module, const EndpointNode& node,
                                                      std::optional<std::size_t> own_table,
                                                      schema::Endpoint& out) {
  const bool same_table = own_table && node.table.name.text.empty() && !node.table.name.quoted;
  const auto table = same_table ? own_table : find_table(module, node.table);
  if (!table) return std::nullopt;
  bool known = true;
  for (const auto& column : node.columns) {
    known = require_column(module, *table, column) && known;
    out.columns.emplace_back(column.text);
  }
  out.table = database_.tables[*table].name;
  out.at = range_of(module.source, node.at);
  return known ? table : std::nullopt;
}

bool Resolver::check_new(Module& module, Span at, const schema::Ref& ref, TablePair tables) {
  if (ref.first.columns.size() != ref.second.columns.size()) {
    error(module, at, "unequal-columns",
          fmt::format("the ends of the ref have {} and {} columns", ref.first.columns.size(),
                      ref.second.columns.size()));
    return false;
  }
  if (tables.first == tables.second && same_columns(ref)) {
    error(module, at, "same-endpoints",
          fmt::format("the ref points from {}.({}) to itself", schema::display_name(ref.first.table),
                      fmt::join(ref.first.columns, ", ")));
    return false;
  }
  if (!ref_keys_.insert(endpoint_key(ref, tables)).second) {
    error(module, at, "duplicate-ref", "these columns are already connected by another ref");
    return false;
  }
  return true;
}

void Resolver::read_ref_settings(Module& module, const SettingList& settings, schema::Ref& ref) {
  SettingReader reader(module.source, reporter_);
  reader.read(settings, kRefSettings, nullptr, [&](Key key, const SettingNode& setting) {
    switch (key) {
      case Key::on_delete:
        ref.on_delete = reader.action(setting).value_or("");
        break;
      case Key::on_update:
        ref.on_update = reader.action(setting).value_or("");
        break;
      case Key::color:
        ref.color = reader.color(setting).value_or("");
        break;
      case Key::inactive:
        ref.inactive = true;
        break;
      default:
        break;
    }
  });
}

}  // namespace techmarket::dbml
