#include "runtime/probe.h"

#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::runtime {
namespace {

constexpr const char* kApplication = "techmarket status";

Result<std::string> probe_mysql(const config::Service& service) {
  TM_ASSIGN(auto connection, db::mysql::Connection::open(config::endpoint_of(service, kApplication)));
  TM_TRY(connection.query_int("SELECT 1"));
  // «10.11.19-MariaDB-0+deb12u1» → «10.11.19-MariaDB»: решта — номер пакета.
  const std::string version = connection.server_version();
  constexpr std::string_view kMariadb = "-MariaDB";
  const auto at = version.find(kMariadb);
  return at == std::string::npos ? version : version.substr(0, at + kMariadb.size());
}

Result<std::string> probe_postgres(const config::Service& service) {
  TM_ASSIGN(auto connection, db::postgres::Connection::open(config::endpoint_of(service, kApplication)));
  TM_TRY(connection.query_int("SELECT 1"));
  const std::string version = connection.server_version();  // «15.18 (Debian 15.18-0+deb12u1)»
  return version.substr(0, version.find(' '));
}

}  // namespace

Result<std::string> probe(const config::Service& service) {
  return service.is_mysql() ? probe_mysql(service) : probe_postgres(service);
}

ServiceReport report_elsewhere(const config::Service& service) {
  ServiceReport report{.service = service.name,
                       .engine = service.is_mysql() ? "mysql" : "postgres",
                       .version = {},
                       .host = service.host,
                       .port = service.port,
                       .problem = {}};
  auto version = probe(service);
  report.ready = version.has_value();
  if (version) {
    report.version = *std::move(version);
  } else {
    report.problem = version.error().message;
    report.remedy = version.error().hint;
  }
  return report;
}

}  // namespace techmarket::runtime
