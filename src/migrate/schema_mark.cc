#include "migrate/schema_mark.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/text.h"

namespace techmarket::migrate {

std::string schema_fingerprint(std::string_view sql) {
  std::string body;
  for (const auto line : split(sql, '\n')) {
    if (line.empty() || line.starts_with("--") || line.starts_with("SET ")) continue;
    (body += line) += '\n';
  }
  return sha256_hex(body);
}

std::string schema_mark_sql(schema::Dialect dialect, std::string_view fingerprint) {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {0} (id INT NOT NULL PRIMARY KEY, fingerprint CHAR(64) NOT NULL);\n"
      "INSERT INTO {0} (id, fingerprint) VALUES (1, '{1}') {2} fingerprint = '{1}';",
      kSchemaMarkTable, fingerprint,
      dialect == schema::Dialect::mysql ? "ON DUPLICATE KEY UPDATE" : "ON CONFLICT (id) DO UPDATE SET");
}

}  // namespace techmarket::migrate
