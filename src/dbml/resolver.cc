#include "dbml/resolver.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/literal.h"

namespace techmarket::dbml {

schema::Database resolve(Modules& modules, Reporter& reporter) {
  return Resolver(modules, reporter).run();
}

schema::QualifiedName qualified(const QualifiedNameNode& node) {
  return {.schema = std::string(node.schema ? node.schema->text : schema::kDefaultSchema),
          .name = std::string(node.name.text)};
}

std::string written(const QualifiedNameNode& node) {
  return node.schema ? fmt::format("{}.{}", node.schema->text, node.name.text) : std::string(node.name.text);
}

schema::Database Resolver::run() && {
  std::size_t tables = 0;
  for (const auto& module : modules_) tables += module->document.tables.size();
  database_.tables.reserve(tables);
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    modules_[i]->number = i;
    declare(*modules_[i]);
  }
  for (const auto& element : database_.enums) lookup_.add(element);
  link_modules();
  for (auto& module : modules_) {
    for (std::size_t i = 0; i < module->document.partials.size(); ++i)
      partials_[module->first_partial + i] = build_body(*module, module->document.partials[i]);
  }
  for (auto& module : modules_) {
    for (std::size_t i = 0; i < module->document.tables.size(); ++i)
      build_table(*module, module->document.tables[i], module->first_table + i);
  }
  resolve_refs();
  for (auto& module : modules_) build(*module);
  build_inline_dependencies();
  if (!records_.empty()) check_records();
  keep_imported();
  return std::move(database_);
}

void Resolver::build(Module& module) {
  const auto& document = module.document;
  for (std::size_t i = 0; i < document.groups.size(); ++i)
    build_group(module, document.groups[i], module.first_group + i);
  build_project(module);
  for (std::size_t i = 0; i < document.tables.size(); ++i)
    for (const auto& records : document.tables[i].records)
      build_records(module, records, module.first_table + i);
  for (const auto& records : document.records)
    if (const auto table = find_table(module, *records.table)) build_records(module, records, *table);
  for (const auto& node : document.views) build_view(module, node);
  for (const auto& node : document.dependencies) build_dependency(module, node);
  for (const auto& node : document.metadata) build_metadata(module, node);
}

void Resolver::error(const Module& module, Span at, std::string_view code, std::string message,
                     Advice advice) {
  reporter_.error(module.source, at, code, std::move(message), std::move(advice));
}

void Resolver::declare(Module& module) {
  const auto& document = module.document;
  module.first_table = database_.tables.size();
  module.first_enum = database_.enums.size();
  module.first_note = database_.notes.size();
  module.first_partial = partials_.size();
  module.first_group = database_.groups.size();
  for (const auto& node : document.enums) declare_enum(module, node);
  for (const auto& node : document.partials) declare_partial(module, node);
  for (const auto& node : document.tables) declare_table(module, node);
  for (const auto& node : document.notes) declare_note(module, node);
  for (const auto& node : document.groups) declare_group(module, node);
  if (modules_.size() > 1 || !document.uses.empty()) module.exported = module.scope;
  group_of_.resize(database_.tables.size());
  damaged_.resize(database_.tables.size());
}

void Resolver::declare_enum(Module& module, const EnumNode& node) {
  const auto name = qualified(node.name);
  if (!module.scope.enums.add(node.name.schema ? node.name.schema->text : schema::kDefaultSchema,
                              node.name.name.text, database_.enums.size()))
    error(module, node.name.at, "duplicate-enum",
          fmt::format("enum '{}' is already defined", written(node.name)),
          {.hint = fmt::format("the first one is on line {}",
                               database_.enums[*module.scope.enums.find(node.name)].at.line)});
  if (node.values.empty() && !node.damaged)
    error(module, node.name.at, "empty-element", fmt::format("enum '{}' has no values", written(node.name)));

  schema::Enum result{.name = name, .values = {}, .at = range_of(module.source, node.name.at)};
  SettingReader reader(module.source, reporter_);
  std::unordered_set<std::string_view> seen;
  for (const auto& value : node.values) {
    if (value.name.text.empty())
      error(module, value.name.at, "missing-name", "an enum value must have a name");
    if (!seen.insert(value.name.text).second)
      error(module, value.name.at, "duplicate-enum-value",
            fmt::format("value '{}' is already in this enum", value.name.text));
    schema::EnumValue built{.name = std::string(value.name.text),
                            .at = range_of(module.source, value.name.at)};
    reader.read(value.settings, kEnumValueSettings, nullptr,
                [&](Key, const SettingNode& setting) { built.note = reader.note(setting); });
    result.values.push_back(std::move(built));
  }
  database_.enums.push_back(std::move(result));
}

