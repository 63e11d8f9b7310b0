#include "erd/graph.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/describe.h"
#include "schema/cross_service.h"
#include "schema/lookup.h"

namespace techmarket::erd {
namespace {

using schema::Column;
using schema::Endpoint;
using schema::QualifiedName;
using schema::Table;

// «#abc» → «#aabbcc»; усе, що не є кольором, — порожньо.
std::string full_color(std::string_view color) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  if ((color.size() != 4 && color.size() != 7) || color[0] != '#' ||
      !std::ranges::all_of(color.substr(1), is_hex))
    return {};
  std::string full = "#";
  for (const char c : color.substr(1)) full.append(color.size() == 4 ? 2 : 1, c);
  return ascii_lower(full);
}

/// Значення налаштування name; порожньо, якщо його немає.
std::string setting_of(const std::vector<schema::Setting>& settings, std::string_view name) {
  for (const auto& setting : settings)
    if (equals_ignore_case(setting.name, name)) return setting.value;
  return {};
}

std::string end_text(const schema::DependencyEnd& end) {
  const auto table = schema::display_name(end.table);
  return end.columns.empty() ? table : fmt::format("{}.{}", table, fmt::join(end.columns, ", "));
}

std::string end_text(const Endpoint& end) {
  const std::string table = schema::display_name(end.table);
  if (end.columns.size() == 1) return fmt::format("{}.{}", table, end.columns.front());
  return fmt::format("{}.({})", table, fmt::join(end.columns, ", "));
}

class Builder {
 public:
  explicit Builder(std::span<const ErdService> services)
      : services_(services), keys_only_(services.size() > 1) {}

  ErdGraph build() {
    for (std::size_t i = 0; i < services_.size(); ++i) add_service(i);
    for (std::size_t i = 0; i < services_.size(); ++i) {
      for (const auto& ref : services_[i].database->refs) add_ref(i, ref);
      for (const auto& ref : schema::cross_service_refs(*services_[i].database)) add_cross_service(i, ref);
      for (const auto& dependency : services_[i].database->dependencies) add_arrow(i, dependency);
    }
    return std::move(graph_);
  }

 private:
  using Key = std::pair<std::size_t, QualifiedName>;  // сервіс і таблиця

  void add_service(std::size_t service) {
    const schema::Database& database = *services_[service].database;
    graph_.services.push_back(services_[service].name);
    std::map<QualifiedName, std::size_t> group_of;
    for (const auto& group : database.groups) {
      for (const auto& table : group.tables) group_of.emplace(table, graph_.groups.size());
      graph_.groups.push_back({.service = service,
                               .name = group.name,
                               .color = full_color(group.color),
                               .note = group.note.value_or("")});
    }
    for (const auto& note : database.notes)
      graph_.notes.push_back({.service = service,
                              .title = note.name,
                              .text = note.text,
                              .color = full_color(setting_of(note.settings, "color"))});
    collect_marks(service, database);
    for (const auto& table : database.tables) {
      ErdTable node{.service = service,
                    .title = schema::display_name(table.name),
                    .color = full_color(setting_of(table.settings, "headercolor")),
                    .note = table.note.value_or("")};
      if (const auto found = group_of.find(table.name); found != group_of.end()) {
        node.group = found->second;
        if (node.color.empty()) node.color = graph_.groups[found->second].color;
      }
      add_columns({service, table.name}, table, node);
      tables_.emplace(Key{service, table.name}, graph_.tables.size());
      graph_.tables.push_back(std::move(node));
      sources_.push_back(&table);
      lookup_.add(table);
    }
  }

  // Стовпці, на яких тримаються зв'язки: їх треба знати до того, як вирішувати, що показати.
  void collect_marks(std::size_t service, const schema::Database& database) {
    for (const auto& ref : database.refs) {
      const auto ends = ref.child_and_parent();
      for (const Endpoint* end : {&ref.first, &ref.second})
        for (const auto& column : end->columns) {
          touched_.insert({{service, end->table}, column});
          if (!ends || ends->first == end) foreign_.insert({{service, end->table}, column});
        }
    }
  }

  void add_columns(const Key& key, const Table& table, ErdTable& node) {
    const auto primary = table.primary_key();
    for (const auto& column : table.columns) {
      ErdColumn row{.name = column.name,
                    .type = ddl::describe(column.type),
                    .primary = std::ranges::find(primary, column.name) != primary.end(),
                    .foreign = foreign_.contains({key, column.name}),
                    .external = schema::cross_service_target(column).has_value(),
                    .unique = column.unique};
      const bool shown = !keys_only_ || row.primary || row.external || touched_.contains({key, column.name});
      if (shown)
        node.columns.push_back(std::move(row));
      else
        ++node.hidden;
    }
  }

