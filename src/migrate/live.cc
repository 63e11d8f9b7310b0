#include "migrate/live.h"

#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "migrate/described.h"
#include "migrate/domains.h"
#include "migrate/mysql/server_forms.h"
#include "migrate/postgres/server_forms.h"

namespace techmarket::migrate {
namespace {

/// Забирає з відмінностей таблиці й переліки, яких жодна DBML не описувала. @return їхні імена.
std::vector<schema::QualifiedName> leave_alone(std::vector<Difference>& differences,
                                               const std::set<schema::QualifiedName>& described) {
  std::vector<schema::QualifiedName> left;
  std::erase_if(differences, [&](const Difference& one) {
    const bool whole =
        one.object == Difference::Object::table || one.object == Difference::Object::enumeration;
    if (one.kind != Difference::Kind::unexpected || !whole || described.contains(one.owner)) return false;
    left.push_back(one.owner);
    return true;
  });
  return left;
}

}  // namespace

Checked check_live(schema::Database declared, Live& live, schema::Dialect dialect, const ddl::Scope& scope,
                   bool all) {
  scope.narrow(declared);
  adopt_domains(declared, live.catalog);
  scope.narrow(live.catalog.database);
  Checked checked{.differences = compare(declared, live.catalog.database, dialect, live.forms)};
  if (!all) checked.left_alone = leave_alone(checked.differences, live.described);
  return checked;
}

Result<Live> read_live(const db::Endpoint& endpoint, schema::Dialect dialect,
                       const std::vector<std::string>& schemas, const schema::Database* declared) {
  Live live;
  if (dialect == schema::Dialect::mysql) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    auto others = schemas;
    std::erase(others, schema::kDefaultSchema);  // своя база
    TM_ASSIGN(live.catalog, db::mysql::read_catalog(connection, others));
    if (declared) {
      TM_ASSIGN(live.forms, mysql::ask_server_forms(connection, *declared));
      TM_ASSIGN(live.described, read_described(connection));
    }
    return live;
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  TM_ASSIGN(live.catalog, db::postgres::read_catalog(connection));
  if (declared) {
    TM_ASSIGN(live.forms, postgres::ask_server_forms(connection, *declared, live.catalog.database.enums,
                                                     postgres::Transaction::own));
    TM_ASSIGN(live.described, read_described(connection));
  }
  return live;
}

}  // namespace techmarket::migrate
