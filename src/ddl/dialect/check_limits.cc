// dialect-limit: скільки стовпців, індексів, байтів рядка і знаків примітки вміщає сервер.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/checks.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;

constexpr std::size_t kMysqlColumns = 1017, kPostgresColumns = 1600;
constexpr std::size_t kMysqlIndexes = 64;
constexpr std::int64_t kMysqlRow = 65535;
constexpr std::size_t kColumnNote = 1024, kTableNote = 2048, kIndexNote = 1024;

/// Скільки байтів рядка MySQL відводить стовпцеві; TEXT і BLOB лежать окремо.
std::int64_t row_bytes(const Column& column) {
  constexpr std::int64_t kOther = 8, kLength = 2;
  const std::int64_t bytes = mysql_bytes(column.type);
  if (bytes == 0) return kOther;
  return bytes + (sql::find_type(sql::base_name(column.type))->fixed ? 0 : kLength);
}

/// Не менше за row_bytes(), але без розбору імені типу: майже кожній таблиці далеко до межі.
std::int64_t most_bytes(const Column& column) {
  constexpr std::int64_t kOther = 1022;
  if (column.type.arguments.empty()) return kOther;
  return std::clamp<std::int64_t>(numeric_arguments(column.type)[0], 0, kMysqlRow) * 4 + 8;
}

void check_row(DialectRun& run, const Table& table) {
  const auto sum = [&](std::int64_t (*bytes_of)(const Column&)) {
    std::int64_t bytes = 0;
    for (const auto& column : table.columns) bytes += bytes_of(column);
    return bytes;
  };
  if (sum(most_bytes) <= kMysqlRow && !std::ranges::any_of(table.columns, [](const Column& column) {
        return column.type.name.contains('(');
      }))
    return;
  if (const std::int64_t bytes = sum(row_bytes); bytes > kMysqlRow)
    run.add("dialect-limit", table.at,
            fmt::format("a row of {} holds {} bytes, a row of table '{}' may need {}", run.syntax->title(),
                        kMysqlRow, schema::display_name(table.name), bytes),
            "make long varchar columns text: they are kept outside the row", table.name.name);
}

bool is_too_long(const std::optional<std::string>& note, std::size_t limit) {
  return note && note->size() > limit && count_code_points(*note) > limit;
}

void add_note(DialectRun& run, std::size_t limit, const SourceRange& at, const std::string& what) {
  run.add("dialect-limit", at,
          fmt::format("{} keeps {} characters of the note of {}", run.syntax->title(), limit, what),
          "shorten it: a longer one is an error", {});
}

void check_mysql(DialectRun& run, const Table& table) {
  const auto keys =
      static_cast<std::size_t>(std::ranges::count_if(table.columns, &Column::unique)) + table.indexes.size();
  if (keys > kMysqlIndexes)
    run.add("dialect-limit", table.at,
            fmt::format("{} has at most {} indexes of a table, table '{}' has {}", run.syntax->title(),
                        kMysqlIndexes, schema::display_name(table.name), keys),
            "remove some", table.name.name);
  check_row(run, table);
  if (is_too_long(table.note, kTableNote))
    add_note(run, kTableNote, table.at, fmt::format("table '{}'", schema::display_name(table.name)));
  for (const auto& column : table.columns)
    if (is_too_long(column.note, kColumnNote))
      add_note(run, kColumnNote, column.at, column_title(table, column));
  for (const auto& index : table.indexes)
    if (is_too_long(index.note, kIndexNote))
      add_note(run, kIndexNote, index.at,
               fmt::format("an index of table '{}'", schema::display_name(table.name)));
}

}  // namespace

void check_limits(DialectRun& run) {
  const std::size_t columns = run.mysql() ? kMysqlColumns : kPostgresColumns;
  for (const auto& table : run.database.tables) {
    if (table.columns.size() > columns)
      run.add("dialect-limit", table.at,
              fmt::format("{} has at most {} columns of a table, table '{}' has {}", run.syntax->title(),
                          columns, schema::display_name(table.name), table.columns.size()),
              "split the table", table.name.name);
    if (run.mysql()) check_mysql(run, table);
  }
}

}  // namespace techmarket::ddl
