#include "dbml/print.h"

#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dbml/keywords.h"
#include "dbml/print_text.h"

namespace techmarket::dbml {
namespace {

using schema::Endpoint;
using schema::Ref;

std::string sign(const Endpoint& first, const Endpoint& second) {
  const bool many_first = first.relation == Endpoint::Relation::many;
  const bool many_second = second.relation == Endpoint::Relation::many;
  const std::string_view text = many_first && many_second ? "<>" : many_first ? ">" : many_second ? "<" : "-";
  return fmt::format("{}{}{}", first.optional ? "?" : "", text, second.optional ? "?" : "");
}

std::string written_endpoint(const Endpoint& end) {
  std::vector<std::string> columns;
  for (const auto& column : end.columns) columns.push_back(written_name(column));
  const std::string list =
      columns.size() == 1 ? columns.front() : fmt::format("({})", fmt::join(columns, ", "));
  return written_name(end.table) + "." + list;
}

class Printer {
 public:
  explicit Printer(const schema::Database& database) : database_(database) {
    for (const auto& ref : database.refs)
      if (ref.is_inline) inline_refs_[{ref.first.table, ref.first.columns.front()}].push_back(&ref);
  }

  std::string run() {
    if (database_.project) project(*database_.project);
    for (const auto& element : database_.enums) enumeration(element);
    for (const auto& table : database_.tables) this->table(table);
    refs();
    for (const auto& group : database_.groups) this->group(group);
    for (const auto& note : database_.notes) sticky_note(note);
    for (const auto& view : database_.views) this->view(view);
    for (const auto& dependency : database_.dependencies) this->dependency(dependency);
    for (const auto& metadata : database_.metadata) this->metadata(metadata);
    return std::move(out_);
  }

 private:
  static std::string with_value(Key key, std::string_view value) {
    return fmt::format("{}: {}", word_of(key), value);
  }
  static std::string flag(Key key) { return std::string(word_of(key)); }
  /// « ім'я» після слова елемента, якщо воно є.
  static std::string own_name(const std::string& name) {
    return name.empty() ? "" : " " + written_name(name);
  }

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
  }
  void blank() {
    if (!out_.empty()) out_ += '\n';
  }

  void project(const schema::Project& project) {
    line("{}{} {{", word_of(ElementKind::project), own_name(project.name));
    for (const auto& setting : project.settings)
      line("  {}: {}", setting.name, written_string(setting.value));
    if (project.note) line("  {}: {}", kNoteWord, written_note(*project.note, "  "));
    line("}}");
  }

  void enumeration(const schema::Enum& element) {
    blank();
    line("{} {} {{", word_of(ElementKind::enumeration), written_name(element.name));
    for (const auto& value : element.values) {
      std::vector<std::string> settings;
      if (value.note) settings.push_back(with_value(Key::note, written_string(*value.note)));
      line("  {}{}", written_name(value.name), settings_list(settings));
    }
    line("}}");
  }

  void table(const schema::Table& table) {
    blank();
    std::vector<std::string> settings;
    for (const auto& setting : table.settings) settings.push_back(written_setting(setting));
    const std::string alias =
        table.alias.empty() ? "" : fmt::format(" {} {}", kAsWord, written_name(table.alias));
    line("{} {}{}{} {{", word_of(ElementKind::table), written_name(table.name), alias,
         settings_list(settings));
    for (const auto& column : table.columns) this->column(table, column);
    indexes(table);
    checks(table);
    if (table.note) {
      blank();
      line("  {}: {}", kNoteWord, written_note(*table.note, "  "));
    }
    if (table.records) records(*table.records);
    line("}}");
  }

  void column(const schema::Table& table, const schema::Column& column) {
    std::vector<std::string> settings;
    if (column.primary_key) settings.push_back(flag(Key::primary_key));
    if (column.increment) settings.push_back(flag(Key::increment));
    if (column.not_null) settings.push_back(flag(*column.not_null ? Key::not_null : Key::null));
    if (column.unique) settings.push_back(flag(Key::unique));
    if (column.default_value)
      settings.push_back(with_value(Key::default_value, written_value(*column.default_value)));
    for (const auto& check : column.checks)
      settings.push_back(with_value(Key::check, written_expression(check.expression)));
    if (const auto refs = inline_refs_.find({table.name, column.name}); refs != inline_refs_.end())
      for (const Ref* ref : refs->second)
        settings.push_back(with_value(
            Key::ref, fmt::format("{} {}", sign(ref->first, ref->second), written_endpoint(ref->second))));
    for (const auto& setting : column.settings) settings.push_back(written_setting(setting));
    if (column.note) settings.push_back(with_value(Key::note, written_string(*column.note)));
    line("  {} {}{}", written_name(column.name), written_type(column.type), settings_list(settings));
  }

