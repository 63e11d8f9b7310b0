#include "db/binlog/preflight.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "db/binlog/privileges.h"
#include "db/binlog/server_facts.h"
#include "db/binlog/table_shape.h"

namespace techmarket::db::binlog {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr const char* kSettings = "set it in the configuration of the server and restart it";

Result<Variables> variables(mysql::Connection& connection) {
  TM_ASSIGN(const Rows rows,
            connection.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', "
                             "'binlog_row_image', 'binlog_row_value_options', "
                             "'binlog_transaction_compression')"));
  Variables values;
  for (const auto& row : rows) values[row[0].value_or("")] = row[1].value_or("");
  return values;
}

/// Значення, за якого журнал читати можна. Змінної, якої сервер не знає, він і не порушує.
void require(const Variables& values, const std::string& name, std::initializer_list<std::string_view> good,
             const std::string& why, std::vector<Obstacle>& obstacles) {
  const auto found = values.find(name);
  if (found == values.end()) return;
  if (std::ranges::any_of(good,
                          [&](std::string_view value) { return equals_ignore_case(value, found->second); }))
    return;
  const std::string needed = good.begin()->empty() ? "''" : std::string(*good.begin());
  obstacles.push_back({name, fmt::format("{} is {}: {}", name, found->second, why),
                       fmt::format("{}: {} = {}", kSettings, name, needed)});
}

void check_variables(const Variables& values, std::vector<Obstacle>& obstacles) {
  require(values, "log_bin", {"ON"}, "the server writes no binary log", obstacles);
  require(values, "binlog_format", {"ROW"}, "statements do not tell which rows they change", obstacles);
  require(values, "binlog_row_image", {"MINIMAL", "FULL", "NOBLOB", "FULL_NODUP"},
          "the image of a row must hold its key", obstacles);
  require(values, "binlog_row_value_options", {""}, "partial JSON images are not read", obstacles);
  require(values, "binlog_transaction_compression", {"OFF"}, "compressed transactions are not read",
          obstacles);
}

/// Право, якого бракує, — це відмова на сам запит; інша помилка — справжня.
bool denied(const Error& error) {
  constexpr const char* kDenied = "42000";
  return error.sqlstate == kDenied || error.kind == ErrorKind::configuration;
}

/// Журнал може оминати базу: binlog_do_db, binlog_ignore_db.
Status check_filters(mysql::Connection& connection, const std::vector<TableShape>& shapes,
                     std::vector<Obstacle>& obstacles) {
  auto status = log_status(connection);
  if (!status && denied(status.error())) return {};  // про право вже сказано
  if (!status) return std::unexpected(status.error());
  const auto lists = [](const std::string& list, const std::string& database) {
    return std::ranges::any_of(
        split(list, ','), [&](std::string_view name) { return equals_ignore_case(trim(name), database); });
  };
  std::vector<std::string> said;
  for (const auto& shape : shapes) {
    if (shape.database.empty() || std::ranges::find(said, shape.database) != said.end()) continue;
    said.push_back(shape.database);
    const bool only_others =
        !status->only_databases.empty() && !lists(status->only_databases, shape.database);
    const bool ignored = lists(status->ignored_databases, shape.database);
    if (!only_others && !ignored) continue;
    const std::string name = only_others ? "binlog_do_db" : "binlog_ignore_db";
    obstacles.push_back({name,
                         fmt::format("{} keeps database {} out of the binary log", name, shape.database),
                         "remove it from the configuration of the server and restart it"});
  }
  return {};
}

