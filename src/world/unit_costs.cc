#include "world/unit_costs.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "world/load_state.h"

namespace techmarket::world {
namespace {

constexpr std::string_view kOrders = "orders-db", kCatalog = "catalog-db";

Result<db::mysql::Connection> open(const config::Catalogue& catalogue, std::string_view name) {
  TM_ASSIGN(const config::Service* service, catalogue.service(name));
  return db::mysql::Connection::open(config::endpoint_of(*service, "techmarket unit costs"));
}

bool has_both(const config::Catalogue& catalogue) {
  return std::ranges::all_of(std::array{kOrders, kCatalog}, [&](std::string_view name) {
    const auto service = catalogue.service(name);
    return service && (*service)->is_mysql();
  });
}

Result<bool> has_column(db::mysql::Connection& connection, std::string_view table, std::string_view column) {
  TM_ASSIGN(const auto found,
            connection.query_int(fmt::format("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE "
                                             "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{}' AND "
                                             "COLUMN_NAME = '{}'",
                                             table, column)));
  return found > 0;
}

struct Cost {
  std::string product, cost;
};

/// Чинна собівартість кожного товару; каталог не росте разом із замовленнями.
Result<std::vector<Cost>> product_costs(db::mysql::Connection& catalog) {
  std::vector<Cost> costs;
  TM_TRY(
      catalog.stream("SELECT id, cost FROM products WHERE cost IS NOT NULL", [&](db::RowView row) -> Status {
        costs.push_back({std::string(row[0]), std::string(row[1])});
        return {};
      }));
  return costs;
}

}  // namespace

Result<std::int64_t> missing_unit_costs(const config::Catalogue& catalogue) {
  if (!has_both(catalogue)) return 0;
  TM_ASSIGN(auto orders, open(catalogue, kOrders));
  TM_ASSIGN(const bool sold, has_column(orders, "order_items", "product_id"));
  if (!sold) return 0;
  TM_ASSIGN(const bool costed, has_column(orders, "order_items", "unit_cost"));
  return orders.query_int(
      fmt::format("SELECT COUNT(*) FROM order_items{}", costed ? " WHERE unit_cost IS NULL" : ""));
}

Result<std::int64_t> fill_unit_costs(const config::Catalogue& catalogue) {
  TM_ASSIGN(const auto missing, missing_unit_costs(catalogue));
  if (missing == 0) return 0;
  TM_ASSIGN(auto orders, open(catalogue, kOrders));
  TM_ASSIGN(auto catalog, open(catalogue, kCatalog));
  TM_ASSIGN(const bool costed, has_column(orders, "order_items", "unit_cost"));
  TM_ASSIGN(const bool known, has_column(catalog, "products", "cost"));
  if (!costed || !known) return 0;
  TM_TRY(lock_database(orders));
  TM_ASSIGN(const auto costs, product_costs(catalog));
  std::int64_t filled = 0;
  for (const auto& [product, cost] : costs) {
    TM_TRY(check_interrupted());
    TM_TRY(
        orders.execute(fmt::format("UPDATE order_items SET unit_cost = {} WHERE product_id = {} AND "
                                   "unit_cost IS NULL",
                                   cost, orders.quote(product))));
    TM_ASSIGN(const auto rows, orders.query_int("SELECT ROW_COUNT()"));
    filled += rows;
  }
  return filled;
}

}  // namespace techmarket::world