void Resolver::declare_group(Module& module, const GroupNode& node) {
  const auto index = database_.groups.size();
  if (!module.scope.groups.add(schema::kDefaultSchema, node.name.text, index))
    error(module, node.name.at, "duplicate-group",
          fmt::format("table group '{}' is already defined", node.name.text));
  group_nodes_.emplace_back(&module, &node);
  group_tables_.emplace_back();
  database_.groups.push_back(
      {.name = std::string(node.name.text), .tables = {}, .at = range_of(module.source, node.name.at)});
}

void Resolver::declare_note(Module& module, const StickyNoteNode& node) {
  if (!module.scope.notes.add(schema::kDefaultSchema, node.name.text, database_.notes.size()))
    error(module, node.name.at, "duplicate-note",
          fmt::format("note '{}' is already defined", node.name.text));
  schema::StickyNote note{.name = std::string(node.name.text),
                          .text = dedent(node.text.text),
                          .at = range_of(module.source, node.name.at)};
  SettingReader reader(module.source, reporter_);
  reader.read(node.settings, kNoteSettings, &note.settings, [&](Key, const SettingNode& setting) {
    auto color = reader.color(setting, true);
    if (!color) return;
    note.settings.push_back(reader.setting(setting));
    note.settings.back().value = *std::move(color);  // none — у будь-якому регістрі
  });
  database_.notes.push_back(std::move(note));
}

std::optional<std::string> Resolver::single_note(Module& module, const std::vector<NoteNode>& notes) {
  for (std::size_t i = 1; i < notes.size(); ++i)
    error(module, notes[i].at, "duplicate-note", "there is already a note here");
  return notes.empty() ? std::nullopt : std::optional(dedent(notes.front().text.text));
}

void Resolver::build_project(Module& module) {
  const auto& projects = module.document.projects;
  for (std::size_t i = 1; i < projects.size(); ++i)
    error(module, projects[i].at, "duplicate-project", "a file describes one project");
  if (projects.empty() || database_.project) return;
  const auto& node = projects.front();
  schema::Project project{.name = node.name ? std::string(node.name->text) : std::string(),
                          .settings = {},
                          .at = range_of(module.source, node.name ? node.name->at : node.at)};
  for (const auto& property : node.properties)
    project.settings.push_back({.name = std::string(property.name.text),
                                .value = std::string(property.value.text),
                                .at = range_of(module.source, property.name.at)});
  // Кілька приміток проєкту мова дозволяє; лишається остання.
  if (!node.notes.empty()) project.note = dedent(node.notes.back().text.text);
  database_.project = std::move(project);
}

void Resolver::build_group(Module& module, const GroupNode& node, std::size_t index) {
  auto& group = database_.groups[index];
  group.note = single_note(module, node.notes);
  SettingReader reader(module.source, reporter_);
  std::vector<schema::Setting> custom;
  reader.read(node.settings, kGroupSettings, &custom, [&](Key key, const SettingNode& setting) {
    if (key == Key::color) group.color = reader.color(setting).value_or("");
    if (key == Key::note && !group.note) group.note = reader.note(setting);
  });
  for (const auto& name : node.tables) {
    const auto table = find_table(module, name);
    if (!table) continue;
    if (group_of_[*table]) {
      error(module, name.at, "table-in-two-groups",
            fmt::format("table '{}' is already in group '{}'", written(name), *group_of_[*table]));
      continue;
    }
    group_of_[*table] = node.name.text;
    group.tables.push_back(database_.tables[*table].name);
    group_tables_[index].push_back(*table);
  }
}

std::optional<std::size_t> Resolver::find_table(Module& module, const QualifiedNameNode& name) {
  if (const auto found = module.scope.tables.find(name)) return found;
  if (reporter_.full()) return std::nullopt;  // порада дорога, а показати її вже нікому
  const auto subject = written(name);
  error(module, name.at, "unknown-table", fmt::format("table '{}' does not exist", subject),
        {.hint = module.scope.tables.hint(subject), .subject = subject});
  return std::nullopt;
}

bool Resolver::require_column(Module& module, std::size_t table, const Name& column) {
  if (lookup_.column(database_.tables[table], column.text)) return true;
  if (reporter_.full()) return false;
  if (damaged_[table]) return false;  // може, саме цей стовпець і не вдалося розібрати
  const auto& owner = database_.tables[table];
  error(module, column.at, "unknown-column",
        fmt::format("table '{}' has no column '{}'", schema::display_name(owner.name), column.text),
        {.hint = did_you_mean_hint(column.text, owner.column_names()), .subject = std::string(column.text)});
  return false;
}

}  // namespace techmarket::dbml
