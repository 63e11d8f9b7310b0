// dialect-index: роди індексів, яких сервер не має, і типи, яких індекс не впорядкує. dialect-key-length:
// стовпці, які MySQL індексує лише з довжиною, і надто довгі ключі. dialect-increment: лічильники.

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/checks.h"
#include "sql/type_name.h"
#include "sql/word_list.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Index;
using schema::Table;

constexpr std::size_t kMysqlParts = 16, kPostgresParts = 32;  // MariaDB — 32
constexpr std::int64_t kMysqlKeyBytes = 3072;                 // InnoDB, ROW_FORMAT=DYNAMIC

// Роди індексів PostgreSQL, що їх дають поширені розширення.
constexpr std::string_view kExtensionIndexes[] = {"bloom", "bm25", "hnsw", "ivfflat", "rum"};
constexpr std::string_view kPostgresIndexes[] = {"brin", "btree", "gin", "gist", "hash", "spgist"};
constexpr std::string_view kMysqlIndexes[] = {"fulltext", "spatial"};

static_assert(std::ranges::is_sorted(kPostgresIndexes) && std::ranges::is_sorted(kExtensionIndexes));

std::int64_t key_bytes(const Column& column) {
  constexpr std::int64_t kOther = 8;
  const std::int64_t bytes = mysql_bytes(column.type);
  return bytes == 0 ? kOther : bytes;
}

/// Стовпець, який MySQL тримає поза рядком, тож індексує лише початок.
bool is_large(const sql::TypeWord& word) {
  return sql::canonical_word(word, schema::Dialect::mysql).holds > 0 || word.family == sql::Family::json;
}

class KeyChecker {
 public:
  explicit KeyChecker(DialectRun& run) : run_(run), title_(run.syntax->title()) {}

  void check(const Table& table) {
    Columns key;
    for (const auto& column : table.columns)
      if (column.primary_key) key.push_back(&column);
    ordered(table, key, "the primary key", table.at);
    for (const auto& column : table.columns)
      if (column.unique && !column.primary_key) ordered(table, {&column}, "a unique column", column.at);
    for (const auto& index : table.indexes) check(table, index);
  }

  void check(const schema::Ref& ref) {
    const auto ends = ref.child_and_parent();
    const Table* child = ends ? run_.model.table(ends->first->table) : nullptr;
    if (!child || ref.inactive || !run_.mysql()) return;
    Columns columns;
    for (const auto& name : ends->first->columns) add_column(*child, name, columns);
    mysql_key(*child, columns, "a foreign key", ref.at);
  }

 private:
  using Columns = std::vector<const Column*>;

  void add_column(const Table& table, std::string_view name, Columns& columns) const {
    if (const Column* column = run_.model.lookup().column(table, name)) columns.push_back(column);
  }

  void check(const Table& table, const Index& index) {
    const std::string type = ascii_lower(index.type);
    const std::size_t limit = run_.mysql() ? kMysqlParts : kPostgresParts;
    if (index.parts.size() > limit)
      add(index,
          fmt::format("an index of {} has at most {} columns, this one has {}", title_, limit,
                      index.parts.size()),
          "index fewer columns");
    if (index.primary_key && std::ranges::any_of(index.parts, &schema::IndexPart::expression))
      return add(index, fmt::format("a primary key of {} has columns, not expressions", title_),
                 "make it a unique index");
    if (run_.mysql())
      check_mysql(table, index, type);
    else
      check_postgres(table, index, type);
  }

  void check_mysql(const Table& table, const Index& index, const std::string& type) {
    if (sql::contains(kPostgresIndexes, type) && type != "btree" && type != "hash")
      return missing(table, index, "MySQL has btree, fulltext and spatial indexes");
    if (type == "fulltext" || type == "spatial") return check_special(table, index, type);
    Columns columns;
    for (const auto& part : index.parts)
      if (!part.expression) add_column(table, part.text, columns);
    mysql_key(table, columns, index.primary_key ? "the primary key" : "an index", index.at);
  }

