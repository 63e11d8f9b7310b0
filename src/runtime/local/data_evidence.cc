#include "runtime/local/data_evidence.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

constexpr const char* kApplication = "techmarket up";

/// Відкидає word з початку text без огляду на регістр.
bool skip_word(std::string_view& text, std::string_view word) {
  if (text.size() < word.size() || !equals_ignore_case(text.substr(0, word.size()), word)) return false;
  text = trim(text.substr(word.size()));
  return true;
}

template <class Connection>
Status check_each(Connection& connection, const std::vector<std::string>& tables) {
  for (const auto& table : tables)
    if (auto found = connection.query("SELECT 1 FROM " + table + " LIMIT 0"); !found)
      return std::unexpected(std::move(found).error().in(fmt::format("table {}", table)));
  return {};
}

}  // namespace

int postgres_major(const std::filesystem::path& data) {
  const auto text = read_own(data / "PG_VERSION", owner_of(data));
  return text && *text ? std::atoi((*text)->c_str()) : 0;
}

std::string engine_of_data(const std::filesystem::path& data) {
  if (const int major = postgres_major(data); major != 0) return fmt::format("PostgreSQL {}", major);
  if (present(data / "mysql.ibd")) return "MySQL";  // системні таблиці MySQL 8 і новіших
  if (present(data / "aria_log_control")) return "MariaDB";
  return {};
}

std::vector<std::string> created_tables(std::string_view sql) {
  std::vector<std::string> tables;
  for (const auto line : split(sql, '\n')) {
    std::string_view rest = line;
    if (!skip_word(rest, "CREATE TABLE ")) continue;
    skip_word(rest, "IF NOT EXISTS ");
    // Ім'я закінчує перший пропуск або дужка поза лапками.
    char quote = 0;
    std::size_t end = 0;
    for (; end < rest.size(); ++end) {
      const char c = rest[end];
      if (quote != 0 ? c == quote : c == '"' || c == '`') quote = quote != 0 ? '\0' : c;
      if (quote == 0 && (c == ' ' || c == '(')) break;
    }
    if (end > 0) tables.emplace_back(rest.substr(0, end));
  }
  return tables;
}

Status check_tables(const config::Service& service, std::string_view sql) {
  const auto tables = created_tables(sql);
  if (tables.empty()) return fail(ErrorKind::configuration, "its schema file creates no tables");
  const auto endpoint = config::endpoint_of(service, kApplication);
  if (service.is_mysql()) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    return check_each(connection, tables);
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return check_each(connection, tables);
}

}  // namespace techmarket::runtime::local
