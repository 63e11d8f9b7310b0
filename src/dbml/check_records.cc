#include "dbml/check_records.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sql/type_name.h"

namespace techmarket::dbml {
namespace {

using schema::Value;

/// Стовпець, який сервер заповнює сам: лічильник.
bool is_counted(const schema::Column& column) {
  return column.increment || sql::is_serial(column.type);
}

}  // namespace

RecordChecker::RecordChecker(const SourceFile& file, const RecordsNode& node, const schema::Table& table,
                             const FindEnum& find_enum, const schema::Lookup& lookup)
    : file_(file), node_(node), table_(table), records_(*table.records), lookup_(lookup) {
  for (const auto& name : records_.columns) {
    places_.try_emplace(name, columns_.size());
    columns_.push_back(lookup.column(table, name));
    checkers_.emplace_back(columns_.back()->type, find_enum(columns_.back()->type), lookup);
  }
  for (std::size_t i = 0; i < node.rows.size(); ++i)
    if (node.rows[i].size() == records_.columns.size()) rows_.push_back(i);
}

void RecordChecker::check(Reporter& reporter) const {
  check_missing(reporter);
  check_cells(reporter);
  check_unique(reporter, "primary key", table_.primary_key());
  for (const auto& column : table_.columns)
    if (column.unique && !column.primary_key) check_unique(reporter, "unique", {column.name});
  for (const auto& index : table_.indexes) {
    if (!index.unique || index.primary_key) continue;
    std::vector<std::string> columns;
    for (const auto& part : index.parts)
      if (!part.expression) columns.push_back(part.text);
    if (columns.size() == index.parts.size()) check_unique(reporter, "unique", columns);
  }
}

void RecordChecker::check_missing(Reporter& reporter) const {
  if (records_.rows.empty()) return;
  for (const auto& column : table_.columns) {
    if (places_.contains(column.name) || column.default_value || is_counted(column)) continue;
    if (column.nullable() && !lookup_.is_in_key(table_, column.name)) continue;
    reporter.warning(file_, node_.at, "record-missing-column",
                     fmt::format("the rows give no value to '{}.{}', which cannot be null",
                                 schema::display_name(table_.name), column.name),
                     {.hint = "add the column to the list, or give it a default", .subject = column.name});
  }
}

void RecordChecker::check_cells(Reporter& reporter) const {
  std::vector<bool> required;
  for (const auto* column : columns_)
    required.push_back((!column->nullable() || lookup_.is_in_key(table_, column->name)) &&
                       !column->increment);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& value = records_.rows[row][i];
      const auto cell = node_.rows[rows_[row]][i].at;
      const auto name = [&] {
        return fmt::format("{}.{}", schema::display_name(table_.name), columns_[i]->name);
      };
      if (value.kind == Value::Kind::null && required[i])
        reporter.warning(file_, cell, "record-null", fmt::format("'{}' cannot be null", name()),
                         {.subject = columns_[i]->name});
      if (auto problem = checkers_[i].check(value))
        reporter.warning(file_, cell, problem->code,
                         fmt::format("'{}' is {}: {}", name(), columns_[i]->type.text(), problem->message),
                         {.hint = std::move(problem->hint), .subject = columns_[i]->name});
    }
  }
}

void RecordChecker::check_unique(Reporter& reporter, std::string_view what,
                                 const std::vector<std::string>& columns) const {
  const auto places = places_of(columns);
  if (columns.empty() || !places) return;
  std::unordered_map<std::string, std::size_t> seen;
  seen.reserve(rows_.size());
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    auto text = key(row, *places);
    if (!text) continue;
    const auto [first, is_new] = seen.try_emplace(std::move(*text), row);
    if (is_new) continue;
    reporter.warning(file_, at(row, *places), "record-duplicate-key",
                     fmt::format("{} is {} and already stands on line {}", shown_key(row, columns, *places),
                                 what == "unique" ? "unique" : "the primary key",
                                 node_.rows_at[rows_[first->second]].line),
                     {.subject = fmt::format("{}", fmt::join(columns, ", "))});
  }
}

void RecordChecker::check_reference(Reporter& reporter, const std::vector<std::string>& columns,
                                    const RecordChecker& parent,
                                    const std::vector<std::string>& parent_columns) const {
  const auto places = places_of(columns), parent_places = parent.places_of(parent_columns);
  if (!places || !parent_places) return;
  std::unordered_set<std::string> known;
  for (std::size_t row = 0; row < parent.rows_.size(); ++row) {
    const auto& values = parent.records_.rows[row];
    const auto computed = [&](std::size_t place) { return values[place].kind == Value::Kind::expression; };
    if (std::ranges::any_of(*parent_places, computed)) return;  // вираз може дати будь-яке значення
    if (auto text = parent.key(row, *parent_places)) known.insert(std::move(*text));
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const auto text = key(row, *places);
    if (!text || known.contains(*text)) continue;
    reporter.warning(file_, at(row, *places), "record-unknown-reference",
                     fmt::format("{} is not among the records of '{}'", shown_key(row, columns, *places),
                                 schema::display_name(parent.table_.name)),
                     {.subject = fmt::format("{}", fmt::join(columns, ", "))});
  }
}

std::optional<RecordChecker::Places> RecordChecker::places_of(const std::vector<std::string>& columns) const {
  Places places;
  for (const auto& column : columns) {
    const auto found = places_.find(column);
    if (found == places_.end()) return std::nullopt;
    places.push_back(found->second);
  }
  return places;
}

std::optional<std::string> RecordChecker::key(std::size_t row, const Places& places) const {
  std::string text;
  for (const auto place : places) {
    const auto& value = records_.rows[row][place];
    if (value.kind == Value::Kind::null || value.kind == Value::Kind::expression) return std::nullopt;
    const auto part = checkers_[place].key(value);
    text += fmt::format("{}:{}", part.size(), part);  // довжина наперед: ('a', 'bc') — не ('ab', 'c')
  }
  return text;
}

std::string RecordChecker::shown_key(std::size_t row, const std::vector<std::string>& columns,
                                     const Places& places) const {
  std::vector<std::string> values;
  for (const auto place : places) values.push_back(shown(records_.rows[row][place]));
  const auto owner = schema::display_name(table_.name);
  if (columns.size() == 1) return fmt::format("'{}.{}' = {}", owner, columns.front(), values.front());
  return fmt::format("'{}.({})' = ({})", owner, fmt::join(columns, ", "), fmt::join(values, ", "));
}

Span RecordChecker::at(std::size_t row, const Places& places) const {
  return places.size() == 1 ? node_.rows[rows_[row]][places.front()].at : node_.rows_at[rows_[row]];
}

}  // namespace techmarket::dbml
