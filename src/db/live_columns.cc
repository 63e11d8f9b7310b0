#include "db/live_columns.h"

#include <fmt/format.h>

namespace techmarket::db {
namespace {

template <class Connection>
Result<std::vector<LiveColumn>> read(Connection& connection, std::string_view sql) {
  TM_ASSIGN(const Rows rows, connection.query(sql));
  std::vector<LiveColumn> columns;
  for (const auto& row : rows)
    columns.push_back({.schema = row[0].value_or(""),
                       .table = row[1].value_or(""),
                       .name = row[2].value_or(""),
                       .nullable = row[3] == "YES",
                       .has_default = row[4] == "1"});
  return columns;
}

}  // namespace

Result<std::vector<LiveColumn>> live_columns(db::mysql::Connection& connection) {
  return live_columns(connection, {});
}

Result<std::vector<LiveColumn>> live_columns(db::mysql::Connection& connection,
                                             const std::vector<std::string>& schemas) {
  std::string databases = "DATABASE()";
  for (const auto& schema : schemas) databases += ", " + connection.quote(schema);
  return read(connection, fmt::format(R"(
    SELECT IF(c.TABLE_SCHEMA = DATABASE(), '', c.TABLE_SCHEMA), c.TABLE_NAME, c.COLUMN_NAME, c.IS_NULLABLE, c.COLUMN_DEFAULT IS NOT NULL OR c.EXTRA <> ''
    FROM information_schema.COLUMNS c
    JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
    WHERE c.TABLE_SCHEMA IN ({}) AND t.TABLE_TYPE = 'BASE TABLE'
    ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION)",
                                      databases));
}

Result<std::vector<LiveColumn>> live_columns(db::postgres::Connection& connection) {
  return read(connection, R"(
    SELECT c.table_schema, c.table_name, c.column_name, c.is_nullable,
           (c.column_default IS NOT NULL OR c.is_identity = 'YES' OR c.is_generated = 'ALWAYS')::int
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema') AND t.table_type = 'BASE TABLE'
    ORDER BY c.table_schema, c.table_name, c.ordinal_position)");
}

}  // namespace techmarket::db
