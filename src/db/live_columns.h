#pragma once
// Стовпці живої бази з її власного каталогу (information_schema): з ними звіряється кожен запис до першого
// рядка.

#include <string>
#include <vector>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::db {

struct LiveColumn {
  std::string schema;  ///< PostgreSQL: «public»; MySQL: порожньо
  std::string table;
  std::string name;
  bool nullable = false;
  bool has_default = false;  ///< DEFAULT, AUTO_INCREMENT, IDENTITY або обчислюваний
};

/// Стовпці всіх таблиць бази, до якої під'єднано, у порядку таблиць і стовпців.
Result<std::vector<LiveColumn>> live_columns(db::mysql::Connection& connection);
/// Те саме разом із базами schemas того ж сервера; schema їхніх стовпців — ім'я бази.
Result<std::vector<LiveColumn>> live_columns(db::mysql::Connection& connection,
                                             const std::vector<std::string>& schemas);
/// Так само для всіх схем, крім системних.
Result<std::vector<LiveColumn>> live_columns(db::postgres::Connection& connection);

}  // namespace techmarket::db
