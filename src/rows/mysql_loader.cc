#include "rows/mysql_loader.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace techmarket::rows {
namespace {

bool is_converted(std::span<const std::string_view> conversions, std::size_t column) {
  return column < conversions.size() && !conversions[column].empty();
}

/// Таблиця довільної схеми, що лежить не в базі за замовчуванням.
bool has_own_database(const TableSource& table) {
  return !table.conversions.empty() && !table.service.empty();
}

/// Стовпці LOAD DATA: те, що треба перетворити, читається у змінну, а SET записує вираз.
std::string load_columns(const TableSource& table) {
  std::vector<std::string> targets, assignments;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::string name = db::mysql::quote_name(table.columns[i]);
    if (is_converted(table.conversions, i)) {
      const std::string variable = fmt::format("@v{}", i);
      assignments.push_back(
          fmt::format("{} = {}", name, fmt::format(fmt::runtime(table.conversions[i]), variable)));
      name = variable;
    }
    targets.push_back(std::move(name));
  }
  return fmt::format("({}){}{}", fmt::join(targets, ", "), assignments.empty() ? "" : " SET ",
                     fmt::join(assignments, ", "));
}

Status check_accepted(const TableSource& table, std::uint64_t sent, const db::mysql::LoadResult& loaded) {
  if (loaded.rows == sent && loaded.warnings == 0) return {};
  return fail(ErrorKind::fatal,
              fmt::format("{}: table '{}': sent {} rows, the server took {} with {} warnings{}{}",
                          table.service, table.table, sent, loaded.rows, loaded.warnings,
                          loaded.first_warning.empty() ? "" : ": ", loaded.first_warning),
              "the columns of the database may differ from the DBML: `techmarket schema diff`");
}

}  // namespace

Status prepare_for_rows(db::mysql::Connection& connection) {
  // Без обох перевірок MariaDB вставляє в порожню таблицю гуртом, а гурт, якому забракло диска, зникає мовчки
  // (recount.h).
  return connection.execute(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00', unique_checks = 1, "
      "foreign_key_checks = 1");
}

Status prepare_for_loading(db::mysql::Connection& connection, bool alone) {
  TM_TRY(prepare_for_rows(connection));
  // Порожню таблицю MariaDB ≥ 10.7 будує гуртом, якщо обидві перевірки вимкнено; повтори ключів гурт однаково
  // виявляє. Гурт замикає таблицю цілком, тож часткам, які пишуть у неї поруч, він не годиться. Одна частка
  // може довго чекати на іншу: на номер AUTO_INCREMENT, на замкнені проміжки ключів.
  constexpr int kPatience = 3'600;
  return connection.execute(
      fmt::format("SET SESSION unique_checks = {}, foreign_key_checks = 0, innodb_lock_wait_timeout = {}",
                  alone ? 0 : 1, kPatience));
}

Result<bool> local_infile_allowed(db::mysql::Connection& connection) {
  TM_ASSIGN(const std::int64_t allowed, connection.query_int("SELECT @@GLOBAL.local_infile"));
  return allowed != 0;
}

Status load_table(db::mysql::Connection& connection, const TableSource& table, TableFeed& feed) {
  const std::string statement =
      fmt::format("LOAD DATA LOCAL INFILE 'rows' INTO TABLE {} CHARACTER SET utf8mb4 {}",
                  mysql_table_name(table), load_columns(table));
  const auto source = [&]() -> Result<std::string_view> {
    auto chunk = feed.next();
    // Без цього сервер вважав би отриману частину цілим файлом і почав би її записувати.
    if (!chunk) connection.abort();
    return chunk;
  };
  TM_ASSIGN(const auto loaded, connection.load_data(statement, source));
  return check_accepted(table, feed.rows(), loaded);
}

std::string mysql_table_name(const TableSource& table) {
  return (has_own_database(table) ? db::mysql::quote_name(table.service) + "." : "") +
         db::mysql::quote_name(table.table);
}

std::string part_name(const TableSource& table) {
  return fmt::format("{}{}{}", has_own_database(table) ? table.service : "",
                     has_own_database(table) ? "." : "", table.table);
}

void append_values(std::string_view row, std::string& sql, std::span<const std::string_view> conversions) {
  sql += '(';
  for (std::size_t column = 0;; ++column) {
    const std::size_t tab = row.find('\t');
    const std::string_view field = row.substr(0, tab);
    if (field == "\\N") {
      sql += "NULL";
    } else {
      std::string quoted = "'";
      for (const char c : field) {
        if (c == '\'') quoted += '\'';
        quoted += c;
      }
      quoted += '\'';
      sql +=
          is_converted(conversions, column) ? fmt::format(fmt::runtime(conversions[column]), quoted) : quoted;
    }
    if (tab == std::string_view::npos) break;
    sql += ',';
    row.remove_prefix(tab + 1);
  }
  sql += ')';
}

std::string column_list(std::span<const std::string_view> columns) {
  std::vector<std::string> quoted;
  for (const std::string_view column : columns) quoted.push_back(db::mysql::quote_name(column));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

std::string insert_head(std::string_view table, std::span<const std::string_view> columns) {
  return fmt::format("INSERT INTO {} ({}) VALUES ", table, column_list(columns));
}

Status MultiRowInsert::add(std::string_view rows) {
  while (!rows.empty()) {
    append_values(take_row(rows), sql_, conversions_);
    sql_ += ',';
    if (sql_.size() >= statement_) TM_TRY(flush());
  }
  return {};
}

Result<db::mysql::LoadResult> MultiRowInsert::finish() {
  TM_TRY(flush());
  return taken_;
}

Status MultiRowInsert::flush() {
  if (sql_.size() == head_.size()) return {};
  sql_.pop_back();  // остання кома
  TM_ASSIGN(const db::mysql::LoadResult taken, connection_.insert(sql_));
  taken_.rows += taken.rows;
  taken_.warnings += taken.warnings;
  if (taken_.first_warning.empty()) taken_.first_warning = taken.first_warning;
  sql_ = head_;
  return {};
}

Status insert_table(db::mysql::Connection& connection, const TableSource& table, TableFeed& feed) {
  TM_ASSIGN(const std::int64_t packet, connection.query_int("SELECT @@max_allowed_packet"));
  MultiRowInsert insert(connection, insert_head(mysql_table_name(table), table.columns),
                        std::min(static_cast<std::size_t>(packet / 2), MultiRowInsert::kStatement),
                        table.conversions);
  for (;;) {
    TM_ASSIGN(const std::string_view rows, feed.next());
    if (rows.empty()) break;
    TM_TRY(insert.add(rows));
  }
  TM_ASSIGN(const auto loaded, insert.finish());
  return check_accepted(table, feed.rows(), loaded);
}

}  // namespace techmarket::rows
