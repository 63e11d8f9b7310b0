#include "db/catalog_builder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "ddl/automatic_names.h"
#include "sql/canonical_value.h"
#include "sql/expression.h"
#include "sql/type_name.h"

namespace techmarket::db {
namespace {

using schema::Column;
using schema::Index;
using schema::QualifiedName;
using schema::Ref;
using schema::Table;

// Ім'я, яке в DBML можна написати без лапок: лише таке має сенс у записі enum.member.
bool is_plain_name(std::string_view name) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::ranges::all_of(name, is_word) && !(name[0] >= '0' && name[0] <= '9');
}

bool is_over(const Index& index, const std::vector<std::string>& columns) {
  return std::ranges::equal(index.parts, columns,
                            [](const schema::IndexPart& part, const std::string& column) {
                              return !part.expression && part.text == column;
                            });
}

Column* only_column(Table& table, const Index& index) {
  if (index.parts.size() != 1 || index.parts.front().expression) return nullptr;
  const auto found = std::ranges::find(table.columns, index.parts.front().text, &Column::name);
  return found == table.columns.end() ? nullptr : &*found;
}

bool is_unique(const Table& table, const std::vector<std::string>& columns) {
  if (table.primary_key() == columns) return true;
  if (columns.size() == 1) {
    const Column* column = table.column(columns.front());
    if (column && column->unique) return true;
  }
  return std::ranges::any_of(table.indexes,
                             [&](const Index& index) { return index.unique && is_over(index, columns); });
}

}  // namespace

std::optional<std::string> note_of(std::string_view comment) {
  return comment.empty() ? std::nullopt : std::optional(std::string(comment));
}

void CatalogBuilder::add_enum(schema::Enum element) {
  catalog_.database.enums.push_back(std::move(element));
}

void CatalogBuilder::add_table(QualifiedName name, std::string_view comment) {
  if (!tables_.try_emplace(name, catalog_.database.tables.size()).second) return;
  catalog_.database.tables.push_back({.name = std::move(name), .note = note_of(comment)});
}

Table* CatalogBuilder::find(const QualifiedName& name) {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &catalog_.database.tables[found->second];
}

void CatalogBuilder::add_column(const QualifiedName& table, Column column) {
  Table* owner = find(table);
  if (!owner) return;
  if (auto& value = column.default_value;
      value && value->kind == schema::Value::Kind::expression && value->text.contains('`')) {
    warn(table, fmt::format("column {}: a name in backticks in its default, which DBML cannot hold; left out",
                            column.name));
    physical(table).columns[column.name].default_value = fmt::format(" DEFAULT ({})", value->server);
    value.reset();
  }
  owner->columns.push_back(std::move(column));
}

void CatalogBuilder::add_index(const QualifiedName& table, Index index) {
  if (!has_table(table)) return;
  for (const auto& part : index.parts)
    if (part.expression && part.text.contains('`'))
      return warn(table,
                  fmt::format("index {}: a name in backticks, which DBML cannot hold; left out", index.name));
  indexes_[table].push_back(std::move(index));
}

void CatalogBuilder::add_check(const QualifiedName& table, std::string name, std::string_view expression) {
  Table* owner = find(table);
  if (!owner) return;
  const auto columns = sql::expression_columns(expression, dialect_);
  schema::Check check{
      .expression = readable(table, expression), .name = std::move(name), .server = std::string(expression)};
  const auto sayable = sayable_expression(table, check.expression);
  if (!sayable)
    return warn(table, fmt::format("check {}: a name in backticks, which DBML cannot hold; left out",
                                   check.expression));
  check.expression = *sayable;
  if (!ddl::is_automatic_check_name(table.name, columns, check.name, dialect_)) {
    owner->checks.push_back(std::move(check));
    return;
  }
  check.name.clear();
  // Кілька перевірок одного стовпця DBML злив би в одну, тож у стовпці лишається перша.
  const auto column = columns.size() == 1
                          ? std::ranges::find_if(owner->columns,
                                                 [&](const Column& candidate) {
                                                   return equals_ignore_case(candidate.name, columns.front());
                                                 })
                          : owner->columns.end();
  if (column != owner->columns.end() && column->checks.empty())
    column->checks.push_back(std::move(check));
  else
    owner->checks.push_back(std::move(check));
}

bool CatalogBuilder::make_json(const QualifiedName& table, std::string_view column,
                               std::string_view expression) {
  Table* owner = find(table);
  if (!owner) return false;
  const auto found = std::ranges::find(owner->columns, column, &Column::name);
  if (found == owner->columns.end() || !found->type.is("longtext")) return false;
  const auto check = sql::canonical_expression(expression, dialect_);
  if (check != sql::canonical_expression("json_valid(`" + found->name + "`)", dialect_)) return false;
  found->type.name = "json";
  return true;
}

void CatalogBuilder::add_ref(Ref ref) {
  if (has_table(ref.first.table)) refs_.push_back(std::move(ref));
}

