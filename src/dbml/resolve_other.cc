// Рядки records, види діаграм, залежності Dep і Metadata.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "dbml/check_records.h"
#include "dbml/resolver.h"

namespace techmarket::dbml {

void Resolver::build_records(Module& module, const RecordsNode& node, std::size_t table) {
  auto& owner = database_.tables[table];
  if (owner.records) {
    return error(module, node.at, "duplicate-records",
                 fmt::format("table '{}' already has records", schema::display_name(owner.name)),
                 {.hint = "keep one block of records per table"});
  }
  schema::Records records{.columns = {}, .rows = {}, .at = range_of(module.source, node.at)};
  std::unordered_set<std::string_view> listed;
  for (const auto& column : node.columns) {
    if (!require_column(module, table, column)) continue;
    if (!listed.insert(column.text).second)
      error(module, column.at, "duplicate-column", fmt::format("column '{}' is already listed", column.text));
    records.columns.emplace_back(column.text);
  }
  if (node.all_columns) records.columns = owner.column_names();
  const auto width = node.all_columns ? records.columns.size() : node.columns.size();

  for (std::size_t i = 0; i < node.rows.size(); ++i) {
    const auto& row = node.rows[i];
    if (row.size() != width) {
      error(
          module, node.rows_at[i], "wrong-row-size",
          fmt::format("expected {} value{} in the row, found {}", width, width == 1 ? "" : "s", row.size()));
      continue;
    }
    std::vector<schema::Value> values;
    values.reserve(row.size());
    for (const auto& cell : row) {
      if (cell.kind == ValueNode::Kind::path) check_enum_member(module, cell);
      values.push_back(SettingReader::value(cell).value_or(schema::Value{}));
    }
    records.rows.push_back(std::move(values));
  }
  const bool whole = records.columns.size() == width && !records.rows.empty();
  owner.records = std::move(records);
  if (whole) records_.push_back({.module = &module, .node = &node, .table = table});
}

void Resolver::check_records() {
  std::vector<RecordChecker> checkers;
  std::map<std::size_t, std::size_t> by_table;
  for (const auto& [module, node, table] : records_) {
    const auto& owner = *owner_[table];  // тип стовпця читається там, де оголошено таблицю
    by_table.emplace(table, checkers.size());
    checkers.emplace_back(
        module->source, *node, database_.tables[table],
        [&](const schema::Type& type) { return enum_of(owner, type); }, lookup_);
    checkers.back().check(reporter_);
  }
  if (checkers.size() < 2) return;
  for (std::size_t i = 0; i < database_.refs.size(); ++i) {
    const auto& ref = database_.refs[i];
    const auto ends = ref.child_and_parent();
    if (!ends || ref.inactive) continue;
    auto [of_child, of_parent] = ref_tables_[i];
    if (ends->first == &ref.second) std::swap(of_child, of_parent);
    const auto child = by_table.find(of_child), parent = by_table.find(of_parent);
    if (child == by_table.end() || parent == by_table.end()) continue;
    checkers[child->second].check_reference(reporter_, ends->first->columns, checkers[parent->second],
                                            ends->second->columns);
  }
}

void Resolver::build_view(Module& module, const ViewNode& node) {
  if (!views_.emplace(&module, node.name.text).second)
    error(module, node.name.at, "duplicate-view",
          fmt::format("diagram view '{}' is already defined", node.name.text));
  schema::DiagramView view{
      .name = std::string(node.name.text), .sections = {}, .at = range_of(module.source, node.name.at)};
  if (node.all)
    for (const auto kind : kViewSections)
      view.sections.emplace_back(ascii_lower(kind), std::vector<std::string>{"*"});
  for (const auto& section : node.sections) {
    const auto found = std::ranges::find_if(
        kViewSections, [&](std::string_view word) { return equals_ignore_case(word, section.kind.text); });
    if (found == kViewSections.end()) {
      error(module, section.kind.at, "unknown-block",
            fmt::format("unknown block '{}' in a diagram view", section.kind.text),
            {.hint = fmt::format("use {}", one_of(kViewSections))});
      continue;
    }
    const auto kind = static_cast<ViewSection>(found - kViewSections.begin());
    view.sections.emplace_back(
        ascii_lower(*found), section.all ? std::vector<std::string>{"*"} : view_names(module, section, kind));
  }
  if (module.number == 0) database_.views.push_back(std::move(view));  // вигляди не підключаються
}

std::vector<std::string> Resolver::view_names(Module& module, const ViewSectionNode& section,
                                              ViewSection kind) {
  std::vector<std::string> names;
  const auto add = [&](const QualifiedNameNode& node, const NameTable& known, std::string_view code,
                       std::string_view what) {
    const auto subject = written(node);
    if (known.find(node)) return names.push_back(subject);
    error(module, node.at, code, fmt::format("{} '{}' does not exist", what, subject),
          {.hint = known.hint(subject), .subject = subject});
  };
  if (kind == ViewSection::schemas && schemas_.entries().empty()) {
    schemas_.add(schema::kDefaultSchema, schema::kDefaultSchema, 0);
    for (const auto& table : database_.tables) schemas_.add(schema::kDefaultSchema, table.name.schema, 0);
  }
  for (const auto& node : section.names) {
    switch (kind) {
      case ViewSection::tables:
        if (const auto table = find_table(module, node))
          names.push_back(schema::display_name(database_.tables[*table].name));
        break;
      case ViewSection::notes:
        add(node, module.scope.notes, "unknown-note", "note");
        break;
      case ViewSection::groups:
        add(node, module.scope.groups, "unknown-group", "table group");
        break;
      case ViewSection::schemas:
        add(node, schemas_, "unknown-schema", "schema");
        break;
    }
  }
  return names;
}

// «t», «s.t», «t.id», «s.t.id», «t.(a, b)»: таблиця з двох частин має перевагу над стовпцем.
std::optional<Resolver::Path> Resolver::resolve_path(Module& module, const PathNode& node) {
  const auto& parts = node.parts;
  const auto owner = [&](std::size_t count) -> std::optional<std::size_t> {
    QualifiedNameNode name{
        .schema = {}, .name = parts[count - 1], .at = join(parts.front().at, parts[count - 1].at)};
    if (count == 2) name.schema = parts.front();
    return find_table(module, name);
  };
  const bool whole = parts.size() == 1 || !node.columns.empty() ||
                     (parts.size() == 2 && module.scope.tables.find(parts.front().text, parts.back().text));
  if (parts.size() > (whole ? 2u : 3u)) {
    error(module, node.at, "nested-schema", "a name has at most a schema, a table and a column");
    return std::nullopt;
  }
  const auto table = owner(whole ? parts.size() : parts.size() - 1);
  if (!table) return std::nullopt;
  Path path{.table = *table};
  const auto add = [&](const Name& column) {
    path.columns.emplace_back(column.text);
    return require_column(module, *table, column);
  };
  bool known = whole || add(parts.back());
  for (const auto& column : node.columns) known = add(column) && known;
  return known ? std::optional(std::move(path)) : std::nullopt;
}

std::vector<schema::Setting> Resolver::dependency_settings(Module& module, const SettingList& list) {
  SettingReader reader(module.source, reporter_, SettingReader::Custom::any_word);
  std::vector<schema::Setting> settings;
  reader.read(list, kDependencySettings, &settings, [&](Key key, const SettingNode& setting) {
    if (key == Key::color ? reader.color(setting) : reader.string(setting))
      settings.push_back(reader.setting(setting));
  });
  return settings;
}

schema::DependencyEnd Resolver::dependency_end(const Path& path) const {
  return {.table = database_.tables[path.table].name, .columns = path.columns};
}

void Resolver::add_dependency(Module& module, Span at, const Path& from, const Path& to,
                              schema::Dependency dependency) {
  dependency.from = dependency_end(from);
  dependency.to = dependency_end(to);
  const auto shown = [](const schema::DependencyEnd& end) {
    const auto table = schema::display_name(end.table);
    if (end.columns.empty()) return table;
    return end.columns.size() == 1 ? fmt::format("{}.{}", table, end.columns.front())
                                   : fmt::format("{}.({})", table, fmt::join(end.columns, ", "));
  };
  if (from.table == to.table && from.columns == to.columns && !from.columns.empty())
    return error(module, at, "same-endpoints", fmt::format("'{}' depends on itself", shown(dependency.to)));
  const auto key = fmt::format("{}\n{}\n\n{}\n{}", from.table, fmt::join(from.columns, "\n"), to.table,
                               fmt::join(to.columns, "\n"));
  if (!dependency_keys_.insert(key).second)
    return error(module, at, "duplicate-dependency",
                 fmt::format("the dependency of '{}' on '{}' is already written", shown(dependency.to),
                             shown(dependency.from)));
  dependency.at = range_of(module.source, at);
  database_.dependencies.push_back(std::move(dependency));
  dependency_tables_.emplace_back(from.table, to.table);
}

// Налаштування всього Dep належать кожній його стрілці, якщо вона не має своїх.
void Resolver::build_dependency(Module& module, const DependencyNode& node) {
  auto common = dependency_settings(module, node.settings);
  if (auto note = single_note(module, node.notes))
    common.push_back({.name = "note", .value = std::move(*note), .at = range_of(module.source, node.at)});
  std::optional<Path> first_to;
  bool first_of_columns = false;
  for (const auto& edge : node.edges) {
    const auto from = resolve_path(module, edge.from);
    const auto to = resolve_path(module, edge.to);
    auto settings = dependency_settings(module, edge.settings);
    for (const auto& setting : common)
      if (std::ranges::none_of(settings, [&](const schema::Setting& own) {
            return equals_ignore_case(own.name, setting.name);
          }))
        settings.push_back(setting);
    if (!from || !to) continue;
    const bool of_columns = !from->columns.empty() || !to->columns.empty();
    if (!first_to) {
      first_to = to;
      first_of_columns = of_columns;
    }
    if (first_of_columns != of_columns)
      error(module, edge.at, "mixed-dependency",
            "one Dep connects either tables or columns, this edge differs from the first one");
    if (first_to->table != to->table)
      error(module, edge.to.at, "mixed-dependency",
            fmt::format("one Dep feeds one table, and the first edge feeds '{}'",
                        schema::display_name(database_.tables[first_to->table].name)),
            {.hint = "write another Dep"});
    add_dependency(module, edge.at, *from, *to,
                   {.name = node.name ? std::string(node.name->text) : std::string(),
                    .from = {},
                    .to = {},
                    .settings = std::move(settings)});
  }
}

// Без стовпця — залежність усієї таблиці: Table t [dep: <- a]. Одне слово біля стовпця — стовпець тієї самої
// таблиці.
void Resolver::build_inline_dependencies() {
  for (const auto& pending : inline_deps_) {
    Module& module = *pending.module;
    const ValueNode& target = *pending.inline_ref.target;
    const auto column = pending.inline_ref.column;
    Path from{.table = *pending.table};
    if (!column.empty()) from.columns.emplace_back(column);
    std::optional<Path> to;
    if (column.empty() || target.path.size() > 1)
      to = resolve_path(module, {.parts = target.path, .at = target.at});
    else if (require_column(module, from.table, target.path.front()))
      to = Path{.table = from.table, .columns = {std::string(target.path.front().text)}};
    if (!to) continue;
    if (target.text == "<-") std::swap(from, *to);
    add_dependency(module, target.at, from, *to, {});
  }
}

std::string Resolver::metadata_target(const schema::QualifiedName& table, const Path& path) {
  const auto name = schema::display_name(table);
  return path.columns.empty() ? name : fmt::format("{}.{}", name, path.columns.front());
}

void Resolver::build_metadata(Module& module, const MetadataNode& node) {
  const auto kind = ascii_lower(node.kind.text);
  schema::Metadata metadata{
      .kind = kind, .target = {}, .settings = {}, .at = range_of(module.source, node.target.at)};
  std::optional<std::string> target;
  std::optional<Path> path;
  if (kind == "table" || kind == "column") {
    if ((path = resolve_path(module, node.target)))
      target = metadata_target(database_.tables[path->table].name, *path);
  } else if (kind == "tablegroup" || kind == "note") {
    const auto& known = kind == "note" ? module.scope.notes : module.scope.groups;
    const auto& name = node.target.parts.back();
    if (node.target.parts.size() == 1 && known.find(schema::kDefaultSchema, name.text)) {
      target = name.text;
    } else {
      error(module, node.target.at, kind == "note" ? "unknown-note" : "unknown-group",
            fmt::format("{} '{}' does not exist", kind == "note" ? "note" : "table group", name.text),
            {.hint = known.hint(name.text), .subject = std::string(name.text)});
    }
  } else {
    error(module, node.kind.at, "unknown-metadata-kind",
          fmt::format("metadata cannot describe '{}'", node.kind.text),
          {.hint = fmt::format("use {}", one_of(kMetadataKinds))});
  }
  SettingReader reader(module.source, reporter_);
  reader.read(node.settings, kMetadataSettings, &metadata.settings, [](Key, const SettingNode&) {});
  for (const auto& property : node.properties) {
    if (property.value.kind != ValueNode::Kind::string && property.value.kind != ValueNode::Kind::color) {
      error(module, property.value.at, "invalid-value",
            fmt::format("'{}' must be a string or a #color", property.name.text));
      continue;
    }
    metadata.settings.push_back(
        {.name = std::string(property.name.text),
         .value = SettingReader::written_text(property.name.text, property.value.text),
         .at = range_of(module.source, property.name.at)});
  }
  if (!target) return;
  metadata.target = std::move(*target);
  database_.metadata.push_back(std::move(metadata));
  metadata_of_.push_back(std::move(path));
}

}  // namespace techmarket::dbml
