#include "ddl/syntax.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/mysql_syntax.h"
#include "ddl/postgres_syntax.h"

namespace techmarket::ddl {
namespace {

// «set null» → «SET NULL». Розбір пропускає лише відомі дії, тож лапки не потрібні.
std::string action(std::string_view event, std::string_view name) {
  if (name.empty()) return {};
  std::string upper(name);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return fmt::format(" ON {} {}", event, upper);
}

}  // namespace

std::string Syntax::quote_name(std::string_view name) const {
  return quoted(name, name_mark());
}

std::string Syntax::column_type(const schema::Column& column, const Model& model) const {
  std::string type;
  add_type(column, model, type);
  return type;
}

std::string Syntax::quote_table(const schema::QualifiedName& name) const {
  if (name.schema == schema::kDefaultSchema) return quote_name(name.name);
  return quote_name(name.schema) + "." + quote_name(name.name);
}

std::string Syntax::quote_names(const std::vector<std::string>& names) const {
  std::string list;
  for (const auto& name : names) add_quoted(name, name_mark(), list += list.empty() ? "" : ", ");
  return list;
}

std::string Syntax::foreign_key(const schema::QualifiedName&, const schema::QualifiedName& parent,
                                const ForeignKeyText& text) const {
  return text.before_parent + quote_table(parent) + text.after_parent + ';';
}

std::unique_ptr<Syntax> make_syntax(schema::Dialect dialect) {
  if (dialect == schema::Dialect::mysql) return std::make_unique<MysqlSyntax>();
  return std::make_unique<PostgresSyntax>();
}

std::string index_parts(const Syntax& syntax, const schema::Index& index) {
  std::string list = "(";
  for (const auto& part : index.parts) {
    if (list.size() > 1) list += ", ";
    if (part.expression)
      ((list += '(') += part.text) += ')';
    else
      add_quoted(part.text, syntax.name_mark(), list);
  }
  return list += ')';
}

std::string constraint(const Syntax& syntax, const std::string& name) {
  return name.empty() ? std::string() : "CONSTRAINT " + syntax.quote_name(name) + ' ';
}

std::string add_foreign_key(const Syntax& syntax, const schema::Ref& ref) {
  const auto [child, parent] = *ref.child_and_parent();
  std::string before = "ALTER TABLE " + syntax.quote_table(child->table) + " ADD " +
                       constraint(syntax, ref.name) + "FOREIGN KEY (";
  (before += syntax.quote_names(child->columns)) += ") REFERENCES ";
  std::string after = " (" + syntax.quote_names(parent->columns) + ')';
  after += action("DELETE", ref.on_delete);
  after += action("UPDATE", ref.on_update);
  after += syntax.foreign_key_suffix();
  return syntax.foreign_key(child->table, parent->table,
                            {.before_parent = std::move(before), .after_parent = std::move(after)});
}

std::string plain_default(const Syntax& syntax, const schema::Value& value) {
  using Kind = schema::Value::Kind;
  switch (value.kind) {
    case Kind::string:
    case Kind::enum_member:
      return syntax.quote_text(value.text);
    case Kind::number:
      return value.text;
    case Kind::boolean:
      return ascii_lower(value.text);
    case Kind::expression:
      return fmt::format("({})", value.text);
    case Kind::null:
      break;
  }
  return "NULL";
}

std::string quoted(std::string_view text, char mark) {
  std::string result;
  result.reserve(text.size() + 2);
  add_quoted(text, mark, result);
  return result;
}

void add_quoted(std::string_view text, char mark, std::string& out) {
  if (!text.contains(mark)) {  // майже кожен
    // Місця libstdc++ 12 дає більше, ніж просили, тож розмір — свій.
    const std::size_t begin = out.size(), size = begin + text.size() + 2;
    out.resize_and_overwrite(size, [&](char* data, std::size_t) {
      data[begin] = mark;
      std::ranges::copy(text, data + begin + 1);
      data[size - 1] = mark;
      return size;
    });
    return;
  }
  out += mark;
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark)) {
    out.append(text.substr(0, at + 1)) += mark;
    text.remove_prefix(at + 1);
  }
  out.append(text) += mark;
}

bool has_text(const std::optional<std::string>& note) {
  return note && !note->empty();
}

}  // namespace techmarket::ddl
