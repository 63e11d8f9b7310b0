#pragma once
// Випадкова пара схем із рядками: наявна база, якою вона має стати, і значення, що мусять уціліти.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace techmarket::db::testing {

struct RandomMigration {
  std::string before, after;      ///< DBML
  std::vector<std::string> rows;  ///< INSERT, однакові для обох рушіїв
  /// Запити до міграції й після неї, що мусять дати те саме: незмінені, перейменовані й розширені стовпці.
  std::vector<std::pair<std::string, std::string>> same;
};

/// Та сама для того самого зерна; її рядки й запити розуміють обидва рушії.
RandomMigration random_migration(std::uint64_t seed);

}  // namespace techmarket::db::testing
