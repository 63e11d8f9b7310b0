#include "ops/row_counts.h"

#include <fmt/format.h>

namespace techmarket::ops {

Result<ServiceCounts> count_rows(const Described& service) {
  ServiceCounts counts{.service = service.service->name, .database = service.service->database, .tables = {}};
  TM_ASSIGN(auto connection, open(*service.service));
  for (const auto& table : service.schema.tables) {
    TM_ASSIGN(const auto rows,
              query(connection, fmt::format("SELECT COUNT(*) FROM {}", service.quoted(table.name))));
    counts.tables.push_back(
        {.table = display_name(table.name), .rows = std::stoll(rows.at(0).at(0).value_or("0"))});
  }
  return counts;
}

}  // namespace techmarket::ops
