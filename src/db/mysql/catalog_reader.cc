#include "db/mysql/catalog_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "db/catalog_builder.h"
#include "db/mysql/catalog_text.h"
#include "sql/canonical_type.h"
#include "sql/expression.h"

namespace techmarket::db::mysql {
namespace {

using schema::Dialect;
using schema::QualifiedName;

class CatalogReader {
 public:
  CatalogReader(Connection& connection, std::span<const std::string> schemas)
      : connection_(connection),
        mariadb_(connection.server_version().contains("MariaDB")),
        builder_(Dialect::mysql, mariadb_ ? Server::mariadb : Server::mysql) {
    where_ = "DATABASE()";
    for (const auto& schema_name : schemas) where_ += ", " + connection.quote(schema_name);
  }

  Result<Catalog> run() {
    TM_TRY(read_tables());
    TM_TRY(read_columns());
    TM_TRY(read_indexes());
    TM_TRY(read_checks());
    TM_TRY(read_refs());
    TM_TRY(report_unsayable());
    return std::move(builder_).finish();
  }

 private:
  using Row = std::vector<std::optional<std::string>>;

  static std::string text(const Row& row, std::size_t i) { return row[i].value_or(""); }
  static bool flag(const Row& row, std::size_t i) { return row[i] == "1"; }
  static QualifiedName name(const Row& row, std::size_t from = 0) {
    return {.schema = text(row, from), .name = text(row, from + 1)};
  }

  /// Схема елемента каталогу: база, до якої під'єднано, — це public.
  static std::string schema_of(std::string_view column) {
    return fmt::format("IF({0} = DATABASE(), 'public', {0})", column);
  }

  Status read_tables() {
    TM_ASSIGN(const Rows rows, connection_.query(fmt::format(R"(
      SELECT {}, TABLE_NAME, TABLE_COMMENT, TABLE_TYPE
      FROM information_schema.TABLES
      WHERE TABLE_SCHEMA IN ({}) AND TABLE_NAME NOT LIKE '\_techmarket%'
      ORDER BY TABLE_SCHEMA <> DATABASE(), TABLE_SCHEMA, TABLE_NAME)",
                                                             schema_of("TABLE_SCHEMA"), where_)));
    for (const auto& row : rows) {
      const std::string kind = text(row, 3);
      const bool versioned = kind == "SYSTEM VERSIONED";
      if (versioned) builder_.warn(name(row), "WITH SYSTEM VERSIONING is left out, DBML cannot say it");
      if (kind == "BASE TABLE" || versioned)
        builder_.add_table(name(row), text(row, 2));
      else
        builder_.warn(name(row),
                      fmt::format("it is a {}, which DBML cannot say; left out", ascii_lower(kind)));
    }
    return {};
  }

