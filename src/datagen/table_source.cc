#include "datagen/table_source.h"

#include <iterator>

namespace techmarket::datagen {

std::vector<TableSource> world_tables(const World& world, RowOrder order) {
  std::vector<TableSource> tables;
  for (auto* service : {catalog_tables, orders_tables, auth_tables, payments_tables})
    std::ranges::move(service(world, order), std::back_inserter(tables));
  return tables;
}

}  // namespace techmarket::datagen
