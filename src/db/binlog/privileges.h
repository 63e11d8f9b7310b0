#pragma once
// Права, без яких журналу не прочитати.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "db/binlog/preflight.h"
#include "db/mysql/connection.h"

namespace techmarket::db::binlog {

/// Права на весь сервер (ON *.*) з одного рядка SHOW GRANTS, великими літерами: «REPLICATION SLAVE».
std::set<std::string> global_privileges(std::string_view grant);

/// Журнал: REPLICATION SLAVE; його місце: REPLICATION CLIENT (MySQL) чи BINLOG MONITOR (MariaDB); знімок
/// MySQL: FLUSH_TABLES або RELOAD. Права ролей, увімкнених зараз, враховано.
Status check_privileges(mysql::Connection& connection, std::vector<Obstacle>& obstacles);

}  // namespace techmarket::db::binlog
