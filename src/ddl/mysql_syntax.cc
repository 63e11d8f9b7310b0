#include "ddl/mysql_syntax.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "sql/canonical_type.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Type;

constexpr std::size_t kMaxName = 64;  // документація MySQL, «Identifier Length Limits», у знаках

// Стовпець такого типу приймає за замовчуванням лише вираз у дужках (MySQL: помилка 1101).
bool needs_expression_default(const Type& type) {
  const sql::TypeWord* word = sql::find_base_type(type, schema::Dialect::mysql);
  if (!word) return false;
  return sql::canonical_word(*word, schema::Dialect::mysql).holds > 0 || word->family == sql::Family::json ||
         word->family == sql::Family::geometry;
}

// Ширина показу цілих застаріла з MySQL 8.0.17 (попередження 1681); tinyint(1) — виняток, так позначають
// логічні, а з ZEROFILL ширина визначає, скільки нулів показати.
bool has_display_width(const Type& type) {
  if (!sql::has_arguments(type) || !sql::is_integer(type)) return false;
  const std::string base = sql::base_name(type);
  return !base.ends_with(" zerofill") && !(base == "tinyint" && type.text().ends_with("(1)"));
}

bool needs_length(const Type& type) {
  constexpr std::string_view kShortest = "varchar";
  return type.name.size() >= kShortest.size() && !sql::has_arguments(type) && type.array.empty() &&
         sql::gets_default_length(sql::base_name(type)) && !type.name.contains('[');
}

}  // namespace

std::string mysql_index_name(const std::string& table, std::size_t number) {
  const std::string suffix = fmt::format("_index_{}", number);
  std::string result;
  std::size_t length = suffix.size();
  for (std::string_view rest = table; !rest.empty() && length < kMaxName; ++length) {
    result += rest.substr(0, utf8_length(rest));
    rest.remove_prefix(utf8_length(rest));
  }
  return result + suffix;
}

std::string_view mysql_index_class(const schema::Index& index) {
  if (equals_ignore_case(index.type, "fulltext")) return "FULLTEXT ";
  if (equals_ignore_case(index.type, "spatial")) return "SPATIAL ";
  return index.unique ? "UNIQUE " : "";
}

std::string MysqlSyntax::quote_text(std::string_view text) const {
  std::string result;
  add_text(text, result);
  return result;
}

void MysqlSyntax::add_text(std::string_view text, std::string& out) const {
  if (!text.contains('\\') && !text.contains('\0')) return add_quoted(text, '\'', out);
  add_quoted(replace_all(replace_all(text, "\\", "\\\\"), std::string_view("\0", 1), "\\0"), '\'', out);
}

std::string MysqlSyntax::enum_type(const std::vector<std::string>& values) const {
  std::vector<std::string> quoted;
  for (const auto& value : values) quoted.push_back(quote_text(value));
  return fmt::format("ENUM ({})", fmt::join(quoted, ", "));
}

void MysqlSyntax::add_type(const schema::Column& column, const Model& model, std::string& out) const {
  const Type& type = column.type;
  // Масивів MySQL не має; їх лишено як у DBML, бо про них попереджає перевірка діалекту.
  if (const schema::Enum* element = type.array.empty() ? model.enum_of(type) : nullptr) {
    std::vector<std::string> values;
    for (const auto& value : element->values) values.push_back(value.name);
    out += enum_type(values);
    return;
  }
  add_written_type(type, out);
  if (needs_length(type)) out += fmt::format("({})", sql::kVarcharLength);
}

std::optional<std::string> MysqlSyntax::argument(const std::string& text) const {
  // У моделі апостроф усередині вже подвоєно, а зворотної риски — ні.
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'')
    return quote_text(sql::unquoted_member(text));
  return sql::is_plain_type(text) ? std::optional(text) : std::nullopt;
}

