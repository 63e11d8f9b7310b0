#pragma once
// Чи може сервер сказати, що змінилося: кожна перешкода зі своїм ім'ям і порадою, до першого читання.

#include <string>
#include <vector>

#include "base/error.h"
#include "db/binlog/watched_table.h"
#include "db/mysql/connection.h"

namespace techmarket::db::binlog {

struct Obstacle {
  /// Змінна сервера («log_bin», «binlog_format», «binlog_row_image», «binlog_row_value_options»,
  /// «binlog_transaction_compression»), право («REPLICATION SLAVE»…), «orders.order_items» або стовпець
  /// «orders.order_items.id».
  std::string name;
  std::string message;  ///< що саме не так, разом зі значенням
  std::string hint;     ///< що зробити
};

/// Усі перешкоди разом; порожньо — журнал можна читати. Помилка — лише коли сервер не відповів.
///
/// Ключі: цілі зі знаком і без, DECIMAL, CHAR, VARCHAR, BINARY, VARBINARY, DATE, TIME, DATETIME, TIMESTAMP,
/// YEAR, UUID і INET4/INET6 з MariaDB; символи — utf8mb4, utf8mb3, ascii, latin1. Інші названо. Таблиця, яку
/// сервер змінює каскадом зовнішнього ключа повз журнал (MariaDB, MySQL до 9.6), — теж перешкода.
Result<std::vector<Obstacle>> find_obstacles(mysql::Connection& connection,
                                             const std::vector<WatchedTable>& tables);

}  // namespace techmarket::db::binlog
