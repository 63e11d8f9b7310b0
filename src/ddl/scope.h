#pragma once
// Про які таблиці мова: решта бази чужа, її не показують і не чіпають.

#include <string>
#include <vector>

#include "schema/schema.h"

namespace techmarket::ddl {

struct Scope {
  std::vector<std::string> schemas = {};  ///< порожньо — усі
  std::vector<std::string> exclude = {};  ///< взірці оболонки: «flyway_*», «audit.*»

  bool covers(const schema::QualifiedName& table) const;
  /// Прибирає таблиці поза межами і зв'язки, які до них ведуть.
  void narrow(schema::Database& database) const;
};

}  // namespace techmarket::ddl
