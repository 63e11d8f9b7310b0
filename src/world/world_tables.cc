#include "world/world_tables.h"

#include <algorithm>
#include <iterator>

namespace techmarket::world {

std::vector<rows::TableSource> world_tables(const World& world, rows::RowOrder order) {
  std::vector<rows::TableSource> tables;
  for (auto* service : {catalog_tables, orders_tables, auth_tables, payments_tables})
    std::ranges::move(service(world, order), std::back_inserter(tables));
  return tables;
}

}  // namespace techmarket::world
