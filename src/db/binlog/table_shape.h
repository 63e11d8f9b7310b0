#pragma once
// Що з каталогу сервера треба знати про таблицю, щоб прочитати її ключі в журналі: там немає ні імен, ні
// знаку, ні набору символів.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "db/binlog/column_value.h"
#include "db/binlog/preflight.h"
#include "db/binlog/watched_table.h"
#include "db/mysql/connection.h"

namespace techmarket::db::binlog {

enum class KeyKind {
  integer,
  decimal,
  utf8,  ///< CHAR і VARCHAR, чиї байти вже UTF-8
  latin1,
  binary,
  date,
  time,
  datetime,
  timestamp,
  year,
  uuid,  ///< MariaDB
  inet4,
  inet6,
};

struct KeyColumn {
  std::string name;
  std::size_t index = 0;  ///< від нуля, у порядку стовпців таблиці
  KeyKind kind = KeyKind::integer;
  bool is_unsigned = false;
  /// integer: ZEROFILL доповнює нулями до стількох знаків; binary: BINARY(N) — нульовими байтами до N. Інакше
  /// 0.
  std::size_t width = 0;
};

struct TableShape {
  std::string database, table;
  std::size_t columns = 0;
  std::vector<KeyColumn> key;
};

/// Чи може стовпець каталогу лежати в журналі саме так. Ні — таблицю відтоді змінили.
bool matches(const KeyColumn& column, ColumnType type);

struct Described {
  std::vector<TableShape> shapes;  ///< у порядку tables; недійсні, якщо є перешкоди
  std::vector<Obstacle> obstacles;
};

/// Форми таблиць, якими вони є тепер. Перешкоди: таблиці чи стовпця немає, рід ключа не підтримується.
Result<Described> describe_tables(mysql::Connection& connection, const std::vector<WatchedTable>& tables);

}  // namespace techmarket::db::binlog
