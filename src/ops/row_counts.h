#pragma once
// Кількості рядків усіх таблиць DBML.

#include <cstdint>
#include <string>
#include <vector>

#include "ops/services.h"

namespace techmarket::ops {

struct TableCount {
  std::string table;  ///< «orders», «etl.runs»
  std::int64_t rows = 0;
};

struct ServiceCounts {
  std::string service, database;
  std::vector<TableCount> tables;  ///< у порядку DBML
};

Result<ServiceCounts> count_rows(const Described& service);

}  // namespace techmarket::ops
