// dialect-value: default і клітинки records, які приймає лише інший сервер. Те, чого не приймає жоден, каже
// розбір (value-type).

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/check_value.h"
#include "ddl/dialect/checks.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;
using schema::Value;
using sql::Family;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// NaN, infinity, now: MySQL таких слів не має. Між датою і часом стоїть T.
bool is_word_of_postgres(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && is_letter(text.front());
}

// Проміжок MySQL на місці часу доби.
bool is_span_of_mysql(std::string_view text) {
  const std::string_view hours = text.substr(0, text.find(':'));
  if (text.empty() || is_letter(text.front())) return false;  // allballs, now
  return text.starts_with('-') || hours.contains(' ') || hours.size() > 2 || hours > "24";
}

class ServerValueChecker {
 public:
  explicit ServerValueChecker(DialectRun& run) : run_(run) {}

  void check(const Table& table, const Column& column) {
    if (column.default_value) check(table, column, *column.default_value, column.at);
  }

  void check_records(const Table& table) {
    for (std::size_t i = 0; i < table.records->columns.size(); ++i) {
      const Column* column = run_.model.lookup().column(table, table.records->columns[i]);
      if (!column || !may_differ(*column)) continue;
      for (const auto& row : table.records->rows) check(table, *column, row[i], table.records->at);
    }
  }

 private:
  /// Чи є в значень такого типу запис, який приймає лише один із серверів.
  bool may_differ(const Column& column) const {
    if (run_.model.enum_of(column.type)) return false;
    const Family family = sql::family_of(column.type);
    const bool moment = family == Family::date || family == Family::moment;
    return family == Family::time ||
           (run_.mysql() && (moment || family == Family::decimal || family == Family::real));
  }

  void check(const Table& table, const Column& column, const Value& value, const SourceRange& at) {
    if (value.kind != Value::Kind::string || !may_differ(column)) return;
    const std::string_view text = trim(value.text);
    if (run_.mysql() ? !is_word_of_postgres(text) : !is_span_of_mysql(text)) return;
    run_.add("dialect-value", at,
             fmt::format("{} refuses the value {} of {}, which is {}", run_.syntax->title(),
                         dbml::shown(value), column_title(table, column), column.type.text()),
             run_.mysql() ? "only PostgreSQL has such words: write a value, or an `expression`"
                          : "a time of PostgreSQL is a time of day: take interval",
             column.name);
  }

  DialectRun& run_;
};

}  // namespace

void check_values(DialectRun& run) {
  ServerValueChecker checker(run);
  for (const auto& table : run.database.tables) {
    for (const auto& column : table.columns) checker.check(table, column);
    if (table.records) checker.check_records(table);
  }
}

}  // namespace techmarket::ddl
