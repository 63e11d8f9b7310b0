#include "db/binding.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket::db {
namespace {

class Checker {
 public:
  explicit Checker(const BindingSide& side) : side_(side) {
    for (const auto& column : side.live)
      live_[{.schema = column.schema.empty() ? std::string(schema::kDefaultSchema) : column.schema,
             .name = column.table}]
          .push_back(&column);
  }

  void check(const TableUse& use) {
    const schema::Table* declared = side_.declared.table(use.table);
    if (!declared) return unknown_table(use);
    const auto found = live_.find(use.table);
    if (found == live_.end()) {
      report("missing-table", declared->at,
             fmt::format("table '{}' is declared here, but the running database of {} does not have it",
                         display_name(use.table), side_.service),
             "apply the schema: `techmarket up`; an older database needs `techmarket clean` first",
             display_name(use.table));
      return;
    }
    for (const auto& column : use.columns) check_column(use, *declared, found->second, column);
    check_unapplied(use, *declared, found->second);
    if (use.inserts) check_required(use, *declared, found->second);
  }

  std::vector<Diagnostic> take() { return std::move(problems_); }

 private:
  using LiveTable = std::vector<const LiveColumn*>;

  static bool has(const LiveTable& live, std::string_view name) {
    return std::ranges::any_of(live,
                               [&](const LiveColumn* at) { return equals_ignore_case(at->name, name); });
  }

  static bool has(const TableUse& use, std::string_view name) {
    return std::ranges::any_of(use.columns, [&](const auto& used) { return equals_ignore_case(used, name); });
  }

  void report(std::string code, SourceRange at, std::string message, std::string hint, std::string subject,
              Severity severity = Severity::error) {
    if (at.file.empty()) at.file = side_.dbml_file.string();
    problems_.push_back({.severity = severity,
                         .code = std::move(code),
                         .message = std::move(message),
                         .at = std::move(at),
                         .hint = std::move(hint),
                         .subject = std::move(subject)});
  }

  void unknown_table(const TableUse& use) {
    const std::string name = display_name(use.table);
    report("unknown-table", {},
           fmt::format("{} needs table '{}', which is not declared", side_.service, name),
           did_you_mean_hint(name, side_.declared.table_names()), name);
  }

  void check_column(const TableUse& use, const schema::Table& declared, const LiveTable& live,
                    const std::string& name) {
    const std::string table = display_name(use.table);
    const schema::Column* column = declared.column(name);
    if (!column) {
      report("unknown-column", declared.at,
             fmt::format("table '{}' of {} has no column '{}'", table, side_.service, name),
             did_you_mean_hint(name, declared.column_names()), table + "." + name);
      return;
    }
    if (has(live, name)) return;
    std::vector<std::string> names;
    for (const auto* at : live) names.push_back(at->name);
    std::string hint = did_you_mean_hint(name, names);
    hint += hint.empty() ? "" : " ";
    report("missing-column", column->at,
           fmt::format("column '{}.{}' is declared here, but the running database of {} does not have it",
                       table, name, side_.service),
           hint + "the database was built from another version of this file", table + "." + name);
  }

  /// Стовпець, якого програма не торкається, а жива база ще не має: роботі не заважає, але промовчати не
  /// можна.
  void check_unapplied(const TableUse& use, const schema::Table& declared, const LiveTable& live) {
    for (const auto& column : declared.columns)
      if (!has(use, column.name) && !has(live, column.name))
        report("unapplied-column", column.at,
               fmt::format(
                   "column '{}.{}' is declared here, but the running database of {} does not have it yet",
                   display_name(use.table), column.name, side_.service),
               "the database was built from another version of this file: see `techmarket schema check`",
               display_name(use.table) + "." + column.name, Severity::warning);
  }

  /// Обов'язковий стовпець без значення за замовчуванням, про який програма не знає: вставка не вдасться.
  void check_required(const TableUse& use, const schema::Table& declared, const LiveTable& live) {
    const std::string table = display_name(use.table);
    std::set<std::string> reported;
    for (const auto& column : declared.columns)
      if (!column.nullable() && !column.default_value && !column.increment && !has(use, column.name)) {
        reported.insert(ascii_lower(column.name));
        report("unfilled-column", column.at,
               fmt::format("column '{}.{}' must have a value, but nothing fills it", table, column.name),
               "make it null, or give it a default", table + "." + column.name);
      }
    for (const auto* column : live)
      if (!column->nullable && !column->has_default && !has(use, column->name) &&
          !reported.contains(ascii_lower(column->name)))
        report("unfilled-column", declared.at,
               fmt::format(
                   "the running database of {} requires column '{}.{}', which this file does not declare",
                   side_.service, table, column->name),
               "the database was built from another version of this file", table + "." + column->name);
  }

  const BindingSide& side_;
  std::map<schema::QualifiedName, LiveTable> live_;
  std::vector<Diagnostic> problems_;
};

}  // namespace

std::vector<Diagnostic> check_binding(const BindingSide& side, std::span<const TableUse> uses) {
  Checker checker(side);
  for (const auto& use : uses) checker.check(use);
  return checker.take();
}

Status binding_status(const std::vector<Diagnostic>& problems) {
  std::map<std::string, std::string> sources;
  std::string errors, warnings;
  for (const auto& problem : problems) {
    auto [source, fresh] = sources.try_emplace(problem.at.file.text());
    if (fresh) source->second = read_file(problem.at.file.text()).value_or("");
    std::string& text = problem.severity == Severity::error ? errors : warnings;
    text += (text.empty() ? "" : "\n") + to_text(problem, source->second);
  }
  if (!warnings.empty()) fmt::print(stderr, "{}", warnings);
  const std::size_t count = count_errors(problems);
  if (count == 0) return {};
  while (errors.ends_with('\n')) errors.pop_back();
  return fail(
      ErrorKind::bad_input, std::move(errors),
      fmt::format("{} name{} did not bind; nothing was read or written", count, count == 1 ? "" : "s"));
}

}  // namespace techmarket::db
