#include "ddl/records.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/types.h"

namespace techmarket::ddl {
namespace {

using schema::Table;
using schema::Value;

bool is_number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool starts_well =
      !text.empty() && (text[0] == '-' || text[0] == '.' || (text[0] >= '0' && text[0] <= '9'));
  return starts_well && error == std::errc() && end == text.data() + text.size();
}

std::string_view boolean_word(std::string_view text) {
  constexpr auto kFalse = std::to_array<std::string_view>({"false", "f", "no", "n", "off", "0", ""});
  return std::ranges::find(kFalse, ascii_lower(text)) == kFalse.end() ? "TRUE" : "FALSE";
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

std::string row(const Table& table, const std::vector<Value>& values, const Syntax& syntax) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < values.size(); ++i)
    cells.push_back(literal(values[i], table.column(table.records->columns[i]), syntax));
  return fmt::format("({})", fmt::join(cells, ", "));
}

std::string insert(const Table& table, const Syntax& syntax) {
  std::vector<std::string> rows;
  for (const auto& values : table.records->rows) rows.push_back(row(table, values, syntax));
  return fmt::format("INSERT INTO {} ({})\nVALUES\n  {};\n", syntax.quote_table(table.name),
                     syntax.quote_names(table.records->columns), fmt::join(rows, ",\n  "));
}

}  // namespace

std::string literal(const Value& value, const schema::Column* column, const Syntax& syntax) {
  const TypeClass type = column ? classify(column->type) : TypeClass::other;
  switch (value.kind) {
    case Value::Kind::null:
      return "NULL";
    case Value::Kind::expression:
      return value.text;
    case Value::Kind::enum_member:
      return syntax.quote_text(value.text);
    default:
      break;
  }
  if (type == TypeClass::boolean) return std::string(boolean_word(value.text));
  if (type == TypeClass::text) return syntax.quote_text(value.text);
  if (value.kind == Value::Kind::boolean) return std::string(boolean_word(value.text));
  if (value.kind == Value::Kind::number) return value.text;
  const bool numeric = type == TypeClass::integer || type == TypeClass::number;
  return numeric && is_number(value.text) ? value.text : syntax.quote_text(value.text);
}

std::string write_records(const schema::Database& database, const Syntax& syntax) {
  const auto tables = tables_with_records(database);
  if (tables.empty()) return {};
  std::string out = fmt::format("{}\n", syntax.records_begin());
  for (const auto* table : tables) out += insert(*table, syntax);
  return fmt::format("{}\n{}", out, syntax.records_end());
}

}  // namespace techmarket::ddl
