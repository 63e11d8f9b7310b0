#include "db/testing/round_trip.h"

#include <set>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "dbml/parse.h"
#include "dbml/print.h"
#include "ddl/compare.h"
#include "ddl/emit.h"

namespace techmarket::db::testing {
namespace {

using schema::Dialect;

/// Інші бази сервера, які для MySQL є схемами DBML.
std::vector<std::string> other_schemas(const schema::Database& database) {
  std::set<std::string> names;
  for (const auto& table : database.tables) names.insert(table.name.schema);
  names.erase(std::string(schema::kDefaultSchema));
  return {names.begin(), names.end()};
}

Result<schema::Database> build_and_read(TemporaryServer& server, const schema::Database& expected,
                                        Dialect dialect, const std::string& change) {
  TM_ASSIGN(const Endpoint endpoint, server.fresh_database());
  const std::string sql = ddl::emit(expected, dialect, {});
  if (dialect == Dialect::mysql) {
    TM_ASSIGN(auto connection, mysql::Connection::open(endpoint));
    TM_TRY(connection.execute("SET foreign_key_checks = 0"));
    for (const auto& name : other_schemas(expected))
      TM_TRY(connection.execute("DROP DATABASE IF EXISTS " + mysql::quote_name(name)));
    TM_TRY(connection.execute("SET foreign_key_checks = 1"));
    TM_TRY(connection.execute_script(sql));
    if (!change.empty()) TM_TRY(connection.execute_script(change));
    const auto others = other_schemas(expected);
    return mysql::read_catalog(connection, others);
  }
  TM_ASSIGN(auto connection, postgres::Connection::open(endpoint));
  TM_TRY(connection.execute(sql));
  if (!change.empty()) TM_TRY(connection.execute(change));
  return postgres::read_catalog(connection);
}

}  // namespace

schema::Database parse_schema(const std::string& dbml) {
  auto parsed = dbml::parse(dbml, "test.dbml");
  if (!parsed.ok()) throw std::runtime_error(dbml::render_all(parsed, false));
  return std::move(parsed.database);
}

schema::Database parse_schema_file(const std::string& path) {
  auto parsed = dbml::parse_file(path);
  if (!parsed) throw std::runtime_error(parsed.error().message);
  if (!parsed->ok()) throw std::runtime_error(dbml::render_all(*parsed, false));
  return std::move(parsed->database);
}

std::string round_trip(TemporaryServer& server, const schema::Database& expected, Dialect dialect) {
  const auto actual = build_and_read(server, expected, dialect, "");
  if (!actual) return fmt::format("{}\n{}", actual.error().message, ddl::emit(expected, dialect, {}));
  std::string problems = ddl::render(ddl::compare(expected, *actual, dialect), false);
  const std::string text = dbml::print(*actual);
  auto again = dbml::parse(text, "pulled.dbml");
  if (!again.ok()) return problems + dbml::render_all(again, false) + text;
  const std::string pulled = ddl::render(ddl::compare(expected, again.database, dialect), false);
  if (!pulled.empty()) problems += "pulled:\n" + pulled + text;
  // Прочитане будує таку саму базу: те, що pull записав, є справжнім SQL.
  if (problems.empty()) {
    const auto rebuilt = build_and_read(server, again.database, dialect, "");
    if (!rebuilt) return fmt::format("rebuilding: {}\n{}", rebuilt.error().message, text);
    const std::string second = ddl::render(ddl::compare(expected, *rebuilt, dialect), false);
    if (!second.empty()) problems += "rebuilt:\n" + second + text;
  }
  return problems;
}

std::string drift(TemporaryServer& server, const schema::Database& expected, Dialect dialect,
                  const std::string& change) {
  const auto actual = build_and_read(server, expected, dialect, change);
  if (!actual) return "error: " + actual.error().message;
  return ddl::render(ddl::compare(expected, *actual, dialect), false);
}

}  // namespace techmarket::db::testing
