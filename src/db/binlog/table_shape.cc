#include "db/binlog/table_shape.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::db::binlog {
namespace {

/// Рядок information_schema.COLUMNS.
struct CatalogColumn {
  std::string name, type, full_type, charset;
};

std::size_t number_in_parentheses(std::string_view type) {
  std::size_t value = 0;
  if (const std::size_t open = type.find('('); open != std::string_view::npos)
    std::from_chars(type.data() + open + 1, type.data() + type.size(), value);
  return value;
}

std::optional<KeyKind> text_kind(const std::string& charset) {
  if (charset == "utf8mb4" || charset == "utf8mb3" || charset == "utf8" || charset == "ascii")
    return KeyKind::utf8;
  if (charset == "latin1") return KeyKind::latin1;
  return std::nullopt;
}

std::optional<KeyKind> kind_of(const CatalogColumn& column) {
  const std::string& type = column.type;
  if (type == "char" || type == "varchar") return text_kind(column.charset);
  // DECIMAL ZEROFILL сервер друкує з нулями попереду, а скільки їх, залежить від версії.
  if (type == "decimal")
    return column.full_type.find("zerofill") == std::string::npos ? std::optional(KeyKind::decimal)
                                                                  : std::nullopt;
  using enum KeyKind;
  static const std::vector<std::pair<std::string_view, KeyKind>> kinds = {
      {"tinyint", integer}, {"smallint", integer},  {"mediumint", integer},   {"int", integer},
      {"bigint", integer},  {"binary", binary},     {"varbinary", binary},    {"date", date},
      {"time", time},       {"datetime", datetime}, {"timestamp", timestamp}, {"year", year},
      {"uuid", uuid},       {"inet4", inet4},       {"inet6", inet6}};
  const auto found = std::ranges::find(kinds, type, [](const auto& kind) { return kind.first; });
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

KeyColumn key_column(const CatalogColumn& column, std::size_t index, KeyKind kind) {
  KeyColumn key{.name = column.name, .index = index, .kind = kind};
  key.is_unsigned = column.full_type.find("unsigned") != std::string::npos;
  if (column.full_type.find("zerofill") != std::string::npos || column.type == "binary")
    key.width = number_in_parentheses(column.full_type);
  return key;
}

Obstacle unsupported(const std::string& where, const CatalogColumn& column) {
  const std::string type =
      column.charset.empty() ? column.full_type : column.full_type + " CHARACTER SET " + column.charset;
  return {where, fmt::format("{} is {}: keys of this type cannot be read from the binary log", where, type),
          "compare this table whole on every run, or follow it by another key"};
}

Result<std::vector<CatalogColumn>> columns_of(mysql::Connection& connection, const std::string& database,
                                              const std::string& table) {
  TM_ASSIGN(const Rows rows,
            connection.query(
                fmt::format("SELECT COLUMN_NAME, LOWER(DATA_TYPE), LOWER(COLUMN_TYPE), CHARACTER_SET_NAME "
                            "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = {} AND TABLE_NAME = {} "
                            "ORDER BY ORDINAL_POSITION",
                            connection.quote(database), connection.quote(table))));
  std::vector<CatalogColumn> columns;
  for (const auto& row : rows)
    columns.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3].value_or("")});
  return columns;
}

TableShape shape_of(const WatchedTable& watched, const std::string& database,
                    const std::vector<CatalogColumn>& columns, std::vector<Obstacle>& obstacles) {
  TableShape shape{.database = database, .table = watched.table, .columns = columns.size(), .key = {}};
  for (const auto& name : watched.key) {
    const std::string where = fmt::format("{}.{}.{}", database, watched.table, name);
    const auto found = std::ranges::find_if(
        columns, [&](const CatalogColumn& column) { return equals_ignore_case(column.name, name); });
    if (found == columns.end()) {
      obstacles.push_back({where, fmt::format("there is no column {}", where), "migrate the schema first"});
      continue;
    }
    if (const auto kind = kind_of(*found))
      shape.key.push_back(key_column(*found, static_cast<std::size_t>(found - columns.begin()), *kind));
    else
      obstacles.push_back(unsupported(where, *found));
  }
  return shape;
}

}  // namespace

bool matches(const KeyColumn& column, ColumnType type) {
  using enum TypeCode;
  const auto one_of = [&](std::initializer_list<TypeCode> codes) {
    return std::ranges::find(codes, type.code) != codes.end();
  };
  switch (column.kind) {
    case KeyKind::integer:
      return one_of({tiny, small, medium, integer, big});
    case KeyKind::decimal:
      return one_of({decimal});
    case KeyKind::utf8:
    case KeyKind::latin1:
    case KeyKind::binary:
      return one_of({varchar, var_string, string});
    case KeyKind::date:
      return one_of({date, new_date});
    case KeyKind::time:
      return one_of({time, time2});
    case KeyKind::datetime:
      return one_of({datetime, datetime2});
    case KeyKind::timestamp:
      return one_of({timestamp, timestamp2});
    case KeyKind::year:
      return one_of({year});
    case KeyKind::uuid:
    case KeyKind::inet6:
      return one_of({string}) && type.meta == 16;
    case KeyKind::inet4:
      return one_of({string}) && type.meta == 4;
  }
  return false;
}

Result<Described> describe_tables(mysql::Connection& connection, const std::vector<WatchedTable>& tables) {
  Described described;
  for (const auto& watched : tables) {
    const std::string& database =
        watched.database.empty() ? connection.endpoint().database : watched.database;
    TM_ASSIGN(const auto columns, columns_of(connection, database, watched.table));
    if (columns.empty()) {
      const std::string name = database + "." + watched.table;
      described.obstacles.push_back({name,
                                     fmt::format("there is no table {}, or this user may not see it", name),
                                     fmt::format("create it, or GRANT SELECT ON {} to the user", name)});
    }
    described.shapes.push_back(columns.empty() ? TableShape{}
                                               : shape_of(watched, database, columns, described.obstacles));
  }
  return described;
}

}  // namespace techmarket::db::binlog
