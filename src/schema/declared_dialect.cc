#include "schema/declared_dialect.h"

#include "base/text.h"

namespace techmarket::schema {

std::optional<Dialect> declared_dialect(const Database& database) {
  if (!database.project) return std::nullopt;
  for (const auto& setting : database.project->settings) {
    if (!equals_ignore_case(setting.name, "database_type")) continue;
    const std::string server = ascii_lower(setting.value);
    if (server.contains("mysql") || server.contains("mariadb")) return Dialect::mysql;
    if (server.contains("postgres")) return Dialect::postgres;
  }
  return std::nullopt;
}

}  // namespace techmarket::schema