  // Решта, чого DBML не вміє. Про кожну річ — рядок: мовчки не губиться нічого. Запити окремі, бо порівняння
  // рядків у таблиць information_schema різне, і UNION їх не зливає.
  Status report_unsayable() {
    const std::string ignored = mariadb_ ? "t.IGNORED = 'YES'" : "t.IS_VISIBLE = 'NO'";
    TM_TRY(report(fmt::format(R"(
      SELECT {}, t.TABLE_NAME, CONCAT('index ', t.INDEX_NAME, ': {} is left out')
      FROM information_schema.STATISTICS t WHERE t.TABLE_SCHEMA IN ({}) AND {}
      GROUP BY t.TABLE_SCHEMA, t.TABLE_NAME, t.INDEX_NAME ORDER BY t.TABLE_SCHEMA, t.TABLE_NAME, t.INDEX_NAME)",
                              schema_of("t.TABLE_SCHEMA"), mariadb_ ? "IGNORED" : "INVISIBLE", where_,
                              ignored)));
    constexpr std::string_view kQueries[] = {
        R"(SELECT {0}, t.TABLE_NAME, CONCAT('collation ', t.TABLE_COLLATION, ' is left out')
           FROM information_schema.TABLES t
           JOIN information_schema.SCHEMATA s ON s.SCHEMA_NAME = t.TABLE_SCHEMA
           WHERE t.TABLE_SCHEMA IN ({1}) AND t.TABLE_TYPE = 'BASE TABLE'
             AND t.TABLE_COLLATION <> s.DEFAULT_COLLATION_NAME
           ORDER BY t.TABLE_SCHEMA, t.TABLE_NAME)",
        R"(SELECT {0}, TABLE_NAME, CONCAT('PARTITION BY ', MAX(PARTITION_METHOD), ' and its ', COUNT(*),
                  ' partitions are left out')
           FROM information_schema.PARTITIONS t WHERE TABLE_SCHEMA IN ({1}) AND PARTITION_NAME IS NOT NULL
           GROUP BY TABLE_SCHEMA, TABLE_NAME ORDER BY TABLE_SCHEMA, TABLE_NAME)",
        R"(SELECT {0}, TABLE_NAME, CONCAT('engine ', ENGINE, ' is left out')
           FROM information_schema.TABLES t
           WHERE TABLE_SCHEMA IN ({1}) AND TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB'
           ORDER BY TABLE_SCHEMA, TABLE_NAME)",
        R"(SELECT {0}, t.TABLE_NAME, CONCAT('column ', c.COLUMN_NAME, ': collation ', c.COLLATION_NAME, ' is left out')
           FROM information_schema.COLUMNS c
           JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
           WHERE t.TABLE_SCHEMA IN ({1}) AND c.COLLATION_NAME <> t.TABLE_COLLATION
             AND c.COLUMN_TYPE NOT IN ('json', 'longtext')
           ORDER BY t.TABLE_SCHEMA, t.TABLE_NAME, c.ORDINAL_POSITION)",
        R"(SELECT {0}, TABLE_NAME, CONCAT('column ', COLUMN_NAME, ': INVISIBLE is left out')
           FROM information_schema.COLUMNS t WHERE TABLE_SCHEMA IN ({1}) AND EXTRA LIKE '%INVISIBLE%'
           ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION)"};
    for (const auto sql : kQueries)
      TM_TRY(report(fmt::format(fmt::runtime(sql), schema_of("t.TABLE_SCHEMA"), where_)));
    TM_ASSIGN(const Rows routines, connection_.query(fmt::format(R"(
      SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME) FROM information_schema.ROUTINES
      WHERE ROUTINE_SCHEMA IN ({0})
      UNION ALL SELECT CONCAT('event ', EVENT_NAME) FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN ({0})
      ORDER BY 1)",
                                                                 where_)));
    for (const auto& row : routines) builder_.leave_out(text(row, 0));
    return report(fmt::format(R"(
      SELECT {}, EVENT_OBJECT_TABLE, CONCAT('trigger ', TRIGGER_NAME, ' is left out')
      FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN ({})
      ORDER BY TRIGGER_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME)",
                              schema_of("TRIGGER_SCHEMA"), where_));
  }

  Status report(const std::string& sql) {
    TM_ASSIGN(const Rows rows, connection_.query(sql));
    for (const auto& row : rows)
      if (builder_.has_table(name(row))) builder_.warn(name(row), text(row, 2) + ", DBML cannot say it");
    return {};
  }

  Status read_columns() {
    TM_ASSIGN(const Rows rows, connection_.query(fmt::format(R"(
      SELECT {}, c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE = 'NO', c.COLUMN_DEFAULT, c.EXTRA,
             c.COLUMN_COMMENT, c.CHARACTER_SET_NAME, c.COLLATION_NAME, c.COLLATION_NAME <> t.TABLE_COLLATION
      FROM information_schema.COLUMNS c
      JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
      WHERE TABLE_SCHEMA IN ({})
      ORDER BY TABLE_SCHEMA, TABLE_NAME, c.ORDINAL_POSITION)",
                                                             schema_of("TABLE_SCHEMA"), where_)));
    for (const auto& row : rows) {
      if (!builder_.has_table(name(row))) continue;
      PhysicalColumn& physical = builder_.physical(name(row)).columns[text(row, 2)] = physical_column(row);
      builder_.add_column(name(row), column(row, physical));
    }
    return {};
  }

  static PhysicalColumn physical_column(const Row& row) {
    const std::string extra = text(row, 6), lower = ascii_lower(extra);
    PhysicalColumn column{.invisible = lower.contains("invisible"),
                          .generated = lower.contains("generated") && !lower.contains("default_generated")};
    if (const auto at = lower.find("on update"); at != std::string::npos)
      column.on_update = " " + extra.substr(at, lower.find(',', at) - at);
    if (flag(row, 10))
      column.collation = fmt::format(" CHARACTER SET {} COLLATE {}", text(row, 8), text(row, 9));
    return column;
  }

  schema::Column column(const Row& row, const PhysicalColumn& physical) {
    schema::Column column{.name = text(row, 2), .type = type(row), .note = note_of(text(row, 7))};
    if (flag(row, 4)) column.not_null = true;
    const std::string extra = ascii_lower(text(row, 6));
    column.increment = extra.contains("auto_increment");
    if (physical.generated)
      builder_.warn(name(row), fmt::format("column {} is generated, which DBML cannot say", column.name));
    else if (row[5])
      column.default_value = default_value(*row[5], extra.contains("default_generated"), column.type);
    if (!physical.on_update.empty())
      builder_.warn(name(row),
                    fmt::format("column {}: ON UPDATE is left out, DBML cannot say it", column.name));
    return column;
  }

  std::optional<schema::Value> default_value(const std::string& sql, bool generated,
                                             const schema::Type& type) const {
    // MariaDB показує вираз, MySQL — голий текст літерала або вираз з позначкою DEFAULT_GENERATED.
    if (mariadb_ && sql == "NULL") return std::nullopt;
    if (mariadb_) return builder_.default_value(bare_default(sql), type);
    if (generated) return builder_.default_value(bare_default(unescaped(sql)), type);
    if (sql.starts_with("b'")) return builder_.default_value(sql, type);
    return builder_.default_value(quoted(sql), type);
  }

  static std::string quoted(std::string_view text) {
    return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "''") + "'";
  }

  schema::Type type(const Row& row) {
    const std::string sql = text(row, 3);
    schema::Type type = sql::type_from_sql(sql, Dialect::mysql);
    if (!type.is("enum") && !type.is("set")) return type;
    // Члени сервер пише з екрануванням; коми й дужки всередині лапок уже враховано.
    for (auto& argument : type.arguments) argument = unescaped(argument);
    // Порожнього члена перелік DBML не має, тип — має.
    const bool has_empty = std::ranges::any_of(
        type.arguments, [](const std::string& argument) { return sql::unquoted_member(argument).empty(); });
    if (type.is("set") || has_empty) return type;
    schema::Enum element{
        .name = {.schema = text(row, 0), .name = fmt::format("{}_{}", text(row, 1), text(row, 2))},
        .values = {}};
    for (const auto& argument : type.arguments)
      element.values.push_back({.name = sql::unquoted_member(argument)});
    schema::Type reference{
        .schema = element.name.schema, .name = element.name.name, .arguments = {}, .array = {}};
    if (reference.schema == std::string(schema::kDefaultSchema)) reference.schema.reset();
    builder_.add_enum(std::move(element));
    return reference;
  }

  Status read_indexes() {
    // Функціональні індекси й стовпець EXPRESSION має лише MySQL.
    TM_ASSIGN(const Rows rows, connection_.query(fmt::format(R"(
      SELECT {}, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX = 1, NON_UNIQUE = 0, INDEX_TYPE, INDEX_COMMENT, COLUMN_NAME, {},
             SUB_PART, COLLATION = 'D'
      FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA IN ({})
      ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX)",
                                                             schema_of("TABLE_SCHEMA"),
                                                             mariadb_ ? "NULL" : "EXPRESSION", where_)));
    schema::Index index;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      if (!builder_.has_table(name(row))) continue;
      auto& physical = builder_.physical(name(row)).indexes;
      if (flag(row, 3)) {
        index = {.parts = {},
                 .name = text(row, 2),
                 .unique = flag(row, 4),
                 .primary_key = row[2] == "PRIMARY",
                 .note = note_of(text(row, 6))};
        const std::string kind = ascii_lower(text(row, 5));
        if (kind != "btree" && kind != "hash") index.type = kind;
        physical.push_back({.name = index.name, .unique = index.unique, .primary_key = index.primary_key});
      }
      index.parts.push_back(part(row, index, physical.back()));
      if (i + 1 == rows.size() || flag(rows[i + 1], 3))
        builder_.add_index(name(row), std::exchange(index, {}));
    }
    return {};
  }

  schema::IndexPart part(const Row& row, const schema::Index& index, PhysicalIndex& physical) {
    if (row[8]) {
      const std::string expression = unescaped(*row[8]);
      physical.parts.push_back({.text = expression, .expression = true, .server = expression});
      return {.text = sql::readable_expression(expression, Dialect::mysql),
              .expression = true,
              .server = expression};
    }
    physical.parts.push_back({.text = text(row, 7)});
    const auto lose = [&](std::string_view article, std::string_view what) {
      physical.beyond_dbml = fmt::format("{} {}", article, what);
      builder_.warn(name(row), fmt::format("index {}: the {} of {} is left out, DBML cannot say it",
                                           index.name, what, text(row, 7)));
    };
    if (row[9] && index.type.empty()) lose("a", "prefix length");
    if (flag(row, 10)) lose("a", "descending order");
    return {.text = text(row, 7)};
  }

  Status read_checks() {
    // MariaDB каже таблицю в CHECK_CONSTRAINTS, у MySQL імена перевірок спільні для всієї бази.
    const std::string sql = mariadb_ ? fmt::format(R"(
      SELECT {}, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL = 'Column'
      FROM information_schema.CHECK_CONSTRAINTS
      WHERE CONSTRAINT_SCHEMA IN ({})
      ORDER BY CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME)",
                                                   schema_of("CONSTRAINT_SCHEMA"), where_)
                                     : fmt::format(R"(
      SELECT {}, t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, 0
      FROM information_schema.CHECK_CONSTRAINTS c
      JOIN information_schema.TABLE_CONSTRAINTS t USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)
      WHERE CONSTRAINT_SCHEMA IN ({}) AND t.CONSTRAINT_TYPE = 'CHECK'
      ORDER BY CONSTRAINT_SCHEMA, t.TABLE_NAME, c.CONSTRAINT_NAME)",
                                                   schema_of("CONSTRAINT_SCHEMA"), where_);
    TM_ASSIGN(const Rows rows, connection_.query(sql));
    for (const auto& row : rows) {
      if (!builder_.has_table(name(row))) continue;
      const std::string expression = mariadb_ ? text(row, 3) : unescaped(text(row, 3));
      const bool of_column = flag(row, 4);
      PhysicalCheck check{.name = text(row, 2), .expression = expression, .server = expression};
      auto& physical = builder_.physical(name(row));
      if (of_column) check.column = column_of(physical, check);
      physical.checks.push_back(std::move(check));
      if (of_column && builder_.make_json(name(row), text(row, 2), expression)) continue;
      builder_.add_check(name(row), of_column ? "" : text(row, 2), expression);
    }
    return {};
  }

  // Перевірку стовпця MariaDB називає його іменем — але після RENAME COLUMN лишає старе.
  static std::string column_of(const PhysicalTable& table, const PhysicalCheck& check) {
    if (table.columns.contains(check.name)) return check.name;
    const auto columns = sql::expression_columns(check.expression, Dialect::mysql);
    return columns.empty() ? check.name : columns.front();
  }

  Status read_refs() {
    TM_ASSIGN(const Rows rows,
              connection_.query(fmt::format(R"(
      SELECT {}, k.TABLE_NAME, k.CONSTRAINT_NAME, {}, k.REFERENCED_TABLE_NAME, r.DELETE_RULE, r.UPDATE_RULE,
             k.ORDINAL_POSITION = 1, k.COLUMN_NAME, k.REFERENCED_COLUMN_NAME
      FROM information_schema.KEY_COLUMN_USAGE k
      JOIN information_schema.REFERENTIAL_CONSTRAINTS r
        ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
       AND r.TABLE_NAME = k.TABLE_NAME
      WHERE k.CONSTRAINT_SCHEMA IN ({}) AND k.REFERENCED_TABLE_NAME IS NOT NULL
      ORDER BY k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION)",
                                            schema_of("k.TABLE_SCHEMA"),
                                            schema_of("k.REFERENCED_TABLE_SCHEMA"), where_)));
    schema::Ref ref;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      if (flag(row, 7))
        ref = {.name = text(row, 2),
               .first = {.table = name(row), .columns = {}},
               .second = {.table = name(row, 3), .columns = {}},
               .on_delete = action(text(row, 5)),
               .on_update = action(text(row, 6))};
      ref.first.columns.push_back(text(row, 8));
      ref.second.columns.push_back(text(row, 9));
      if (i + 1 < rows.size() && !flag(rows[i + 1], 7)) continue;
      builder_.physical(ref.first.table)
          .refs.push_back({.name = ref.name, .columns = ref.first.columns, .parent = ref.second.table});
      builder_.add_ref(std::exchange(ref, {}));
    }
    return {};
  }

  // RESTRICT і NO ACTION в InnoDB — те, що є й без дії.
  static std::string action(std::string_view rule) {
    return rule == "RESTRICT" || rule == "NO ACTION" ? std::string() : ascii_lower(rule);
  }

  Connection& connection_;
  const bool mariadb_;
  std::string where_;  ///< бази, які читаються: список для IN
  CatalogBuilder builder_;
};

}  // namespace

Result<Catalog> read_catalog(Connection& connection, std::span<const std::string> schemas) {
  return CatalogReader(connection, schemas).run();
}

std::vector<std::string> other_databases(const schema::Database& database) {
  std::set<std::string> names;
  for (const auto& table : database.tables) names.insert(table.name.schema);
  names.erase(std::string(schema::kDefaultSchema));
  return {names.begin(), names.end()};
}

}  // namespace techmarket::db::mysql
