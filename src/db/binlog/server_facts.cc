#include "db/binlog/server_facts.h"

#include <charconv>

#include <fmt/format.h>

namespace techmarket::db::binlog {
namespace {

std::uint64_t number(const std::optional<std::string>& text) {
  std::uint64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

}  // namespace

bool is_mariadb(const mysql::Connection& connection) {
  return connection.server_version().find("MariaDB") != std::string::npos;
}

Result<LogStatus> log_status(mysql::Connection& connection) {
  auto rows = connection.query("SHOW BINARY LOG STATUS");
  constexpr const char* kSyntax = "42000";  // так відповідає сервер, що нової назви не знає
  if (!rows && rows.error().sqlstate == kSyntax) rows = connection.query("SHOW MASTER STATUS");
  if (!rows) return std::unexpected(rows.error());
  LogStatus status;
  if (rows->empty()) return status;
  const auto& row = rows->front();
  status.position = LogPosition{row[0].value_or(""), number(row[1])};
  status.only_databases = row[2].value_or("");
  status.ignored_databases = row[3].value_or("");
  if (row.size() > 4) status.gtid = row[4].value_or("");
  std::erase(status.gtid, '\n');
  return status;
}

Result<std::vector<LogFile>> log_files(mysql::Connection& connection) {
  TM_ASSIGN(const Rows rows, connection.query("SHOW BINARY LOGS"));
  std::vector<LogFile> files;
  for (const auto& row : rows) files.push_back({row[0].value_or(""), number(row[1])});
  return files;
}

Result<std::string> server_name(mysql::Connection& connection) {
  const bool mariadb = is_mariadb(connection);
  TM_ASSIGN(const Rows rows, connection.query(mariadb ? "SELECT @@server_id" : "SELECT @@server_uuid"));
  return fmt::format("{}, server {}", mariadb ? "MariaDB" : "MySQL", rows[0][0].value_or(""));
}

}  // namespace techmarket::db::binlog
