#include "ops/services.h"

#include <fmt/format.h>

#include "base/text.h"
#include "config/endpoints.h"
#include "config/service_schema.h"
#include "db/mysql/catalog_reader.h"

namespace techmarket::ops {

Result<AnyConnection> open(const config::Service& service, std::string_view application) {
  const auto endpoint = config::endpoint_of(service, application);
  if (service.is_mysql()) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    // Одна сторона порівняння чекає іншу: сервер не повинен обірвати читання через свої 60 секунд.
    TM_TRY(connection.execute("SET SESSION net_write_timeout = 3600"));
    return connection;
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return connection;
}

Result<db::Rows> query(AnyConnection& connection, std::string_view sql) {
  return std::visit([&](auto& one) { return one.query(sql); }, connection);
}

Status stream(AnyConnection& connection, std::string_view sql, const db::RowHandler& handler) {
  return std::visit([&](auto& one) { return one.stream(sql, handler); }, connection);
}

Status Described::stream(std::string_view sql, const db::RowHandler& handler) const {
  if (!*shared) {
    TM_ASSIGN(*shared, open(*service));
  }
  auto done = ops::stream(**shared, sql, handler);
  if (!done) shared->reset();
  return done;
}

std::string Described::quoted(std::string_view column) const {
  return is_mysql() ? db::mysql::quote_name(column) : db::postgres::quote_name(column);
}

std::string Described::quoted(const schema::QualifiedName& table) const {
  return is_mysql() ? quoted(table.name) : quoted(table.schema) + "." + quoted(table.name);
}

std::string Described::path(const schema::QualifiedName& table, std::string_view column) const {
  return fmt::format("{}.{}", name_of(table), column);
}

std::string Described::name_of(const schema::QualifiedName& table) const {
  return fmt::format("{}.{}", service->database, display_name(table));
}

std::int64_t Described::rows_of(const schema::QualifiedName& table) const {
  const auto found = rows.find(table);
  return found == rows.end() ? 0 : found->second;
}

std::string Described::rows_text(const schema::QualifiedName& table) const {
  const auto count = rows_of(table);
  return fmt::format("{} row{}", with_thousands(count), count == 1 ? "" : "s");
}

Status read_live(Described& service) {
  TM_ASSIGN(auto live, migrate::read_live(config::endpoint_of(*service.service, "techmarket verify"),
                                          service.service->engine, db::mysql::other_databases(service.schema),
                                          &service.schema));
  service.checked = migrate::check_live(service.schema, live, service.service->engine);
  service.live = std::move(live.catalog.database);
  return {};
}

Result<Services> Services::load(const config::Catalogue& catalogue) {
  Services services;
  for (const auto& service : catalogue.services) {
    TM_ASSIGN(auto schema, config::read_schema(catalogue, service));
    services.all_.push_back({.service = &service, .schema = std::move(schema)});
  }
  for (const std::string_view needed : {"auth-db", "catalog-db", "orders-db", "payments-db", "dwh-db"})
    if (!services.find(needed))
      return fail(ErrorKind::configuration, fmt::format("techmarket.toml has no service '{}'", needed));
  return services;
}

const Described* Services::find(std::string_view name) const {
  for (const auto& one : all_)
    if (one.service->name == name) return &one;
  return nullptr;
}

const Described& Services::at(std::string_view name) const {
  return *find(name);
}

}  // namespace techmarket::ops
