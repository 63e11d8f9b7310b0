#include "ddl/script.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/records.h"

namespace techmarket::ddl {
namespace {

using schema::Table;

constexpr std::string_view kHeader = "-- Generated from ";

// Перший індекс [pk]: він задає ключ, коли жоден стовпець не позначено pk.
const schema::Index* key_index(const Table& table) {
  if (std::ranges::any_of(table.columns, &schema::Column::primary_key)) return nullptr;
  const auto found = std::ranges::find_if(table.indexes, &schema::Index::primary_key);
  return found == table.indexes.end() ? nullptr : &*found;
}

}  // namespace

bool is_generated_sql(std::string_view sql) {
  return sql.starts_with(kHeader);
}

std::string Script::write(const EmitOptions& options) {
  constexpr std::size_t kTableText = 256, kColumnText = 64;  // приблизно; зайве місце нічого не коштує
  std::size_t expected = 0;
  for (const auto& table : database_.tables) expected += kTableText + table.columns.size() * kColumnText;
  out_.reserve(expected);
  write_header(options);
  write_schemas();
  write_enums();
  write_tables();
  write_indexes();
  write_comments();
  write_refs();
  while (out_.ends_with("\n\n")) out_.pop_back();
  if (const std::string records = write_records(database_, syntax_); !records.empty()) add(records);
  return std::move(out_);
}

void Script::add(std::string_view statement) {
  begin();
  out_ += statement;
  if (!out_.ends_with('\n')) out_ += '\n';
}

void Script::begin() {
  if (!out_.empty()) out_ += '\n';
}

void Script::write_header(const EmitOptions& options) {
  if (options.source_name.empty()) return;
  add(fmt::format("{}{}: change it there and build again\n-- Database: {}\n", kHeader,
                  replace_all(replace_all(options.source_name, "\n", " "), "\r", " "), syntax_.title()));
  if (options.names_encoding)
    add(syntax_.dialect() == schema::Dialect::mysql ? "SET NAMES utf8mb4;" : "SET client_encoding = 'UTF8';");
}

void Script::write_schemas() {
  for (const auto& group : model_.groups())
    if (group.name != schema::kDefaultSchema)
      add(fmt::format("CREATE SCHEMA {};", syntax_.quote_name(group.name)));
}

void Script::write_enums() {
  for (const auto& group : model_.groups())
    for (const auto* element : group.enums)
      if (const std::string statement = syntax_.create_enum(*element); !statement.empty()) add(statement);
}

void Script::write_tables() {
  for (const auto& group : model_.groups())
    for (const auto* table : group.tables) create_table(*table);
}

void Script::write_indexes() {
  for (const auto& group : model_.groups()) {
    std::size_t number = 0;  // dbml2sql нумерує індекси однієї схеми наскрізно, а не в межах таблиці
    for (const auto* table : group.tables)
      for (const auto& index : table->indexes)
        if (!index.primary_key) add(syntax_.create_index(*table, index, number++));
  }
}

void Script::write_comments() {
  for (const auto& group : model_.groups())
    for (const auto* table : group.tables)
      for (const auto& statement : syntax_.comments(*table)) add(statement);
}

void Script::write_refs() {
  for (const auto& group : model_.groups())
    for (const auto* ref : group.refs) {
      if (ref->child_and_parent())
        add(add_foreign_key(syntax_, *ref));
      else
        write_junction(*ref);
    }
}

void Script::write_junction(const schema::Ref& ref) {
  const Junction junction = junctions_.build(ref);
  create_table(junction.table);
  add(add_foreign_key(syntax_, junction.to_first));
  add(add_foreign_key(syntax_, junction.to_second));
  out_ += '\n';  // dbml2sql відділяє проміжну таблицю двома порожніми рядками
}

// Текст схеми на тисячі таблиць складається саме тут, тож рядки дописуються просто до виводу.
void Script::create_table(const Table& table) {
  const schema::Index* index = key_index(table);
  const auto key = table.primary_key();
  const bool inline_key = !index && key.size() == 1;

  begin();
  ((out_ += "CREATE TABLE ") += syntax_.quote_table(table.name)) += " (";
  std::string_view separator = "\n  ";
  const auto line = [&]() -> std::string& {
    out_ += std::exchange(separator, ",\n  ");
    return out_;
  };
  for (const auto& column : table.columns) {
    const bool is_key = inline_key && column.primary_key;
    line();
    // Ключ і так унікальний; другий індекс — лише попередження сервера.
    add_column(column, is_key ? " PRIMARY KEY" : column.unique ? " UNIQUE" : "");
  }
  for (const auto& check : table.checks)
    (((line() += constraint(syntax_, check.name)) += "CHECK (") += check.expression) += ')';
  if (!key.empty() && !inline_key) line() += syntax_.primary_key(key, index);
  out_ += "\n);\n";
}

void Script::add_column(const schema::Column& column, std::string_view key) {
  add_quoted(column.name, syntax_.name_mark(), out_);
  add_type(column);
  out_ += key;
  if (column.not_null.value_or(false)) out_ += " NOT NULL";
  out_ += syntax_.auto_increment(column);
  if (!syntax_.checks_stand_last()) add_checks(column);
  const auto& value = column.default_value;
  if (value && value->kind != schema::Value::Kind::null && !syntax_.is_numbered(column))
    (out_ += " DEFAULT ") += syntax_.default_value(column, *value);
  syntax_.add_comment(column.note, out_);
  if (syntax_.checks_stand_last()) add_checks(column);
}

// Нумерований стовпець може дістати інший тип, тож він сам по собі.
void Script::add_type(const schema::Column& column) {
  constexpr std::size_t kRemembered = 32;
  out_ += ' ';
  if (column.increment) return syntax_.add_type(column, model_, out_);
  for (const auto& known : known_types_)
    if (known.type == column.type) {
      out_ += known.text;
      return;
    }
  const std::size_t begin = out_.size();
  syntax_.add_type(column, model_, out_);
  if (known_types_.size() < kRemembered) known_types_.push_back({column.type, out_.substr(begin)});
}

void Script::add_checks(const schema::Column& column) {
  const auto& checks = column.checks;
  if (checks.empty()) return;
  std::string name, expression;
  if (checks.size() == 1) {
    name = constraint(syntax_, checks.front().name);
    expression = checks.front().expression;
  } else {
    for (const auto& check : checks)
      expression += fmt::format("{}({})", expression.empty() ? "" : " AND ", check.expression);
  }
  out_ += fmt::format(" {}CHECK ({})", name, expression);
}

}  // namespace techmarket::ddl
