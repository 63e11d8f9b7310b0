#include "warehouse/bind.h"

#include "dbml/parse.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

template <class Connection>
Status check(const config::Catalogue& catalogue, const config::Service& service, Connection& connection,
             const std::vector<db::TableUse>& uses, std::vector<Diagnostic>& problems) {
  const auto file = std::filesystem::proximate(catalogue.path(service.dbml));
  TM_ASSIGN(const auto parsed, dbml::parse_file(file));
  if (!parsed.ok()) return fail(ErrorKind::bad_input, dbml::render_all(parsed, false));
  TM_ASSIGN(const auto live, db::live_columns(connection));
  const db::BindingSide side{
      .service = service.name, .dbml_file = file, .declared = parsed.database, .live = live};
  for (auto& problem : db::check_binding(side, uses)) problems.push_back(std::move(problem));
  return {};
}

}  // namespace

Status check_service(const config::Catalogue& catalogue, const config::Service& service,
                     db::mysql::Connection& connection, std::vector<Diagnostic>& problems) {
  return check(catalogue, service, connection, source_tables(service.name), problems);
}

Status check_service(const config::Catalogue& catalogue, const config::Service& service,
                     db::postgres::Connection& connection, std::vector<Diagnostic>& problems) {
  return check(catalogue, service, connection, warehouse_tables(), problems);
}

}  // namespace techmarket::warehouse
