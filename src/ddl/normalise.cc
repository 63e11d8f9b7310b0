#include "ddl/normalise.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/automatic_names.h"
#include "ddl/grouped_schema.h"
#include "ddl/junction.h"
#include "ddl/syntax.h"
#include "sql/canonical_type.h"
#include "sql/canonical_value.h"
#include "sql/expression.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;

std::optional<std::string> kept_note(const std::optional<std::string>& note) {
  return has_text(note) ? note : std::nullopt;
}

bool same_parts(const Index& a, const Index& b) {
  return a.parts == b.parts;
}

std::vector<schema::IndexPart> parts_of(const std::vector<std::string>& columns) {
  std::vector<schema::IndexPart> parts;
  for (const auto& column : columns) parts.push_back({.text = column});
  return parts;
}

class Normaliser {
 public:
  Normaliser(const Database& source, Dialect dialect)
      : source_(source),
        dialect_(dialect),
        mysql_(dialect == Dialect::mysql),
        model_(source),
        syntax_(make_syntax(dialect)) {}

  Database run() {
    Database out;
    for (const auto& table : source_.tables) out.tables.push_back(normalised(table));
    JunctionBuilder junctions(model_, dialect_);
    for (const auto& ref : source_.refs) {
      if (ref.inactive) continue;
      if (ref.child_and_parent()) {
        out.refs.push_back(normalised(ref));
        continue;
      }
      Junction junction = junctions.build(ref);
      junction.table.at = junction.to_first.at = junction.to_second.at = ref.at;
      out.tables.push_back(normalised(junction.table));
      out.refs.push_back(normalised(junction.to_first));
      out.refs.push_back(normalised(junction.to_second));
    }
    if (!mysql_)
      for (const auto& element : source_.enums) out.enums.push_back(normalised(element));
    else
      drop_indexes_of_refs(out);
    if (!mysql_) store_names(out);
    return out;
  }

 private:
  Table normalised(const Table& table) const {
    Table out{.name = table.name, .note = kept_note(table.note), .at = table.at};
    add_primary_key(table, out);
    for (const auto& column : table.columns) out.columns.push_back(normalised(column, table, out));
    for (const auto& check : table.checks) add_check(table, check, out);
    for (const auto& index : table.indexes)
      if (!index.primary_key) add_index(normalised(index, table), out);
    return out;
  }

  void add_primary_key(const Table& table, Table& out) const {
    const auto key = table.primary_key();
    if (key.empty()) return;
    const auto marked = std::ranges::find_if(table.columns, &Column::primary_key);
    const auto index = std::ranges::find_if(table.indexes, &Index::primary_key);
    Index result{.parts = parts_of(key), .unique = true, .primary_key = true, .at = table.at};
    if (marked != table.columns.end()) {
      result.at = marked->at;
    } else if (index != table.indexes.end()) {
      result.at = index->at;
      result.name = index->name;
      if (mysql_ || !index->name.empty()) result.note = kept_note(index->note);
    }
    result.name = stored_name(result.name);
    if (is_automatic_index_name(table.name.name, result, dialect_)) result.name.clear();
    out.indexes.push_back(std::move(result));
  }

  Column normalised(const Column& column, const Table& table, Table& out) const {
    Column result{.name = column.name, .type = type_of(column), .at = column.at, .type_at = column.type_at};
    result.note = kept_note(column.note);
    result.increment = is_numbered(column);
    const auto key = table.primary_key();
    const bool is_key = std::ranges::find(key, column.name) != key.end();
    result.not_null = is_key || column.not_null.value_or(false) || result.increment;
    if (column.default_value && !result.increment)
      result.default_value = sql::canonical_default(*column.default_value, result.type, dialect_);
    if (result.default_value) result.default_value->server = column.default_value->server;
    if (column.unique || (mysql_ && sql::is_serial(column.type)))
      add_index({.parts = {{.text = column.name}}, .unique = true, .at = column.at}, out);
    if (column.checks.size() == 1) {
      add_check(table, column.checks.front(), out);
    } else if (!column.checks.empty()) {
      std::vector<std::string> parts;  // emit пише їх однією перевіркою
      for (const auto& check : column.checks) parts.push_back("(" + check.expression + ")");
      add_check(table,
                {.expression = fmt::format("{}", fmt::join(parts, " AND ")), .at = column.checks.front().at},
                out);
    }
    // JSON у MariaDB — це longtext із перевіркою.
    if (mysql_ && result.type.is("longtext"))
      std::erase_if(out.checks, [&](const schema::Check& check) {
        const bool json = sql::canonical_expression(check.expression, dialect_) ==
                          sql::canonical_expression("json_valid(`" + column.name + "`)", dialect_);
        if (json) result.type.name = "json";
        return json;
      });
    return result;
  }

  bool is_numbered(const Column& column) const {
    return sql::is_serial(column.type) || syntax_->is_numbered(column);
  }

  schema::Type type_of(const Column& column) const {
    if (!mysql_ && sql::becomes_serial(column))
      return {.schema = {}, .name = "integer", .arguments = {}, .array = {}};
    const schema::Enum* element = model_.enum_of(column.type);
    if (!element) return inlined(sql::canonical_type(column.type, dialect_));
    if (!mysql_)
      return {.schema = element->name.schema,
              .name = element->name.name,
              .arguments = {},
              .array = sql::array_suffix(column.type).empty() ? "" : "[]"};
    schema::Type type{.schema = {}, .name = "enum", .arguments = {}, .array = {}};
    for (const auto& value : element->values)
      type.arguments.push_back("'" + replace_all(value.name, "'", "''") + "'");
    return type;
  }

