#include "runtime/schema_state.h"

#include <fmt/format.h>

#include "base/file.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "db/server_failure.h"
#include "migrate/schema_mark.h"

namespace techmarket::runtime {
namespace {

constexpr const char* kApplication = "techmarket status";

/// @param this_schema вираз, що називає схему, де лежить позначка.
template <class Connection>
Result<std::optional<std::string>> mark_in(Connection connection, std::string_view this_schema) {
  TM_ASSIGN(const auto tables, connection.query_int(fmt::format(
                                   "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = {} "
                                   "AND table_name = '{}'",
                                   this_schema, migrate::kSchemaMarkTable)));
  if (tables == 0) return std::nullopt;
  TM_ASSIGN(const db::Rows rows,
            connection.query(fmt::format("SELECT fingerprint FROM {}", migrate::kSchemaMarkTable)));
  return rows.empty() ? std::nullopt : rows[0][0];
}

Result<std::optional<std::string>> read_mark(const config::Service& service) {
  const auto endpoint = config::endpoint_of(service, kApplication);
  if (service.is_mysql()) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    return mark_in(std::move(connection), "DATABASE()");
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return mark_in(std::move(connection), "'public'");
}

}  // namespace

Result<std::string> expected_schema(const config::Catalogue& catalogue, const config::Service& service) {
  const auto sql = read_file(catalogue.path(service.sql));
  if (!sql) return fail(ErrorKind::configuration, sql.error().message, "run `techmarket schema build`");
  return migrate::schema_fingerprint(*sql);
}

SchemaState judge_schema(const std::optional<std::string>& found, std::string_view expected) {
  if (!found || found->empty()) return SchemaState::unfinished;
  return *found == expected ? SchemaState::whole : SchemaState::other;
}

Result<SchemaState> schema_state(const config::Service& service, std::string_view expected) {
  const auto found = read_mark(service);
  if (found) return judge_schema(*found, expected);
  if (db::is_refusal(found.error(), config::endpoint_of(service, kApplication))) return SchemaState::refused;
  return std::unexpected(found.error());
}

std::string_view describe(SchemaState state) {
  switch (state) {
    case SchemaState::whole:
      return "";
    case SchemaState::other:
      return "its volume holds another version of the schema";
    case SchemaState::unfinished:
      return "its schema is not complete: the first start was interrupted, or its SQL failed";
    case SchemaState::refused:
      return "the server refuses its user: the password is not the one its volume was created with, or the "
             "first start was interrupted before it made the user";
  }
  return "";
}

std::string remedy(SchemaState state, const config::Service& service) {
  switch (state) {
    case SchemaState::whole:
      return "";
    case SchemaState::other:
      return "`techmarket schema migrate` brings it to the DBML and keeps the data";
    case SchemaState::unfinished:
      return "`techmarket schema migrate` adds what is missing and keeps the data; `techmarket clean` and "
             "`techmarket up` start over";
    case SchemaState::refused:
      return fmt::format(
          "use the password its volume was created with: that of {} is from {}, its user '{}' from {}; "
          "`techmarket "
          "clean` and `techmarket up` start over",
          service.name, service.origins.password, service.user, service.origins.user);
  }
  return "";
}

Status check_schema(const config::Service& service, SchemaState state) {
  if (state == SchemaState::whole) return {};
  return fail(state == SchemaState::other ? ErrorKind::check_failed : ErrorKind::configuration,
              fmt::format("{}: {}", service.name, describe(state)), remedy(state, service));
}

}  // namespace techmarket::runtime
