#pragma once
// Що сервер каже про себе і свій журнал; MariaDB і MySQL — різними словами.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/binlog/position.h"
#include "db/mysql/connection.h"

namespace techmarket::db::binlog {

bool is_mariadb(const mysql::Connection& connection);

struct LogStatus {
  std::optional<LogPosition> position;            ///< порожньо — журнал вимкнено
  std::string gtid;                               ///< лише MySQL
  std::string only_databases, ignored_databases;  ///< binlog_do_db, binlog_ignore_db, через кому
};

/// SHOW BINARY LOG STATUS; на старіших серверах SHOW MASTER STATUS. Потрібне право REPLICATION CLIENT (BINLOG
/// MONITOR).
Result<LogStatus> log_status(mysql::Connection& connection);

struct LogFile {
  std::string name;
  std::uint64_t size = 0;  ///< байтів
};

/// Файли журналу, які ще є, від найстаршого. Потрібне те саме право.
Result<std::vector<LogFile>> log_files(mysql::Connection& connection);

/// Хто це: «MariaDB, server 1» або «MySQL, server 8f3c…» (server_uuid, що лежить у теці даних).
Result<std::string> server_name(mysql::Connection& connection);

}  // namespace techmarket::db::binlog