  /// Тип без схеми в PostgreSQL належить public: так його й називає каталог.
  static schema::Type inlined(schema::Type type) {
    if (type.schema == std::string(schema::kDefaultSchema)) type.schema.reset();
    return type;
  }

  void add_check(const Table& table, const schema::Check& check, Table& out) const {
    schema::Check result = check;
    result.name = stored_name(check.name);
    if (is_automatic_check_name(table.name.name, sql::expression_columns(check.expression, dialect_),
                                result.name, dialect_))
      result.name.clear();
    out.checks.push_back(std::move(result));
  }

  Index normalised(const Index& index, const Table& table) const {
    Index result = index;
    result.type = ascii_lower(index.type);
    // Для InnoDB emit пише лише BTREE.
    if (result.type == "btree" || (mysql_ && result.type != "fulltext" && result.type != "spatial"))
      result.type.clear();
    const bool comment_is_written = mysql_ || !index.name.empty();
    result.note = comment_is_written ? kept_note(index.note) : std::nullopt;
    result.name = stored_name(index.name);
    if (is_automatic_index_name(table.name.name, result, dialect_)) result.name.clear();
    return result;
  }

  // unique стовпця, one-to-one і безіменний унікальний індекс — одне й те саме.
  static void add_index(Index index, Table& out) {
    const auto same = std::ranges::find_if(out.indexes, [&](const Index& other) {
      return other.unique && index.unique && same_parts(other, index) &&
             (index.name.empty() || other.name.empty());
    });
    const bool plain = index.name.empty() && !index.note && index.type.empty();
    if (same == out.indexes.end())
      out.indexes.push_back(std::move(index));
    else if (!plain && !same->primary_key)
      *same = std::move(index);
  }

  Ref normalised(const Ref& ref) const {
    const auto [child, parent] = *ref.child_and_parent();
    Ref out{.name = stored_name(ref.name),
            .first = {.table = child->table,
                      .columns = child->columns,
                      .relation = schema::Endpoint::Relation::many,
                      .at = child->at},
            .second = {.table = parent->table, .columns = parent->columns, .at = parent->at},
            .on_delete = action(ref.on_delete),
            .on_update = action(ref.on_update),
            .at = ref.at};
    if (is_automatic_ref_name(child->table.name, child->columns, out.name, dialect_)) out.name.clear();
    return out;
  }

  std::string stored_name(std::string name) const {
    if (!mysql_) store(name);
    return name;
  }

  /// PostgreSQL мовчки обрізає довше ім'я; MySQL на нього відмовить.
  static void store(std::string& name) {
    constexpr std::size_t kBytes = 63;
    if (name.size() <= kBytes) return;
    std::size_t size = kBytes;
    while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xC0) == 0x80) --size;
    name.resize(size);
  }
  static void store(schema::QualifiedName& name) {
    store(name.schema);
    store(name.name);
  }
  static void store(schema::Endpoint& end) {
    store(end.table);
    for (auto& column : end.columns) store(column);
  }

  // Самі обмеження й індекси свої імена вже дістали: їх звіряють з автоматичними.
  void store_names(Database& out) const {
    for (auto& table : out.tables) {
      store(table.name);
      for (auto& column : table.columns) {
        store(column.name);
        if (!model_.enum_of(column.type)) continue;
        store(column.type.name);
        if (column.type.schema) store(*column.type.schema);
      }
      for (auto& index : table.indexes)
        for (auto& part : index.parts)
          if (!part.expression) store(part.text);
    }
    for (auto& ref : out.refs) {
      store(ref.first);
      store(ref.second);
    }
    for (auto& element : out.enums) store(element.name);
  }

  // Без дії обидва сервери роблять NO ACTION; в InnoDB це те саме, що RESTRICT, а SET DEFAULT MariaDB мовчки
  // читає так само.
  std::string action(const std::string& action) const {
    if (action == "no action" || (mysql_ && (action == "restrict" || action == "set default"))) return {};
    return action;
  }

  static schema::Enum normalised(const schema::Enum& element) {
    schema::Enum out = element;
    for (auto& value : out.values) value.note.reset();
    return out;
  }

  // MySQL і MariaDB самі створюють індекс для зовнішнього ключа, якщо його немає, тож безіменний індекс
  // рівно на стовпцях ключа нічого не додає.
  static void drop_indexes_of_refs(Database& out) {
    for (auto& table : out.tables)
      std::erase_if(table.indexes, [&](const Index& index) {
        const bool plain = !index.unique && index.name.empty() && !index.note && index.type.empty();
        return plain && std::ranges::any_of(out.refs, [&](const Ref& ref) {
                 return ref.first.table == table.name && parts_of(ref.first.columns) == index.parts;
               });
      });
  }

  const Database& source_;
  const Dialect dialect_;
  const bool mysql_;
  const Model model_;
  const std::unique_ptr<Syntax> syntax_;
};

}  // namespace

Normalised normalise(const Database& database, Dialect dialect) {
  return {Normaliser(database, dialect).run(), dialect};
}

}  // namespace techmarket::ddl
