#include "migrate/clauses.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/mysql_syntax.h"
#include "sql/type_name.h"

namespace techmarket::migrate {

using schema::Column;
using schema::Dialect;
using schema::Index;
using schema::Table;

std::string Clauses::type(Column column) const {
  column.increment = false;
  return syntax_->column_type(column, model_);
}

std::optional<std::string> Clauses::default_value(const Table& table, const Column& column) const {
  if (!column.default_value || syntax_->is_numbered(column)) return std::nullopt;
  // Зведений вираз втратив приведення типів, тож пишеться той, що в джерелі.
  const Table* source_table = source_.table(table.name);
  const Column* source = source_table ? source_table->column(column.name) : nullptr;
  const auto& value = source && source->default_value ? *source->default_value : *column.default_value;
  return syntax_->default_value(column, value);
}

std::optional<Column> Clauses::with_attributes(const Table& table, const Column& column) const {
  const Table* source_table = source_.table(table.name);
  const Column* source = source_table ? source_table->column(column.name) : nullptr;
  if (!source || sql::type_part(source->type.name).size() == source->type.name.size()) return std::nullopt;
  Column written = column;
  written.type = source->type;
  return written;
}

std::string Clauses::column(const Table& table, const Column& column, const PhysicalColumn& live) const {
  const sql::Family family = sql::family_of(column.type);
  const bool text =
      family == sql::Family::text || family == sql::Family::enumeration || family == sql::Family::set;
  const auto written = with_attributes(table, column);
  std::string line =
      fmt::format("{} {}", name(column.name), syntax_->column_type(written.value_or(column), model_));
  if (text && !written) line += live.collation;
  if (!column.nullable()) line += " NOT NULL";
  line += syntax_->auto_increment(column);
  if (const auto value = default_value(table, column)) line += " DEFAULT " + *value;
  if (!column.default_value) line += live.default_value;
  if (column.type.is("datetime") || column.type.is("timestamp")) line += live.on_update;
  if (live.invisible) line += " INVISIBLE";
  syntax_->add_comment(column.note, line);
  return line;
}

std::string Clauses::primary_key(const Index& index) const {
  std::vector<std::string> columns;
  for (const auto& part : index.parts) columns.push_back(part.text);
  return syntax_->primary_key(columns, &index);
}

std::string Clauses::check(const schema::Check& check) const {
  return fmt::format("{}CHECK ({})", ddl::constraint(*syntax_, check.name), check.expression);
}

std::string Clauses::mysql_index(const Index& index, const std::string& index_name) const {
  std::string text =
      fmt::format("{}INDEX {}{}", ddl::mysql_index_class(index),
                  index_name.empty() ? "" : name(index_name) + " ", ddl::index_parts(*syntax_, index));
  syntax_->add_comment(index.note, text);
  return text;
}

std::string Clauses::create_table(const Table& table) const {
  const bool mysql = syntax_->dialect() == Dialect::mysql;
  std::vector<std::string> lines;
  for (const auto& column : table.columns) lines.push_back(this->column(table, column));
  std::size_t number = 0;
  for (const auto& index : table.indexes) {
    if (index.primary_key)
      lines.push_back(primary_key(index));
    else if (mysql)
      lines.push_back(mysql_index(index, !index.name.empty() ? index.name
                                         : index.unique      ? ""
                                                        : ddl::mysql_index_name(table.name.name, number++)));
  }
  for (const auto& check : table.checks) lines.push_back(this->check(check));
  std::string sql = fmt::format("CREATE TABLE {} (\n  {}\n)", this->table(table), fmt::join(lines, ",\n  "));
  if (mysql && ddl::has_text(table.note)) sql += " COMMENT = " + syntax_->quote_text(*table.note);
  return sql;
}

}  // namespace techmarket::migrate
