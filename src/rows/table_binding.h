#pragma once
// Схеми операційних баз і звіряння з ними: кожен стовпець, який пише генератор, має бути в DBML (і в живій
// базі), а кожен обов'язковий стовпець без значення за замовчуванням — серед тих, які він пише.

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "config/catalogue.h"
#include "db/binding.h"
#include "dbml/parse.h"
#include "rows/table_source.h"

namespace techmarket::rows {

struct ServiceSchema {
  std::filesystem::path file;
  schema::Database database;
};

/// Схема за іменем сервісу.
using Schemas = std::map<std::string, ServiceSchema, std::less<>>;

/// Читає DBML усіх сервісів MySQL. Помилка bad_input показує місця у файлі.
Result<Schemas> read_schemas(const config::Catalogue& catalogue);

/// Розбіжності між таблицями сервісу та його схемою. @param live стовпці живої бази.
std::vector<Diagnostic> check_service(const std::string& service, const ServiceSchema& schema,
                                      std::span<const TableSource> tables,
                                      std::span<const db::LiveColumn> live);

/// Те саме без бази: лише DBML. Усі розбіжності всіх сервісів одразу.
Status check_declared(const Schemas& schemas, std::span<const TableSource> tables);

}  // namespace techmarket::rows