  void check_special(const Table& table, const Index& index, const std::string& type) {
    const bool spatial = type == "spatial";
    for (const auto& part : index.parts) {
      const Column* column = part.expression ? nullptr : run_.model.lookup().column(table, part.text);
      if (!column) continue;
      if (sql::family_of(column->type) != (spatial ? sql::Family::geometry : sql::Family::text))
        add(index,
            fmt::format("{} has no {} index over {} of type {}", title_, type, column_title(table, *column),
                        column->type.text()),
            spatial ? "take a type such as point or geometry" : "take a char, varchar or text column");
      else if (spatial && column->nullable())
        add(index,
            fmt::format("a spatial index of {} covers only not null columns, {} may be null", title_,
                        column_title(table, *column)),
            "add not null to the column");
    }
  }

  void check_postgres(const Table& table, const Index& index, const std::string& type) {
    if (sql::contains(kMysqlIndexes, type))
      return missing(table, index, type == "fulltext" ? "use gin over to_tsvector(...)" : "use gist");
    if (sql::contains(kExtensionIndexes, type))
      return missing(table, index, "an extension brings it: run CREATE EXTENSION first");
    if (!type.empty() && !sql::contains(kPostgresIndexes, type))
      return missing(table, index, "PostgreSQL has btree, hash, gin, gist, spgist and brin indexes");
    if (type == "hash" && (index.unique || index.parts.size() > 1))
      return add(index, fmt::format("a hash index of {} has one column and is not unique", title_),
                 "use btree");
    if (index.unique && !type.empty() && type != "btree")
      return add(index, fmt::format("a {} index of {} is never unique", type, title_), "use btree");
    Columns columns;
    for (const auto& part : index.parts) {
      const Column* column = part.expression ? nullptr : run_.model.lookup().column(table, part.text);
      if (!column) continue;
      if (type.empty() || type == "btree")
        columns.push_back(column);
      else
        check_class(table, index, *column, type);
    }
    ordered(table, columns, index.primary_key ? "the primary key" : "a btree index", index.at);
  }

  // Роди індексів, для яких більшість типів потребує класу операторів, якого DBML не називає.
  void check_class(const Table& table, const Index& index, const Column& column, const std::string& type) {
    if (type != "gin" && type != "gist") return;
    const bool array = !column.type.array.empty() || column.type.name.ends_with(']');
    const sql::TypeWord* word = sql::find_base_type(column.type, run_.dialect);
    if (type == "gin" ? array || (word && (word->indexes & sql::kGin) != 0)
                      : word && (word->indexes & sql::kGist) != 0)
      return;
    if (!word && !array && !run_.model.enum_of(column.type)) return;  // тип розширення має свої класи
    add(index,
        fmt::format("{} has no {} index over {} of type {}", title_, type, column_title(table, column),
                    column.type.text()),
        type == "gin" ? "gin is for arrays, jsonb and tsvector: index `to_tsvector('simple', …)` or use btree"
                      : "gist is for ranges, geometry and tsvector: use btree, or the extension btree_gist");
  }

  /// Ключ, UNIQUE чи індекс btree на columns.
  void ordered(const Table& table, const Columns& columns, std::string_view what, const SourceRange& at) {
    if (run_.mysql()) return mysql_key(table, columns, what, at);
    for (const Column* column : columns) {
      if (!column->type.array.empty() || column->type.schema || run_.model.enum_of(column->type)) continue;
      const sql::TypeWord* word = sql::find_base_type(column->type, run_.dialect);
      if (!word || (word->indexes & sql::kBtree) != 0) continue;
      run_.add("dialect-index", at.line ? at : column->at,
               fmt::format("{} cannot order {} of type {} in {}", title_, column_title(table, *column),
                           column->type.text(), what),
               word->family == sql::Family::json ? "use jsonb" : "use another type, or a gist index",
               column->name);
    }
  }

  // Текст індексу довжини початку не має: DBML її не пише.
  void mysql_key(const Table& table, const Columns& columns, std::string_view what, const SourceRange& at) {
    std::int64_t bytes = 0;
    for (const Column* column : columns) {
      if (run_.model.enum_of(column->type)) continue;
      const auto& [word, large, own_bytes] = mysql_facts(*column);
      if (large) {
        if (large_.insert(column).second)
          run_.add("dialect-key-length", at.line ? at : column->at,
                   fmt::format("MySQL indexes {} of type {} only by its beginning, and {} gives no length",
                               column_title(table, *column), column->type.text(), what),
                   word->family == sql::Family::json ? "index a column computed from it"
                                                     : "use varchar with a length",
                   column->name);
        return;
      }
      if (word && word->family == sql::Family::geometry)
        return run_.add("dialect-index", at.line ? at : column->at,
                        fmt::format("MySQL has only spatial indexes over {} of type {}",
                                    column_title(table, *column), column->type.text()),
                        "write [type: spatial]", column->name);
      bytes += own_bytes;
    }
    if (bytes > kMysqlKeyBytes)
      run_.add("dialect-key-length", at,
               fmt::format("{} of table '{}' may need {} bytes, {} takes at most {}", what,
                           schema::display_name(table.name), bytes, title_, kMysqlKeyBytes),
               "shorten the columns: a character of utf8mb4 counts as four bytes", table.name.name);
  }

