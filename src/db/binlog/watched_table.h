#pragma once
// За чим стежити: таблиця і стовпці її ключа.

#include <string>
#include <vector>

namespace techmarket::db::binlog {

struct WatchedTable {
  std::string table;
  std::vector<std::string> key;  ///< імена стовпців у порядку, в якому їх хоче отримувач
  std::string database = {};  ///< порожньо — база з'єднання
};

}  // namespace techmarket::db::binlog
