#include "warehouse/emptied.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

/// Скільки замовлень завантажив сюди generate; 0 — базу наповнював не він.
Result<std::int64_t> generated_orders(db::mysql::Connection& source) {
  TM_ASSIGN(const auto marked,
            source.query_int("SELECT COUNT(*) FROM information_schema.TABLES "
                             "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '_techmarket_load'"));
  if (marked == 0) return 0;
  return source.query_int(
      "SELECT CAST(COALESCE(MAX(orders), 0) AS SIGNED) FROM _techmarket_load WHERE state = 'complete'");
}

Result<std::vector<std::string>> empty_tables(db::mysql::Connection& source) {
  std::vector<std::string> empty;
  for (const auto& use : table_uses(source.endpoint().service)) {
    TM_ASSIGN(const auto found, source.query_int(fmt::format("SELECT EXISTS (SELECT 1 FROM {})",
                                                             db::mysql::quote_name(use.table.name))));
    if (found == 0) empty.push_back(fmt::format("{}.{}", source.endpoint().database, use.table.name));
  }
  return empty;
}

Status check_generated(db::mysql::Connection& source, std::vector<std::string>& problems) {
  TM_ASSIGN(const auto orders, generated_orders(source));
  if (orders == 0) return {};
  TM_ASSIGN(const auto empty, empty_tables(source));
  if (!empty.empty())
    problems.push_back(
        fmt::format("{}: `techmarket generate` filled it for {} orders, but these tables are "
                    "empty: {}",
                    source.endpoint().service, with_thousands(orders), fmt::join(empty, ", ")));
  return {};
}

Status check_facts(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                   std::vector<std::string>& problems) {
  TM_ASSIGN(const auto loaded, warehouse.query_int("SELECT EXISTS (SELECT FROM fact_sales)::int"));
  if (loaded == 0) return {};
  TM_ASSIGN(const auto offered,
            orders.query_int(fmt::format("SELECT EXISTS (SELECT 1 FROM orders o JOIN order_items i ON "
                                         "i.order_id = o.id WHERE o.status IN ({}))",
                                         sold_statuses())));
  if (offered == 0)
    problems.push_back(
        fmt::format("{}: fact_sales holds facts, but {}.orders and {}.order_items have no sold "
                    "rows",
                    warehouse.endpoint().service, orders.endpoint().database, orders.endpoint().database));
  return {};
}

}  // namespace

Status check_not_emptied(db::mysql::Connection& orders, db::mysql::Connection& catalog,
                         db::postgres::Connection& warehouse) {
  std::vector<std::string> problems;
  TM_TRY(check_generated(orders, problems));
  TM_TRY(check_generated(catalog, problems));
  TM_TRY(check_facts(orders, warehouse, problems));
  if (problems.empty()) return {};
  return fail(
      ErrorKind::check_failed,
      fmt::format("the sources have been emptied; the warehouse is unchanged\n{}", fmt::join(problems, "\n")),
      "fill them again with `techmarket generate`; `techmarket etl run --allow-deletes` empties the "
      "warehouse too");
}

}  // namespace techmarket::warehouse
