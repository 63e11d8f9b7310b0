#include "schema/load_order.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace techmarket::schema {

Result<std::vector<const Table*>> load_order(const Database& database) {
  std::map<QualifiedName, std::set<QualifiedName>> parents;
  for (const auto& ref : database.refs) {
    const auto ends = ref.child_and_parent();
    if (ends && ends->first->table != ends->second->table)
      parents[ends->first->table].insert(ends->second->table);
  }

  std::vector<const Table*> waiting, ordered;
  for (const auto& table : database.tables) waiting.push_back(&table);
  std::set<QualifiedName> placed;
  while (!waiting.empty()) {
    const auto ready = std::ranges::find_if(
        waiting, [&](const Table* table) { return std::ranges::includes(placed, parents[table->name]); });
    if (ready == waiting.end()) {
      std::vector<std::string> names;
      for (const Table* table : waiting) names.push_back(display_name(table->name));
      return fail(ErrorKind::bad_input,
                  fmt::format("tables refer to each other in a circle: {}", fmt::join(names, ", ")),
                  "make one of the foreign keys nullable and fill it in a second step, or drop it");
    }
    ordered.push_back(*ready);
    placed.insert((*ready)->name);
    waiting.erase(ready);
  }
  return ordered;
}

}  // namespace techmarket::schema
