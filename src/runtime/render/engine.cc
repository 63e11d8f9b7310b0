#include "runtime/render/engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/quantity.h"

namespace techmarket::runtime {
namespace {

// Кеш сторінок дорівнює гарантованій пам'яті; решта межі лишається для з'єднань і сортувань, тому він не
// більший за половину межі (InnoDB) або за чверть (PostgreSQL, який спирається ще й на кеш ядра).
std::int64_t page_cache_megabytes(const config::Service& service) {
  const auto request = config::memory_bytes(service.resources.memory_request).value_or(0);
  const auto limit = config::memory_bytes(service.resources.memory_limit).value_or(0);
  return std::min(request, limit / (service.is_mysql() ? 2 : 4)) >> 20;
}

}  // namespace

std::vector<std::string> server_arguments(const config::Service& service) {
  const auto cache = page_cache_megabytes(service);
  if (!service.is_mysql()) return {"postgres", "-c", fmt::format("shared_buffers={}MB", cache)};
  return {
      "--local-infile=1",  // дані завантажує LOAD DATA LOCAL INFILE
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci",  // є і в MySQL, і в MariaDB
      "--skip-name-resolve",  // без запиту до DNS на кожне з'єднання
      fmt::format("--innodb-buffer-pool-size={}M", cache),
  };
}

std::string_view data_folder(const config::Service& service) {
  return service.is_mysql() ? "/var/lib/mysql" : "/var/lib/postgresql/data";
}

std::string readiness_command(const config::Service& service, std::string_view password) {
  if (service.is_mysql())
    return fmt::format(
        "MYSQL_PWD=\"{}\" mysql --protocol=tcp --host=127.0.0.1 --user=\"$MYSQL_USER\" --connect-timeout=3\n"
        "--batch --skip-column-names --execute='SELECT 1' \"$MYSQL_DATABASE\"",
        password);
  return fmt::format(
      "PGPASSWORD=\"{}\" PGCONNECT_TIMEOUT=3 psql --host=127.0.0.1 --username=\"$POSTGRES_USER\"\n"
      "--dbname=\"$POSTGRES_DB\" --no-psqlrc --tuples-only --no-align --command='SELECT 1'",
      password);
}

}  // namespace techmarket::runtime