  std::optional<ErdEnd> end_of(std::size_t service, const Endpoint& end) const {
    if (end.columns.empty()) return std::nullopt;
    return end_of(service, end.table, end.columns.front(), end.relation == Endpoint::Relation::many);
  }

  std::optional<ErdEnd> end_of(std::size_t service, const QualifiedName& table, std::string_view column,
                               bool many) const {
    const auto found = tables_.find({service, table});
    if (found == tables_.end()) return std::nullopt;
    const auto& columns = graph_.tables[found->second].columns;
    const auto row = std::ranges::find(columns, column, &ErdColumn::name);
    if (row == columns.end()) return std::nullopt;
    return ErdEnd{
        .table = found->second, .column = static_cast<std::size_t>(row - columns.begin()), .many = many};
  }

  void add_ref(std::size_t service, const schema::Ref& ref) {
    const auto ends = ref.child_and_parent();
    const Endpoint& child = ends ? *ends->first : ref.second;
    const Endpoint& parent = ends ? *ends->second : ref.first;
    const auto from = end_of(service, parent), to = end_of(service, child);
    if (!from || !to) return;  // розбір уже сказав про невідому таблицю
    graph_.edges.push_back({.parent = *from,
                            .child = *to,
                            .optional = parent.optional || has_nullable(service, child),
                            .inactive = ref.inactive,
                            .color = full_color(ref.color),
                            .text = fmt::format("{} {} {}", end_text(child),
                                                from->many ? "<>"
                                                : to->many ? ">"
                                                           : "-",
                                                end_text(parent))});
  }

  bool has_nullable(std::size_t service, const Endpoint& end) const {
    const auto found = tables_.find({service, end.table});
    if (found == tables_.end()) return false;
    const Table& table = *sources_[found->second];
    return std::ranges::any_of(end.columns, [&](const std::string& name) {
      const Column* column = lookup_.column(table, name);
      return column && column->nullable() && !lookup_.is_in_key(table, name);
    });
  }

  /// Таблиця і рядок першого зі стовпців, якщо їх названо.
  std::optional<std::pair<std::size_t, std::optional<std::size_t>>> place_of(
      std::size_t service, const schema::DependencyEnd& end) const {
    const auto found = tables_.find({service, end.table});
    if (found == tables_.end()) return std::nullopt;
    const std::size_t index = found->second;
    const auto& columns = graph_.tables[index].columns;
    const auto row = end.columns.empty() ? columns.end()
                                         : std::ranges::find(columns, end.columns.front(), &ErdColumn::name);
    if (row == columns.end()) return std::pair(index, std::optional<std::size_t>());
    return std::pair(index, std::optional(static_cast<std::size_t>(row - columns.begin())));
  }

  void add_arrow(std::size_t service, const schema::Dependency& dependency) {
    const auto from = place_of(service, dependency.from), to = place_of(service, dependency.to);
    if (!from || !to) return;
    graph_.arrows.push_back({.from = from->first,
                             .to = to->first,
                             .from_column = from->second,
                             .to_column = to->second,
                             .label = dependency.name,
                             .note = setting_of(dependency.settings, "note"),
                             .color = full_color(setting_of(dependency.settings, "color")),
                             .text = end_text(dependency.from) + " -> " + end_text(dependency.to)});
  }

  void add_cross_service(std::size_t service, const schema::CrossServiceRef& ref) {
    const auto other = std::ranges::find(services_, ref.target.service, &ErdService::name);
    if (other == services_.end()) return;
    const auto parent = end_of(static_cast<std::size_t>(other - services_.begin()),
                               {.name = ref.target.table}, ref.target.column, false);
    const auto child = end_of(service, ref.table->name, ref.column->name, !ref.column->unique);
    if (!parent || !child) return;  // про хибну примітку каже schema lint
    graph_.edges.push_back(
        {.parent = *parent,
         .child = *child,
         .optional = ref.column->nullable(),
         .cross_service = true,
         .text = fmt::format("{}.{} > {} {}.{}", schema::display_name(ref.table->name), ref.column->name,
                             ref.target.service, ref.target.table, ref.target.column)});
  }

  std::span<const ErdService> services_;
  bool keys_only_;
  ErdGraph graph_;
  std::map<Key, std::size_t> tables_;
  std::vector<const Table*> sources_;  ///< поруч із graph_.tables
  schema::Lookup lookup_;
  std::set<std::pair<Key, std::string>> touched_, foreign_;
};

}  // namespace

std::string ErdColumn::mark() const {
  if (primary) return foreign ? "PK FK" : external ? "PK ext" : "PK";
  if (foreign) return "FK";
  if (external) return "ext";
  return unique ? "UK" : "";
}

ErdGraph erd_graph(std::span<const ErdService> services) {
  return Builder(services).build();
}

}  // namespace techmarket::erd
