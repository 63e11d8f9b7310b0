#include "rows/table_binding.h"

#include <set>

#include <fmt/format.h>

#include "config/service_schema.h"

namespace techmarket::rows {
namespace {

/// Стовпці, які мала б база, щойно побудована з цієї схеми.
std::vector<db::LiveColumn> columns_of(const schema::Database& database) {
  std::vector<db::LiveColumn> columns;
  for (const auto& table : database.tables)
    for (const auto& column : table.columns)
      columns.push_back({.schema = "",
                         .table = table.name.name,
                         .name = column.name,
                         .nullable = column.nullable(),
                         .has_default = column.default_value || column.increment});
  return columns;
}

}  // namespace

Result<Schemas> read_schemas(const config::Catalogue& catalogue) {
  Schemas schemas;
  for (const config::Service& service : catalogue.services) {
    if (!service.is_mysql()) continue;
    TM_ASSIGN(auto database, config::read_schema(catalogue, service));
    schemas[service.name] = {config::dbml_file(catalogue, service), std::move(database)};
  }
  return schemas;
}

std::vector<Diagnostic> check_service(const std::string& service, const ServiceSchema& schema,
                                      std::span<const TableSource> tables,
                                      std::span<const db::LiveColumn> live) {
  std::vector<db::TableUse> uses;
  for (const TableSource& table : tables)
    if (table.service == service)
      uses.push_back({.table = {.name = std::string(table.table)},
                      .columns = {table.columns.begin(), table.columns.end()},
                      .inserts = true});
  return db::check_binding(
      {.service = service, .dbml_file = schema.file, .declared = schema.database, .live = live}, uses);
}

Status check_declared(const Schemas& schemas, std::span<const TableSource> tables) {
  std::vector<Diagnostic> problems;
  std::set<std::string_view> services;
  for (const TableSource& table : tables) {
    if (!services.insert(table.service).second) continue;
    const auto schema = schemas.find(table.service);
    if (schema == schemas.end())
      return fail(ErrorKind::configuration, fmt::format("techmarket.toml has no service '{}'", table.service),
                  "the generator fills auth-db, catalog-db, orders-db and payments-db");
    for (Diagnostic& problem :
         check_service(schema->first, schema->second, tables, columns_of(schema->second.database)))
      problems.push_back(std::move(problem));
  }
  return db::binding_status(problems);
}

}  // namespace techmarket::rows
