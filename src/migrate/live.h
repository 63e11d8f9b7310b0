#pragma once
// Жива база — схема з каталогу і те, як той самий сервер переказав би вирази DBML — та її порівняння з DBML.

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/catalog.h"
#include "db/endpoint.h"
#include "ddl/scope.h"
#include "migrate/compare.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct Live {
  db::Catalog catalog = {};
  ServerForms forms = {};
  std::set<schema::QualifiedName> described = {};  ///< DBML попередніх запусків migrate
};

/// Чим жива база різниться від DBML.
struct Checked {
  std::vector<Difference> differences = {};
  /// Чужі таблиці й переліки: жодна DBML їх не описувала, тож відмінностями вони не є.
  std::vector<schema::QualifiedName> left_alone = {};
};

/// Те саме порівняння для schema check, verify і doctor.
/// @param declared що мало б бути; live читано з ним.
/// @param all відмінністю є й чуже.
Checked check_live(schema::Database declared, Live& live, schema::Dialect dialect,
                   const ddl::Scope& scope = {}, bool all = false);

/// @param schemas MySQL: які ще бази сервера читати, крім своєї («public» — вона сама).
/// @param declared чиї вирази спитати в сервера; nullptr — не питати.
Result<Live> read_live(const db::Endpoint& endpoint, schema::Dialect dialect,
                       const std::vector<std::string>& schemas, const schema::Database* declared = nullptr);

}  // namespace techmarket::migrate
