#include "runtime/ownership.h"

#include <fmt/format.h>

#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::runtime {
namespace {

constexpr std::string_view kTable = "_techmarket_instance";

template <class Connection>
Status sign(Connection connection, const std::string& folder) {
  TM_TRY(connection.execute(fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (id INT NOT NULL PRIMARY KEY, state_folder VARCHAR(4096) NOT NULL)",
      kTable)));
  TM_ASSIGN(const auto present,
            connection.query_int(fmt::format("SELECT COUNT(*) FROM {} WHERE state_folder = {}", kTable,
                                             connection.quote(folder))));
  if (present == 1) return {};
  TM_TRY(connection.execute(fmt::format("DELETE FROM {}", kTable)));
  return connection.execute(
      fmt::format("INSERT INTO {} (id, state_folder) VALUES (1, {})", kTable, connection.quote(folder)));
}

template <class Connection>
Result<std::optional<std::string>> folder_in(Connection connection, std::string_view this_schema) {
  TM_ASSIGN(const auto tables, connection.query_int(fmt::format(
                                   "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = {} "
                                   "AND table_name = '{}'",
                                   this_schema, kTable)));
  if (tables == 0) return std::nullopt;
  TM_ASSIGN(const db::Rows rows, connection.query(fmt::format("SELECT state_folder FROM {}", kTable)));
  return rows.empty() ? std::nullopt : rows[0][0];
}

}  // namespace

Status sign_database(const config::Service& service, const StateLayout& state) {
  const auto endpoint = config::endpoint_of(service, "techmarket up");
  const std::string folder = state.root().string();
  if (service.is_mysql()) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    return sign(std::move(connection), folder);
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return sign(std::move(connection), folder);
}

Result<std::optional<std::string>> signed_by(const config::Service& service) {
  const auto endpoint = config::endpoint_of(service, "techmarket");
  if (service.is_mysql()) {
    auto connection = db::mysql::Connection::open(endpoint);
    if (!connection) return std::nullopt;
    return folder_in(*std::move(connection), "DATABASE()");
  }
  auto connection = db::postgres::Connection::open(endpoint);
  if (!connection) return std::nullopt;
  return folder_in(*std::move(connection), "'public'");
}

}  // namespace techmarket::runtime