  struct MysqlFacts {
    const sql::TypeWord* word;
    bool large;
    std::int64_t bytes;
  };

  // Стовпців у ключах багато, а різних типів мало.
  const MysqlFacts& mysql_facts(const Column& column) {
    constexpr std::size_t kRemembered = 32;
    const auto known =
        std::ranges::find_if(known_, [&](const auto& one) { return *one.first == column.type; });
    if (known != known_.end()) return known->second;
    if (known_.size() == kRemembered) known_.pop_back();
    const sql::TypeWord* word = sql::find_base_type(column.type, run_.dialect);
    return known_.emplace_back(&column.type, MysqlFacts{word, word && is_large(*word), key_bytes(column)})
        .second;
  }

  void add(const Index& index, std::string message, std::string hint) {
    run_.add("dialect-index", index.at, std::move(message), std::move(hint), index.type);
  }
  void missing(const Table& table, const Index& index, std::string hint) {
    add(index,
        fmt::format("{} has no index of type '{}' (table '{}')", title_, index.type,
                    schema::display_name(table.name)),
        std::move(hint));
  }

  DialectRun& run_;
  const std::string_view title_;
  std::vector<std::pair<const schema::Type*, MysqlFacts>> known_;
  std::set<const Column*> large_;  ///< про них уже сказано
};

/// Чи стоїть стовпець першим у ключі або індексі: без цього MySQL його не нумерує.
bool leads_a_key(const Table& table, const Column& column) {
  if (column.unique) return true;
  const auto first = std::ranges::find_if(table.columns, &Column::primary_key);
  if (first != table.columns.end() && &*first == &column) return true;
  if (sql::base_name(column.type) == "serial") return true;
  const auto key = table.primary_key();
  return !key.empty() && key.front() == column.name;
}

bool is_counter(const DialectRun& run, const Column& column) {
  return run.syntax->is_numbered(column) || (run.mysql() && sql::base_name(column.type) == "serial");
}

}  // namespace

void check_keys(DialectRun& run) {
  KeyChecker checker(run);
  for (const auto& table : run.database.tables) checker.check(table);
  for (const auto& ref : run.database.refs) checker.check(ref);
}

void check_increments(DialectRun& run) {
  for (const auto& table : run.database.tables) {
    const Column* first = nullptr;
    for (const auto& column : table.columns) {
      if (!column.increment && !sql::is_serial(column.type)) continue;
      const auto add = [&](const std::string& message, std::string hint) {
        run.add("dialect-increment", column.at, message, std::move(hint), column.name);
      };
      const auto title = [&] { return column_title(table, column); };
      if (!column.increment && column.default_value)
        add(fmt::format("{} gives {} a default of its own: it is serial", run.syntax->title(), title()),
            "remove the default, or take an integer type");
      if (!is_counter(run, column)) {
        if (column.increment)
          add(fmt::format("{} does not number {} of type {}: the setting is left out", run.syntax->title(),
                          title(), column.type.text()),
              "take an integer type, or a default such as `uuid()`");
        continue;
      }
      if (!run.mysql()) continue;
      if (first) {
        add(fmt::format("MySQL numbers one column of a table, {} is another", title()),
            fmt::format("remove increment from it or from '{}'", first->name));
        continue;
      }
      first = &column;
      // CREATE INDEX виконується пізніше: індекс таблиці MySQL для лічильника не рятує.
      if (!leads_a_key(table, column))
        add(fmt::format("MySQL numbers only the first column of a key, and {} leads none", title()),
            "make it pk or unique");
      else if (!sql::is_integer(column.type))
        add(fmt::format("MySQL numbers only integers, {} is {}", title(), column.type.text()),
            "take an integer type");
    }
  }
}

}  // namespace techmarket::ddl