/// Двигун без транзакцій не має знімка, а каскад зовнішнього ключа InnoDB виконує сам, повз журнал.
Status check_table(mysql::Connection& connection, const TableShape& shape, bool logs_cascades,
                   std::vector<Obstacle>& obstacles) {
  const std::string name = shape.database + "." + shape.table;
  const std::string where = fmt::format("= {} AND TABLE_NAME = {}", connection.quote(shape.database),
                                        connection.quote(shape.table));
  TM_ASSIGN(const Rows engines, connection.query("SELECT COALESCE(ENGINE, TABLE_TYPE) FROM "
                                                 "information_schema.TABLES WHERE TABLE_SCHEMA " +
                                                 where));
  for (const auto& row : engines)
    if (!equals_ignore_case(row[0].value_or(""), "InnoDB"))
      obstacles.push_back(
          {name, fmt::format("{} is {}: a snapshot does not hold for it", name, row[0].value_or("")),
           fmt::format("ALTER TABLE {} ENGINE=InnoDB", name)});
  if (logs_cascades) return {};
  TM_ASSIGN(const Rows keys,
            connection.query("SELECT CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM "
                             "information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA " +
                             where));
  for (const auto& row : keys) {
    const auto changes = [](const std::optional<std::string>& rule) {
      return rule == "CASCADE" || rule == "SET NULL" || rule == "SET DEFAULT";
    };
    if (changes(row[1]) || changes(row[2]))
      obstacles.push_back(
          {name,
           fmt::format("foreign key {} of {} changes its rows without writing them to the binary log",
                       row[0].value_or(""), name),
           "compare this table whole on every run, or declare the key with RESTRICT"});
  }
  return {};
}

/// binlog_row_image=MINIMAL пише до зміни лише первинний ключ.
Status check_minimal_image(mysql::Connection& connection, const TableShape& shape,
                           std::vector<Obstacle>& obstacles) {
  TM_ASSIGN(const Rows rows,
            connection.query(fmt::format(
                "SELECT COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = {} AND "
                "TABLE_NAME = {} AND CONSTRAINT_NAME = 'PRIMARY'",
                connection.quote(shape.database), connection.quote(shape.table))));
  if (rows.empty()) return {};  // без первинного ключа образ повний
  for (const auto& column : shape.key)
    if (std::ranges::none_of(rows,
                             [&](const auto& row) { return equals_ignore_case(*row[0], column.name); })) {
      const std::string name = fmt::format("{}.{}.{}", shape.database, shape.table, column.name);
      obstacles.push_back({name,
                           fmt::format("{} is not in the primary key, so images of binlog_row_image=MINIMAL "
                                       "do not hold it",
                                       name),
                           "set binlog_row_image = FULL, or follow the table by its primary key"});
    }
  return {};
}

/// MySQL виконує каскади сам і пише їх у журнал від 9.6.
bool logs_cascades(mysql::Connection& connection) {
  if (is_mariadb(connection)) return false;
  const std::string version = connection.server_version();
  const auto parts = split(version, '.');
  const int major = std::atoi(std::string(parts[0]).c_str());
  const int minor = parts.size() > 1 ? std::atoi(std::string(parts[1]).c_str()) : 0;
  return major > 9 || (major == 9 && minor >= 6);
}

}  // namespace

Result<std::vector<Obstacle>> find_obstacles(mysql::Connection& connection,
                                             const std::vector<WatchedTable>& tables) {
  std::vector<Obstacle> obstacles;
  TM_ASSIGN(const Variables values, variables(connection));
  check_variables(values, obstacles);
  TM_TRY(check_privileges(connection, obstacles));
  TM_ASSIGN(Described described, describe_tables(connection, tables));
  std::ranges::move(described.obstacles, std::back_inserter(obstacles));
  TM_TRY(check_filters(connection, described.shapes, obstacles));
  const auto image = values.find("binlog_row_image");
  const bool minimal = image != values.end() && image->second == "MINIMAL";
  for (const auto& shape : described.shapes) {
    if (shape.table.empty()) continue;
    TM_TRY(check_table(connection, shape, logs_cascades(connection), obstacles));
    if (minimal) TM_TRY(check_minimal_image(connection, shape, obstacles));
  }
  return obstacles;
}

}  // namespace techmarket::db::binlog
