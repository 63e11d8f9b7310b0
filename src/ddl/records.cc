#include "ddl/records.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "schema/lookup.h"
#include "sql/expression_tree.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Table;
using schema::Value;

std::string_view boolean_word(std::string_view text) {
  constexpr auto kTrue = std::to_array<std::string_view>({"true", "t", "yes", "y", "on", "1"});
  return std::ranges::find(kTrue, ascii_lower(text)) == kTrue.end() ? "FALSE" : "TRUE";
}

// Один біт dbml2sql вважає логічним.
bool is_one_bit(const schema::Type& type) {
  return sql::base_name(type) == "bit" && (!sql::has_arguments(type) || type.text().ends_with("(1)"));
}

bool is_moment(const schema::Type& type) {
  constexpr auto kWords = std::to_array<std::string_view>({"date", "time"});
  const std::string base = sql::base_name(type);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return base.starts_with(word); });
}

std::vector<const Table*> tables_with_records(const schema::Database& database) {
  std::vector<const Table*> tables;
  for (const auto& table : database.tables)
    if (table.records && !table.records->rows.empty()) tables.push_back(&table);
  std::ranges::stable_sort(tables, {}, [](const Table* table) {
    return std::pair(std::string_view(table->records->at.file.text()), table->records->at.line);
  });
  return tables;
}

std::string row(const std::vector<const schema::Column*>& columns, const std::vector<Value>& values,
                const Syntax& syntax) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < values.size(); ++i) cells.push_back(literal(values[i], columns[i], syntax));
  return fmt::format("({})", fmt::join(cells, ", "));
}

std::string insert(const Table& table, const Syntax& syntax) {
  schema::Lookup lookup;
  lookup.add(table);
  std::vector<const schema::Column*> columns;
  for (const auto& name : table.records->columns) columns.push_back(lookup.column(table, name));
  std::vector<std::string> rows;
  for (const auto& values : table.records->rows) rows.push_back(row(columns, values, syntax));
  return fmt::format("INSERT INTO {} ({})\nVALUES\n  {};\n", syntax.quote_table(table.name),
                     syntax.quote_names(table.records->columns), fmt::join(rows, ",\n  "));
}

}  // namespace

std::string literal(const Value& value, const schema::Column* column, const Syntax& syntax) {
  using Kind = Value::Kind;
  // MySQL нумерує й рядок із NULL, PostgreSQL — лише з DEFAULT.
  if (value.kind == Kind::null)
    return column && syntax.dialect() == schema::Dialect::postgres && syntax.is_numbered(*column) ? "DEFAULT"
                                                                                                  : "NULL";
  if (value.kind == Kind::expression) return value.text;
  if (value.kind == Kind::enum_member || !column) return syntax.quote_text(value.text);

  const sql::Family family = sql::family_of(column->type);
  const bool bit = is_one_bit(column->type);
  const bool numeric = sql::is_numeric(family), logical = family == sql::Family::boolean || bit;
  // Порожній рядок для сервера не є ні числом, ні датою.
  if (value.text.empty() && (numeric || logical || is_moment(column->type))) return "NULL";
  if (bit && syntax.dialect() == schema::Dialect::postgres)
    return boolean_word(value.text) == "TRUE" ? "'1'" : "'0'";
  if (logical) return std::string(boolean_word(value.text));
  if (numeric && (value.kind != Kind::string || sql::is_number(value.text))) return value.text;
  return syntax.quote_text(value.text);
}

std::string write_records(const schema::Database& database, const Syntax& syntax) {
  const auto tables = tables_with_records(database);
  if (tables.empty()) return {};
  std::string out = fmt::format("{}\n", syntax.records_begin());
  for (const auto* table : tables) out += insert(*table, syntax);
  return fmt::format("{}\n{}", out, syntax.records_end());
}

}  // namespace techmarket::ddl
