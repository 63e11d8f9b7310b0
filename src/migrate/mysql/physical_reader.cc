#include "migrate/mysql/physical_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "db/mysql/catalog_text.h"
#include "sql/expression.h"

namespace techmarket::migrate::mysql {
namespace {

using schema::QualifiedName;

class Reader {
 public:
  Reader(db::mysql::Connection& connection, std::span<const std::string> schemas)
      : connection_(connection), mariadb_(connection.server_version().contains("MariaDB")) {
    out_.server = mariadb_ ? Server::mariadb : Server::mysql;
    where_ = "DATABASE()";
    for (const auto& name : schemas) where_ += ", " + connection.quote(name);
  }

  Result<Physical> run() {
    TM_TRY(read_columns());
    TM_TRY(read_indexes());
    TM_TRY(read_checks());
    TM_TRY(read_refs());
    return std::move(out_);
  }

 private:
  using Row = std::vector<std::optional<std::string>>;

  static std::string text(const Row& row, std::size_t i) { return row[i].value_or(""); }
  PhysicalTable& table(const Row& row) {
    return out_.tables[QualifiedName{.schema = text(row, 0), .name = text(row, 1)}];
  }
  static std::string schema_of(std::string_view column) {
    return fmt::format("IF({0} = DATABASE(), 'public', {0})", column);
  }

  Status read_columns() {
    TM_ASSIGN(const db::Rows rows, connection_.query(fmt::format(R"(
      SELECT {}, c.TABLE_NAME, c.COLUMN_NAME, c.EXTRA, c.CHARACTER_SET_NAME, c.COLLATION_NAME,
             c.COLLATION_NAME <> t.TABLE_COLLATION
      FROM information_schema.COLUMNS c
      JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
      WHERE TABLE_SCHEMA IN ({}) AND t.TABLE_TYPE = 'BASE TABLE')",
                                                                 schema_of("TABLE_SCHEMA"), where_)));
    for (const auto& row : rows) {
      auto& column = table(row).columns[text(row, 2)];
      const std::string extra = text(row, 3), lower = ascii_lower(extra);
      column.generated = lower.contains("generated") && !lower.contains("default_generated");
      column.invisible = lower.contains("invisible");
      if (const auto at = lower.find("on update"); at != std::string::npos)
        column.on_update = " " + extra.substr(at, lower.find(',', at) - at);
      if (row[6] == "1")
        column.collation = fmt::format(" CHARACTER SET {} COLLATE {}", text(row, 4), text(row, 5));
    }
    return {};
  }

  Status read_indexes() {
    TM_ASSIGN(const db::Rows rows, connection_.query(fmt::format(R"(
      SELECT {}, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX = 1, NON_UNIQUE = 0, COLUMN_NAME, {},
             SUB_PART IS NOT NULL AND INDEX_TYPE = 'BTREE', COLLATION = 'D'
      FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA IN ({})
      ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX)",
                                                                 schema_of("TABLE_SCHEMA"),
                                                                 mariadb_ ? "NULL" : "EXPRESSION", where_)));
    for (const auto& row : rows) {
      auto& indexes = table(row).indexes;
      if (row[3] == "1")
        indexes.push_back(
            {.name = text(row, 2), .unique = row[4] == "1", .primary_key = row[2] == "PRIMARY"});
      auto& index = indexes.back();
      index.parts.push_back(
          row[6] ? schema::IndexPart{db::mysql::unescaped(*row[6]), true, db::mysql::unescaped(*row[6])}
                 : schema::IndexPart{text(row, 5)});
      if (row[7] == "1") index.beyond_dbml = "a prefix length";
      if (row[8] == "1") index.beyond_dbml = "a descending order";
    }
    return {};
  }

  Status read_checks() {
    const std::string sql = mariadb_ ? fmt::format(R"(
      SELECT {}, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL = 'Column'
      FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA IN ({}))",
                                                   schema_of("CONSTRAINT_SCHEMA"), where_)
                                     : fmt::format(R"(
      SELECT {}, t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, 0
      FROM information_schema.CHECK_CONSTRAINTS c
      JOIN information_schema.TABLE_CONSTRAINTS t USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)
      WHERE CONSTRAINT_SCHEMA IN ({}) AND t.CONSTRAINT_TYPE = 'CHECK')",
                                                   schema_of("CONSTRAINT_SCHEMA"), where_);
    TM_ASSIGN(const db::Rows rows, connection_.query(sql));
    for (const auto& row : rows) {
      PhysicalCheck check{.name = text(row, 2), .expression = text(row, 3)};
      if (!mariadb_) check.expression = db::mysql::unescaped(check.expression);
      check.server = check.expression;
      if (row[4] == "1") check.column = column_of(table(row), check);
      table(row).checks.push_back(std::move(check));
    }
    return {};
  }

  // Перевірку стовпця MariaDB називає його іменем — але після RENAME COLUMN лишає старе.
  static std::string column_of(const PhysicalTable& table, const PhysicalCheck& check) {
    if (table.columns.contains(check.name)) return check.name;
    const auto columns = sql::expression_columns(check.expression, schema::Dialect::mysql);
    return columns.empty() ? check.name : columns.front();
  }

  Status read_refs() {
    TM_ASSIGN(const db::Rows rows,
              connection_.query(fmt::format(R"(
      SELECT {}, TABLE_NAME, CONSTRAINT_NAME, {}, REFERENCED_TABLE_NAME, ORDINAL_POSITION = 1, COLUMN_NAME
      FROM information_schema.KEY_COLUMN_USAGE
      WHERE CONSTRAINT_SCHEMA IN ({}) AND REFERENCED_TABLE_NAME IS NOT NULL
      ORDER BY CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION)",
                                            schema_of("TABLE_SCHEMA"), schema_of("REFERENCED_TABLE_SCHEMA"),
                                            where_)));
    for (const auto& row : rows) {
      auto& refs = table(row).refs;
      if (row[5] == "1")
        refs.push_back({.name = text(row, 2), .parent = {.schema = text(row, 3), .name = text(row, 4)}});
      refs.back().columns.push_back(text(row, 6));
    }
    return {};
  }

  db::mysql::Connection& connection_;
  const bool mariadb_;
  std::string where_;
  Physical out_;
};

}  // namespace

Result<Physical> read_physical(db::mysql::Connection& connection, std::span<const std::string> schemas) {
  return Reader(connection, schemas).run();
}

}  // namespace techmarket::migrate::mysql
