#pragma once
// Що дістав приймач: рядки й відбиток кожної таблиці.

#include <cstdint>
#include <string>

namespace techmarket::rows {

struct TableReport {
  std::string service, table;
  std::uint64_t rows = 0;
  std::uint64_t digest = 0;  ///< не залежить від порядку рядків
};

}  // namespace techmarket::rows
