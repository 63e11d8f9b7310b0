#include "config/service_schema.h"

#include "dbml/parse.h"

namespace techmarket::config {

std::filesystem::path dbml_file(const Catalogue& catalogue, const Service& service) {
  return std::filesystem::proximate(catalogue.path(service.dbml));
}

Result<schema::Database> read_schema(const Catalogue& catalogue, const Service& service) {
  TM_ASSIGN(auto parsed, dbml::parse_file(dbml_file(catalogue, service)));
  if (!parsed.ok()) return fail(ErrorKind::bad_input, dbml::render_all(parsed, false));
  return std::move(parsed.database);
}

}  // namespace techmarket::config
