#pragma once
// TABLE_MAP_EVENT: номер таблиці, якого тримаються події рядків за ним, її ім'я і типи стовпців.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/binlog/column_value.h"

namespace techmarket::db::binlog {

struct TableMap {
  std::uint64_t id = 0;
  std::string database, table;
  std::vector<ColumnType> columns;
};

/// @param body подія без заголовка й контрольної суми. Порожньо — пошкоджена. Необов'язкові метадані в кінці
/// (binlog_row_metadata) не читаються: MariaDB їх типово не пише, тож знак і набір символів бере каталог.
std::optional<TableMap> read_table_map(std::string_view body);

}  // namespace techmarket::db::binlog
