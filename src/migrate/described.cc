#include "migrate/described.h"

#include <fmt/format.h>

namespace techmarket::migrate {
namespace {

template <class Connection>
Result<std::set<schema::QualifiedName>> read(Connection& connection, const std::string& exists) {
  std::set<schema::QualifiedName> names;
  TM_ASSIGN(const auto known, connection.query_int(exists));
  if (known == 0) return names;
  TM_ASSIGN(const auto rows,
            connection.query(fmt::format("SELECT schema_name, name FROM {}", kDescribedTable)));
  for (const auto& row : rows) names.insert({.schema = row[0].value_or(""), .name = row[1].value_or("")});
  return names;
}

}  // namespace

Result<std::set<schema::QualifiedName>> read_described(db::mysql::Connection& connection) {
  return read(connection,
              fmt::format("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
                          "AND TABLE_NAME = '{}'",
                          kDescribedTable));
}

Result<std::set<schema::QualifiedName>> read_described(db::postgres::Connection& connection) {
  return read(connection, fmt::format("SELECT count(to_regclass('{}'))", kDescribedTable));
}

}  // namespace techmarket::migrate
