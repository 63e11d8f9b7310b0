#include "db/binlog/privileges.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.h"
#include "db/binlog/server_facts.h"

namespace techmarket::db::binlog {
namespace {

Result<std::set<std::string>> held(mysql::Connection& connection) {
  std::string sql = "SHOW GRANTS";  // MariaDB показує й права увімкненої ролі
  if (!is_mariadb(connection)) {
    TM_ASSIGN(const Rows roles, connection.query("SELECT CURRENT_ROLE()"));
    const std::string active = roles[0][0].value_or("NONE");
    if (active != "NONE") sql = "SHOW GRANTS FOR CURRENT_USER() USING " + active;
  }
  TM_ASSIGN(const Rows rows, connection.query(sql));
  std::set<std::string> all;
  for (const auto& row : rows) all.merge(global_privileges(row[0].value_or("")));
  return all;
}

}  // namespace

std::set<std::string> global_privileges(std::string_view grant) {
  constexpr std::string_view kGrant = "GRANT ", kEverywhere = " ON *.* TO ";
  const std::size_t end = grant.find(kEverywhere);
  if (!grant.starts_with(kGrant) || end == std::string_view::npos) return {};
  std::set<std::string> names;
  for (const auto name : split(grant.substr(kGrant.size(), end - kGrant.size()), ',')) {
    std::string upper(trim(name));
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    names.insert(std::move(upper));
  }
  return names;
}

Status check_privileges(mysql::Connection& connection, std::vector<Obstacle>& obstacles) {
  TM_ASSIGN(const std::set<std::string> privileges, held(connection));
  if (privileges.contains("ALL PRIVILEGES")) return {};
  const auto require = [&](std::initializer_list<const char*> any, std::string_view what) {
    if (std::ranges::any_of(any, [&](const char* name) { return privileges.contains(name); })) return;
    const std::string name = *any.begin();
    obstacles.push_back({name,
                         fmt::format("the user {} has no {} privilege, which {} needs",
                                     connection.endpoint().user, name, what),
                         fmt::format("GRANT {} ON *.* TO the user", name)});
  };
  require({"REPLICATION SLAVE"}, "reading the binary log");
  if (is_mariadb(connection)) {
    require({"BINLOG MONITOR", "REPLICATION CLIENT", "SUPER"}, "asking for the position in the binary log");
  } else {
    require({"REPLICATION CLIENT", "SUPER"}, "asking for the position in the binary log");
    require({"FLUSH_TABLES", "RELOAD"}, "a snapshot with a known position");
  }
  return {};
}

}  // namespace techmarket::db::binlog
