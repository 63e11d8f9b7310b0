// Таблиці: стовпці з налаштуваннями, індекси, перевірки, часткові таблиці.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/check_value.h"
#include "dbml/resolver.h"

namespace techmarket::dbml {

void Resolver::declare_partial(Module& module, const TableNode& node) {
  if (!module.scope.partials.add(schema::kDefaultSchema, node.name.name.text, partials_.size()))
    error(module, node.name.at, "duplicate-partial",
          fmt::format("table partial '{}' is already defined", node.name.name.text));
  partials_.push_back({.table = {}, .refs = {}, .deps = {}, .node = &node, .module = &module});
}

// Ім'я могла зайняти й таблиця, і псевдонім: обидва записано в одному рядку.
static std::string first_line(const std::vector<TableNode>& tables, std::size_t index) {
  return index < tables.size() ? fmt::format("the first one is on line {}", tables[index].name.at.line)
                               : std::string();
}

void Resolver::declare_table(Module& module, const TableNode& node) {
  const auto index = database_.tables.size();
  auto& names = module.scope.tables;
  if (!names.add(node.name.schema ? node.name.schema->text : schema::kDefaultSchema, node.name.name.text,
                 index))
    error(module, node.name.at, "duplicate-table",
          fmt::format("table '{}' is already defined", written(node.name)),
          {.hint = first_line(module.document.tables, *names.find(node.name) - module.first_table)});
  const bool own_name = node.alias && !node.name.schema && node.alias->text == node.name.name.text;
  if (node.alias && !own_name && !names.add(schema::kDefaultSchema, node.alias->text, index))
    error(module, node.alias->at, "duplicate-table",
          fmt::format("'{}' is already the name of another table", node.alias->text));
  database_.tables.push_back({.name = qualified(node.name)});
  owner_.push_back(&module);
}

void Resolver::build_table(Module& module, const TableNode& node, std::size_t index) {
  auto body = build_body(module, node);
  // Часткової таблиці, якої ніхто не підключив, це не стосується: так і в еталона.
  for (const auto& column : node.columns)
    if (column.name.text.empty()) error(module, column.name.at, "missing-name", "a column must have a name");
  inject_partials(body, index);
  damaged_[index] = damaged_[index] || node.damaged;
  if (body.table.columns.empty() && !damaged_[index])
    error(module, node.name.at, "empty-element",
          fmt::format("table '{}' has no columns", written(node.name)));
  for (const auto& dep : body.deps)
    inline_deps_.push_back(
        {.module = &module, .order = dep.column_at.begin, .table = index, .inline_ref = dep});
  for (const auto& ref : body.refs)
    pending_.push_back({.module = &module, .order = ref.column_at.begin, .table = index, .inline_ref = ref});
  auto& table = database_.tables[index];
  table = std::move(body.table);
  lookup_.add(table);

  check_index_columns(module, node, index);
  for (const auto& injection : node.injections)
    if (const auto partial = module.scope.partials.find(schema::kDefaultSchema, injection.partial.text))
      drop_foreign_indexes(partials_[*partial], index);
}

// Індекс часткової таблиці за стовпцем, якого в цій таблиці немає, еталон приймає, а сервер — ні.
void Resolver::drop_foreign_indexes(const Body& partial, std::size_t index) {
  auto& table = database_.tables[index];
  std::set<std::pair<int, int>> dropped;
  for (const auto& node : partial.node->indexes) {
    const auto missing = std::ranges::find_if(node.parts, [&](const IndexPartNode& part) {
      return !part.expression && !lookup_.column(table, part.text);
    });
    if (missing == node.parts.end() || damaged_[index]) continue;
    const auto at = range_of(partial.module->source, node.at);
    dropped.emplace(at.line, at.column);
    if (reporter_.silent()) continue;
    reporter_.warning(partial.module->source, missing->at, "index-dropped",
                      fmt::format("this index is left out of table '{}', which has no column '{}'",
                                  schema::display_name(table.name), missing->text),
                      {.hint = did_you_mean_hint(missing->text, table.column_names()),
                       .subject = std::string(missing->text)});
  }
  if (dropped.empty()) return;
  std::erase_if(table.indexes, [&](const schema::Index& built) {
    return dropped.contains({built.at.line, built.at.column}) && built.at.file == partial.module->source.path;
  });
}

Resolver::Body Resolver::build_body(Module& module, const TableNode& node) {
  Body body{
      .table = {.name = qualified(node.name)}, .refs = {}, .deps = {}, .node = &node, .module = &module};
  auto& table = body.table;
  table.at = range_of(module.source, node.name.at);
  if (node.alias) table.alias = node.alias->text;
  table.note = single_note(module, node.notes);

  SettingReader reader(module.source, reporter_);
  reader.read(node.settings, kTableSettings, &table.settings, [&](Key key, const SettingNode& setting) {
    if (key == Key::header_color && reader.color(setting)) table.settings.push_back(reader.setting(setting));
    if (key == Key::note && !table.note) table.note = reader.note(setting);
    if (key == Key::dep) add_inline_dependency(module, setting, {}, body);
  });

  table.columns.reserve(node.columns.size());
  tsl::robin_map<std::string_view, std::size_t> seen;
  constexpr std::size_t kWide = 16;  // вужчу таблицю швидше перебрати
  const bool wide = node.columns.size() > kWide;
  NameSieve sieve;
  for (std::size_t i = 0; i < node.columns.size(); ++i) {
    const auto& name = node.columns[i].name;
    const bool repeated =
        wide ? !seen.try_emplace(name.text, i).second
             : sieve.add(name.text) &&
                   std::any_of(node.columns.begin(), node.columns.begin() + static_cast<std::ptrdiff_t>(i),
                               [&](const ColumnNode& other) { return other.name.text == name.text; });
    if (repeated)
      error(module, name.at, "duplicate-column",
            fmt::format("column '{}' is already in this table", name.text),
            {.hint = fmt::format("the first one is on line {}",
                                 std::ranges::find(node.columns, name.text, [](const ColumnNode& column) {
                                   return column.name.text;
                                 })->name.at.line)});
    build_column(module, node.columns[i], table.columns.emplace_back(), body);
  }
  for (const auto& index : node.indexes) {
    schema::Index built = build_index(module, index);
    if (!built.parts.empty())
      table.indexes.push_back(std::move(built));
    else
      reporter_.warning(module.source, index.at, "empty-index", "this index has no columns and is left out",
                        {.hint = "name the columns, such as (a, b), or remove it"});
  }
  for (const auto& check : node.checks) {
    schema::Check built{.expression = std::string(check.expression.text),
                        .at = range_of(module.source, check.expression.at)};
    reader.read(check.settings, kCheckSettings, nullptr,
                [&](Key, const SettingNode& setting) { built.name = reader.string(setting).value_or(""); });
    table.checks.push_back(std::move(built));
  }
  return body;
}

void Resolver::build_column(Module& module, const ColumnNode& node, schema::Column& column, Body& body) {
  column.name = node.name.text;
  column.at = range_of(module.source, node.name.at);
  column.type_at = range_of(module.source, node.type.at);
  column.type.name = node.type.name.text;
  column.type.quoted = node.type.name.quoted;
  if (!node.type.array.empty()) column.type.array = node.type.array;
  if (node.type.schema) column.type.schema = node.type.schema->text;
  column.type.arguments.assign(node.type.arguments.begin(), node.type.arguments.end());

  SettingReader reader(module.source, reporter_);
  Span default_at;
  reader.read(node.settings, kColumnSettings, &column.settings, [&](Key key, const SettingNode& setting) {
    switch (key) {
      case Key::primary_key:
        column.primary_key = true;
        break;
      case Key::unique:
        column.unique = true;
        break;
      case Key::increment:
        column.increment = true;
        break;
      case Key::null:
      case Key::not_null:
        if (column.not_null)
          error(module, setting.name_at, "conflicting-settings", "a column cannot be both null and not null");
        column.not_null = key == Key::not_null;
        break;
      case Key::default_value:
        column.default_value = reader.default_value(setting);
        if (setting.value.kind == ValueNode::Kind::path && column.default_value)
          check_enum_member(module, setting.value);
        default_at = setting.value.at;
        break;
      case Key::note:
        column.note = reader.note(setting);
        break;
      case Key::check:
        if (auto check = reader.check(setting)) column.checks.push_back(std::move(*check));
        break;
      case Key::ref:
        if (setting.value.kind == ValueNode::Kind::relation) {
          body.refs.push_back(
              {.column = node.name.text, .column_at = node.name.at, .target = &setting.value});
        } else {
          error(module, setting.value.at, "invalid-setting", "'ref' must be a relationship",
                {.hint = "write ref: > table.column"});
        }
        break;
      case Key::dep:
        add_inline_dependency(module, setting, node.name, body);
        break;
      default:
        break;
    }
  });
  if (column.default_value) check_default(module, default_at, column);
}

// Стовпець із порожнім іменем — залежність усієї таблиці.
void Resolver::add_inline_dependency(Module& module, const SettingNode& setting, const Name& column,
                                     Body& body) {
  if (setting.value.kind == ValueNode::Kind::arrow)
    return body.deps.push_back({.column = column.text, .column_at = column.at, .target = &setting.value});
  const std::string_view what = column.text.empty() ? "table" : "column";
  error(module, setting.value.at, "invalid-setting", fmt::format("'dep' must be an arrow to a {}", what),
        {.hint = column.text.empty() ? "write dep: -> table" : "write dep: -> table.column"});
}

void Resolver::check_default(Module& module, Span at, const schema::Column& column) {
  const auto& value = *column.default_value;
  if (value.kind == schema::Value::Kind::enum_member) return;  // про чужий член уже сказано
  auto problem = ValueChecker(column.type, enum_of(module, column.type), lookup_).check(value);
  if (!problem) return;
  reporter_.warning(module.source, at, problem->code,
                    fmt::format("'{}' is {}: {}", column.name, column.type.text(), problem->message),
                    {.hint = std::move(problem->hint), .subject = column.name});
}

const schema::Enum* Resolver::enum_of(const Module& module, const schema::Type& type) const {
  const std::string_view in = type.schema ? std::string_view(*type.schema) : schema::kDefaultSchema;
  const auto found = module.scope.enums.find(in, type.name);
  return found ? &database_.enums[*found] : nullptr;
}

schema::Index Resolver::build_index(Module& module, const IndexNode& node) {
  schema::Index index{.parts = {}, .at = range_of(module.source, node.at)};
  for (const auto& part : node.parts)
    index.parts.push_back({.text = std::string(part.text), .expression = part.expression});
  SettingReader reader(module.source, reporter_);
  reader.read(node.settings, kIndexSettings, nullptr, [&](Key key, const SettingNode& setting) {
    switch (key) {
      case Key::primary_key:
        index.primary_key = true;
        break;
      case Key::unique:
        index.unique = true;
        break;
      case Key::name:
        index.name = reader.string(setting).value_or("");
        break;
      case Key::type:
        index.type = reader.word(setting).value_or("");
        break;
      case Key::note:
        index.note = reader.note(setting);
        break;
      default:
        break;
    }
  });
  return index;
}

// Свої стовпці мають перевагу над ін'єкціями, остання ін'єкція — над попередніми. Стовпець стає там, де його
// підключено; індекси, перевірки й зв'язки — спершу з останньої ін'єкції, наприкінці свої (порядок еталона).
void Resolver::inject_partials(Body& body, std::size_t index) {
  const auto& injections = body.node->injections;
  if (injections.empty()) return;
  Module& module = *body.module;
  auto& table = body.table;

  std::vector<const Body*> used;
  std::unordered_set<std::string_view> names;
  for (const auto& injection : injections) {
    const auto found = module.scope.partials.find(schema::kDefaultSchema, injection.partial.text);
    if (!found) {
      error(module, injection.at, "unknown-partial",
            fmt::format("table partial '{}' does not exist", injection.partial.text),
            {.hint = module.scope.partials.hint(injection.partial.text),
             .subject = std::string(injection.partial.text)});
    } else if (!names.insert(injection.partial.text).second) {
      error(module, injection.at, "duplicate-injection",
            fmt::format("table partial '{}' is already injected here", injection.partial.text));
    } else {
      partials_[*found].injected = true;
      if (partials_[*found].table.column(""))
        error(module, injection.at, "missing-name",
              fmt::format("a column of table partial '{}' has no name", injection.partial.text));
      used.push_back(&partials_[*found]);
      continue;
    }
    used.push_back(nullptr);
  }

  // Хто дає стовпець: nullptr — сама таблиця.
  tsl::robin_map<std::string, const Body*> winner;
  for (const auto* partial : used)
    if (partial)
      for (const auto& column : partial->table.columns) winner[column.name] = partial;
  for (const auto& column : table.columns) winner[column.name] = nullptr;

  auto own = std::exchange(table.columns, {});
  std::size_t next = 0;
  for (std::size_t i = 0; i <= own.size(); ++i) {
    for (; next < injections.size() && injections[next].before == i; ++next) {
      if (!used[next]) continue;
      for (const auto& column : used[next]->table.columns)
        if (winner[column.name] == used[next]) table.columns.push_back(column);
    }
    if (i < own.size()) table.columns.push_back(std::move(own[i]));
  }

  std::unordered_set<std::string> settings;
  for (const auto& setting : table.settings) settings.insert(ascii_lower(setting.name));
  std::vector<schema::Index> indexes;
  std::vector<schema::Check> checks;
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (auto partial = used.rbegin(); partial != used.rend(); ++partial) {
    if (!*partial) continue;
    const auto& from = (*partial)->table;
    append(indexes, from.indexes);
    for (auto check : from.checks) {
      // Одна часткова таблиця може бути в багатьох, а ім'я перевірки MySQL має одне на базу.
      if (!check.name.empty()) check.name = fmt::format("{}.{}", table.name.name, check.name);
      checks.push_back(std::move(check));
    }
    if (!table.note) table.note = from.note;
    for (const auto& setting : from.settings)
      if (settings.insert(ascii_lower(setting.name)).second) table.settings.push_back(setting);
  }
  append(indexes, table.indexes);
  append(checks, table.checks);
  table.indexes = std::move(indexes);
  table.checks = std::move(checks);

  for (auto used_partial = used.rbegin(); used_partial != used.rend(); ++used_partial) {
    const Body* partial = *used_partial;
    damaged_[index] = damaged_[index] || !partial || partial->node->damaged;
    if (!partial) continue;
    for (const auto& dep : partial->deps)
      if (dep.column.empty() || winner[std::string(dep.column)] == partial)
        inline_deps_.push_back(
            {.module = partial->module, .order = dep.column_at.begin, .table = index, .inline_ref = dep});
    for (const auto& ref : partial->refs)
      if (winner[std::string(ref.column)] == partial)
        injected_.push_back(
            {.module = partial->module, .order = ref.column_at.begin, .table = index, .inline_ref = ref});
  }
}

void Resolver::check_index_columns(Module& module, const TableNode& node, std::size_t table) {
  std::unordered_set<std::string_view> seen;
  for (const auto& index : node.indexes) {
    seen.clear();
    for (const auto& part : index.parts) {
      if (part.expression || !require_column(module, table, {.text = part.text, .at = part.at})) continue;
      if (index.parts.size() > 1 && !seen.insert(part.text).second)
        error(module, part.at, "duplicate-column",
              fmt::format("column '{}' is already in this index", part.text));
    }
  }
}

// e.member, s.e.member
void Resolver::check_enum_member(Module& module, const ValueNode& node) {
  const auto& path = node.path;
  const auto& owner = path[path.size() - 2];
  const auto found =
      module.scope.enums.find(path.size() == 3 ? path[0].text : schema::kDefaultSchema, owner.text);
  if (!found && reporter_.full()) return;
  if (!found) {
    const auto name =
        path.size() == 3 ? fmt::format("{}.{}", path[0].text, owner.text) : std::string(owner.text);
    return error(module, join(path.front().at, owner.at), "unknown-enum",
                 fmt::format("enum '{}' does not exist", name),
                 {.hint = module.scope.enums.hint(name), .subject = name});
  }
  const auto& type = database_.enums[*found];
  if (reporter_.full() || lookup_.has_value(type, path.back().text)) return;
  std::vector<std::string> members;
  for (const auto& value : type.values) members.push_back(value.name);
  error(module, path.back().at, "unknown-enum-value",
        fmt::format("enum '{}' has no value '{}'", schema::display_name(type.name), path.back().text),
        {.hint = did_you_mean_hint(path.back().text, members), .subject = std::string(path.back().text)});
}

}  // namespace techmarket::dbml
