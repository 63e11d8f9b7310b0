#pragma once
// Випадкова пара схем із рядками: наявна база, якою вона має стати, і значення, що мусять уціліти.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "schema/schema.h"

namespace techmarket::support {

struct RandomMigration {
  std::string before, after;      ///< DBML
  std::vector<std::string> rows;  ///< INSERT
  /// Запити до міграції й після неї, що мусять дати те саме: незмінені, перейменовані й розширені стовпці.
  std::vector<std::pair<std::string, std::string>> same;
};

/// Та сама для того самого зерна й рушія.
RandomMigration random_migration(std::uint64_t seed, schema::Dialect dialect);

}  // namespace techmarket::support