void MysqlSyntax::add_written_type(const Type& type, std::string& out) const {
  if (has_display_width(type)) {
    out += sql::without_arguments(type);
    return;
  }
  if (!type.schema && sql::is_plain_type(type.name) &&
      std::ranges::all_of(type.arguments, sql::is_plain_type))
    return type.add_text(out);  // майже кожен тип
  // Лапок для типів у MySQL немає: чужий текст стає іменем у лапках, якого сервер не зрозуміє, але й не
  // виконає.
  const auto add_stranger = [&] { add_quoted(type.text(), name_mark(), out); };
  if (!sql::is_plain_type(type.name) && !sql::is_sql_type(type, dialect())) return add_stranger();
  std::vector<std::string> arguments;
  for (const auto& text : type.arguments) {
    auto safe = argument(text);
    if (!safe) return add_stranger();
    arguments.push_back(*std::move(safe));
  }
  const bool plain_schema = type.schema && sql::is_plain_type(*type.schema) && !type.schema->contains(' ');
  if (type.schema) (out += plain_schema ? *type.schema : quote_name(*type.schema)) += '.';
  Type{.schema = {}, .name = type.name, .arguments = arguments, .array = type.array}.add_text(out);
}

bool MysqlSyntax::is_numbered(const schema::Column& column) const {
  if (!column.increment) return false;
  // Дробове з рухомою комою MariaDB ще нумерує, decimal — жоден сервер (помилка 1063).
  const sql::Family family = sql::family_of(column.type);
  return family == sql::Family::integer || family == sql::Family::real;
}

std::string_view MysqlSyntax::auto_increment(const schema::Column& column) const {
  // SERIAL сам означає BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE; ще одного слова MariaDB не приймає.
  return is_numbered(column) && sql::base_name(column.type) != "serial" ? " AUTO_INCREMENT" : "";
}

std::string MysqlSyntax::default_value(const schema::Column& column, const schema::Value& value) const {
  const std::string text = plain_default(*this, value);
  const bool literal = value.kind != schema::Value::Kind::expression;
  return literal && needs_expression_default(column.type) ? fmt::format("({})", text) : text;
}

void MysqlSyntax::add_comment(const std::optional<std::string>& note, std::string& out) const {
  if (has_text(note)) add_text(*note, out += " COMMENT ");
}

std::string MysqlSyntax::primary_key(const std::vector<std::string>& columns,
                                     const schema::Index* index) const {
  // Ім'я ключа сервер відкидає з попередженням 1280, тож його немає.
  std::string key = fmt::format("PRIMARY KEY ({})", quote_names(columns));
  if (index) add_comment(index->note, key);
  return key;
}

std::string MysqlSyntax::create_index(const schema::Table& table, const schema::Index& index,
                                      std::size_t number) const {
  const std::string name = index.name.empty() ? mysql_index_name(table.name.name, number) : index.name;
  // InnoDB має лише B-дерева: USING HASH дає попередження 3502, інші роди — помилку.
  const std::string_view method = equals_ignore_case(index.type, "btree") ? " USING BTREE" : "";
  std::string statement = "CREATE ";
  add_quoted(name, name_mark(), (statement += mysql_index_class(index)) += "INDEX ");
  ((statement += " ON ") += quote_table(table.name)) += ' ';
  (statement += index_parts(*this, index)) += method;
  add_comment(index.note, statement);
  return statement += ';';
}

std::vector<std::string> MysqlSyntax::comments(const schema::Table& table) const {
  if (!has_text(table.note)) return {};
  std::string statement = "ALTER TABLE " + quote_table(table.name) + " COMMENT = ";
  add_text(*table.note, statement);
  return {statement += ';'};
}

std::string MysqlSyntax::foreign_key(const schema::QualifiedName& child, const schema::QualifiedName& parent,
                                     const ForeignKeyText& text) const {
  if (child.schema == schema::kDefaultSchema || parent.schema != schema::kDefaultSchema)
    return Syntax::foreign_key(child, parent, text);
  // Ім'я без бази після REFERENCES сервер шукає в базі дитини, а не в поточній. Імені поточної бази схема
  // не знає, тож його підставляє сам сервер.
  return fmt::format(
      "SET @techmarket_ref = CONCAT({}, '`', REPLACE(DATABASE(), '`', '``'), '`.', {});\n"
      "PREPARE techmarket_ref FROM @techmarket_ref;\n"
      "EXECUTE techmarket_ref;\n"
      "DEALLOCATE PREPARE techmarket_ref;",
      quote_text(text.before_parent), quote_text(quote_table(parent) + text.after_parent));
}

std::string_view MysqlSyntax::records_begin() const {
  return "-- Disable foreign key checks for INSERT\nSET FOREIGN_KEY_CHECKS = 0;\n";
}

std::string_view MysqlSyntax::records_end() const {
  return "-- Re-enable foreign key checks\nSET FOREIGN_KEY_CHECKS = 1;\n";
}

}  // namespace techmarket::ddl