  void indexes(const schema::Table& table) {
    if (table.indexes.empty()) return;
    blank();
    line("  {} {{", kIndexesWord);
    for (const auto& index : table.indexes) {
      std::vector<std::string> parts, settings;
      for (const auto& part : index.parts)
        parts.push_back(part.expression ? written_expression(part.text) : written_name(part.text));
      if (index.primary_key) settings.push_back(flag(Key::primary_key));
      if (index.unique) settings.push_back(flag(Key::unique));
      if (!index.name.empty()) settings.push_back(with_value(Key::name, written_string(index.name)));
      if (!index.type.empty()) settings.push_back(with_value(Key::type, written_name(index.type)));
      if (index.note) settings.push_back(with_value(Key::note, written_string(*index.note)));
      line("    {}{}", parts.size() == 1 ? parts.front() : fmt::format("({})", fmt::join(parts, ", ")),
           settings_list(settings));
    }
    line("  }}");
  }

  void checks(const schema::Table& table) {
    if (table.checks.empty()) return;
    blank();
    line("  {} {{", kChecksWord);
    for (const auto& check : table.checks) {
      std::vector<std::string> settings;
      if (!check.name.empty()) settings.push_back(with_value(Key::name, written_string(check.name)));
      line("    {}{}", written_expression(check.expression), settings_list(settings));
    }
    line("  }}");
  }

  void records(const schema::Records& records) {
    std::vector<std::string> columns;
    for (const auto& column : records.columns) columns.push_back(written_name(column));
    blank();
    line("  {} ({}) {{", kRecordsWord, fmt::join(columns, ", "));
    for (const auto& row : records.rows) {
      std::vector<std::string> values;
      for (const auto& value : row) values.push_back(written_value(value));
      line("    {}", fmt::join(values, ", "));
    }
    line("  }}");
  }

  void refs() {
    bool first = true;
    for (const auto& ref : database_.refs) {
      if (ref.is_inline) continue;
      if (std::exchange(first, false)) blank();
      std::vector<std::string> settings;
      if (!ref.on_delete.empty()) settings.push_back(with_value(Key::on_delete, ref.on_delete));
      if (!ref.on_update.empty()) settings.push_back(with_value(Key::on_update, ref.on_update));
      if (!ref.color.empty()) settings.push_back(with_value(Key::color, ref.color));
      if (ref.inactive) settings.push_back(flag(Key::inactive));
      line("{}{}: {} {} {}{}", word_of(ElementKind::ref), own_name(ref.name), written_endpoint(ref.first),
           sign(ref.first, ref.second), written_endpoint(ref.second), settings_list(settings));
    }
  }

  void group(const schema::TableGroup& group) {
    blank();
    std::vector<std::string> settings;
    if (!group.color.empty()) settings.push_back(with_value(Key::color, group.color));
    if (group.note) settings.push_back(with_value(Key::note, written_string(*group.note)));
    line("{} {}{} {{", word_of(ElementKind::table_group), written_name(group.name), settings_list(settings));
    for (const auto& table : group.tables) line("  {}", written_name(table));
    line("}}");
  }

  void sticky_note(const schema::StickyNote& note) {
    blank();
    std::vector<std::string> settings;
    for (const auto& setting : note.settings)
      settings.push_back(setting.value == "none" ? setting.name + ": none" : written_setting(setting));
    line("{} {}{} {{", word_of(ElementKind::note), written_name(note.name), settings_list(settings));
    line("  {}", written_note(note.text, "  "));
    line("}}");
  }

  void view(const schema::DiagramView& view) {
    blank();
    line("{} {} {{", word_of(ElementKind::diagram_view), written_name(view.name));
    for (const auto& [kind, names] : view.sections) {
      line("  {} {{", kind);
      for (const auto& name : names) line("    {}", name == "*" ? name : written_path(name));
      line("  }}");
    }
    line("}}");
  }

  void dependency(const schema::Dependency& dependency) {
    blank();
    std::vector<std::string> settings;
    for (const auto& setting : dependency.settings) settings.push_back(written_setting(setting));
    line("{}{}: {} -> {}{}", word_of(ElementKind::dependency), own_name(dependency.name),
         written_end(dependency.from), written_end(dependency.to), settings_list(settings));
  }

  static std::string written_end(const schema::DependencyEnd& end) {
    const auto table = written_name(end.table);
    if (end.columns.empty()) return table;
    std::vector<std::string> columns;
    for (const auto& column : end.columns) columns.push_back(written_name(column));
    return columns.size() == 1 ? table + "." + columns.front()
                               : fmt::format("{}.({})", table, fmt::join(columns, ", "));
  }

  void metadata(const schema::Metadata& metadata) {
    blank();
    line("{} {} {} {{", word_of(ElementKind::metadata), metadata.kind, written_path(metadata.target));
    for (const auto& setting : metadata.settings)
      line("  {}: {}", setting.name, written_string(setting.value));
    line("}}");
  }

  const schema::Database& database_;
  std::map<std::pair<schema::QualifiedName, std::string>, std::vector<const Ref*>> inline_refs_;
  std::string out_;
};

}  // namespace

std::string print(const schema::Database& database) {
  return Printer(database).run();
}

}  // namespace techmarket::dbml
