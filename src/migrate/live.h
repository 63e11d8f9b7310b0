#pragma once
// Жива база, готова до порівняння: схема з каталогу і те, як той самий сервер переказав би вирази DBML.

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/catalog.h"
#include "db/endpoint.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct Live {
  db::Catalog catalog = {};
  ServerForms forms = {};
  std::set<schema::QualifiedName> described = {};  ///< DBML попередніх запусків migrate
};

/// @param schemas MySQL: які ще бази сервера читати, крім своєї («public» — вона сама).
/// @param declared чиї вирази спитати в сервера; nullptr — не питати.
Result<Live> read_live(const db::Endpoint& endpoint, schema::Dialect dialect,
                       const std::vector<std::string>& schemas, const schema::Database* declared = nullptr);

}  // namespace techmarket::migrate