schema::Value CatalogBuilder::default_value(std::string_view sql, const schema::Type& type) const {
  schema::Value value = readable_default(sql, type);
  value.server = sql;
  return value;
}

schema::Value CatalogBuilder::readable_default(std::string_view sql, const schema::Type& type) const {
  using Kind = schema::Value::Kind;
  const auto literal = sql::literal_value(sql, dialect_);
  if (!literal || literal->kind == Kind::null)
    return {Kind::expression, sql::readable_expression(sql, dialect_)};
  const auto value = sql::canonical_default(*literal, type, dialect_).value_or(*literal);
  const QualifiedName name{.schema = type.schema.value_or(std::string(schema::kDefaultSchema)),
                           .name = type.name};
  const bool member = catalog_.database.find_enum(name) && type.array.empty() && is_plain_name(name.schema) &&
                      is_plain_name(name.name) && is_plain_name(value.text);
  return member ? schema::Value{Kind::enum_member, value.text, schema::display_name(name)} : value;
}

std::string CatalogBuilder::readable(const QualifiedName& table, std::string_view expression) const {
  const auto found = tables_.find(table);
  return sql::readable_expression(expression, dialect_, [&](std::string_view name) {
    const Column* column =
        found == tables_.end() ? nullptr : catalog_.database.tables[found->second].column(name);
    // citext порівнюється без регістру, тож приведення до text у нього щось означає.
    return column && sql::family_of(column->type) == sql::Family::text &&
           sql::find_type(column->type)->is_known(dialect_);
  });
}

std::optional<std::string> CatalogBuilder::sayable_expression(const QualifiedName& table,
                                                              const std::string& readable) const {
  if (dialect_ == schema::Dialect::mysql) return sql::without_quoted_names(readable, table.name);
  return readable.contains('`') ? std::nullopt : std::optional(readable);
}

void CatalogBuilder::warn(const QualifiedName& table, std::string_view what) {
  std::string text = fmt::format("table {}: {}", schema::display_name(table), what);
  spdlog::warn("{}", text);
  catalog_.left_out.push_back(std::move(text));
}

Catalog CatalogBuilder::finish() && {
  if (dialect_ == schema::Dialect::mysql) drop_indexes_of_refs();
  for (auto& [name, indexes] : indexes_)
    for (auto& index : indexes) place_index(*find(name), std::move(index));
  for (auto& ref : refs_) place_ref(std::move(ref));
  std::erase_if(catalog_.database.tables, [&](const Table& table) {
    if (table.columns.empty()) warn(table.name, "it has no columns, which DBML cannot say; left out");
    return table.columns.empty();
  });
  return std::move(catalog_);
}

// InnoDB сама створює індекс для зовнішнього ключа й називає його іменем ключа або першого стовпця.
void CatalogBuilder::drop_indexes_of_refs() {
  for (auto& [name, indexes] : indexes_)
    std::erase_if(indexes, [&](const Index& index) {
      return !index.unique && !index.note && std::ranges::any_of(refs_, [&](const Ref& ref) {
        const bool implied = index.name == ref.name || index.name == ref.first.columns.front();
        return implied && ref.first.table == name && is_over(index, ref.first.columns);
      });
    });
}

void CatalogBuilder::place_index(Table& table, Index index) const {
  const bool automatic = ddl::is_automatic_index_name(table.name.name, index, dialect_);
  const bool bare = automatic && !index.note && index.type.empty();
  Column* column = only_column(table, index);
  if (bare && column && index.primary_key) {
    column->primary_key = true;
    column->not_null.reset();  // ключ і так не буває NULL
  } else if (bare && column && index.unique && !column->unique) {
    column->unique = true;
  } else {
    if (automatic) index.name.clear();
    if (index.primary_key) index.unique = false;
    table.indexes.push_back(std::move(index));
  }
}

void CatalogBuilder::place_ref(Ref ref) {
  using Relation = schema::Endpoint::Relation;
  const Table& child = *find(ref.first.table);
  if (ddl::is_automatic_ref_name(child.name.name, ref.first.columns, ref.name, dialect_)) ref.name.clear();
  const bool one_to_one = is_unique(child, ref.first.columns);
  ref.first.relation = one_to_one ? Relation::one : Relation::many;
  ref.is_inline =
      ref.name.empty() && ref.on_delete.empty() && ref.on_update.empty() && ref.first.columns.size() == 1;
  // У довгому записі one-to-one ключ має другий кінець.
  if (one_to_one && !ref.is_inline) std::swap(ref.first, ref.second);
  if (!has_table(one_to_one && !ref.is_inline ? ref.first.table : ref.second.table)) {
    warn(child.name, "a foreign key leads to a table that was not read; left out");
    return;
  }
  catalog_.database.refs.push_back(std::move(ref));
}

}  // namespace techmarket::db
