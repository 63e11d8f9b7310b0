#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/progress.h"
#include "ops/checks.h"
#include "ops/pending.h"
#include "ops/range_comparison.h"
#include "ops/verify.h"
#include "warehouse/journal.h"
#include "warehouse/star.h"
#include "world/load_state.h"

namespace techmarket::ops {
namespace {

/// Факти проти рядків проданих замовлень.
Comparison facts(const Pending& pending) {
  const auto money = [](std::string_view expression) {
    return fmt::format("CAST({} AS DECIMAL(30,2))", expression);
  };
  return {
      .name = "fact_sales = orders_db.order_items",
      // Порядок з'єднання сталий: проміжок первинного ключа рядків, далі замовлення кожного.
      .source = {.key = "i.id",
                 .from = "order_items i FORCE INDEX (PRIMARY) STRAIGHT_JOIN orders o ON o.id = i.order_id",
                 .where = fmt::format("o.status IN ('{}')", fmt::join(kSoldStatuses, "','"))},
      .warehouse = {.key = "f.order_item_id",
                    .from =
                        "fact_sales f LEFT JOIN dim_product p USING (product_key) LEFT JOIN dim_customer c "
                        "USING (customer_key) LEFT JOIN dim_employee e USING (employee_key) LEFT JOIN "
                        "dim_region r ON r.region_key = f.region_key LEFT JOIN dim_date d USING (date_key)"},
      .source_keys = "order_items i",
      .values = {{"order_id", "LOWER(i.order_id)", "f.order_id"},
                 {"product_id", "LOWER(i.product_id)", "p.product_id"},
                 {"customer_id", "LOWER(o.customer_id)", "c.customer_id"},
                 {"employee_id", "LOWER(o.employee_id)", "e.employee_id"},
                 {"region_id", "LOWER(o.region_id)", "r.region_id"},
                 {"date", "DATE(o.order_date)", "d.date"},
                 {"quantity", "i.quantity", "f.quantity"},
                 {"revenue", money("i.unit_price * i.quantity"), "f.revenue"},
                 {"discount_amount", money("i.discount"), "f.discount_amount"},
                 {"cost", money("i.unit_cost * i.quantity"), "f.cost", true},
                 {"margin", money("i.unit_price * i.quantity - i.discount - i.unit_cost * i.quantity"),
                  "f.margin", true}},
      .is_pending =
          [&pending](const Row* source, const Row* warehouse) {
            // Змінити факт може і рядок, і замовлення: нове чи те, якому він належав.
            const auto touched = [&](const Row* row) {
              return row &&
                     (pending.contains("order_items", (*row)[0]) || pending.contains("orders", (*row)[1]));
            };
            return touched(source) || touched(warehouse);
          },
  };
}

/// Чинні версії членів проти рядків джерела.
Comparison members(const warehouse::Dimension& dimension, const Pending& pending) {
  const std::string table(dimension.source().name);
  Comparison comparison{
      .name = fmt::format("{} = {}", dimension.table, table),
      .source = {.key = "s.id", .from = fmt::format("{} s", table)},
      .warehouse = {.key = fmt::format("d.{}", dimension.natural_key()),
                    .from = fmt::format("{} d", dimension.table),
                    .where = dimension.keeps_versions() ? "d.deleted_at IS NULL AND d.is_current"
                                                        : "d.deleted_at IS NULL"},
      .source_keys = fmt::format("{} s", table),
      .values = {},
      .is_pending = [&pending, table](const Row* source, const Row* warehouse) {
        return pending.contains(table, (source ? source : warehouse)->front());
      }};
  for (const auto& column : dimension.tracked()) {
    const std::string_view name = column.source().name;
    if (column.role != warehouse::Role::reference) {
      comparison.values.push_back({name, fmt::format("s.{}", name), fmt::format("d.{}", column.name)});
      continue;
    }
    // Сурогатний ключ члена іншого виміру розгортається в його природний ключ.
    const auto& target = warehouse::dimension(column.dimension);
    comparison.values.push_back(
        {name, fmt::format("LOWER(s.{})", name), fmt::format("of_{}.{}", column.name, target.natural_key())});
    comparison.warehouse.from += fmt::format(" LEFT JOIN {0} of_{1} ON of_{1}.{2} = d.{1}", target.table,
                                             column.name, target.surrogate_key());
  }
  return comparison;
}

}  // namespace

Result<Verification> verify_deep(const config::Catalogue& catalogue, ProgressStyle style,
                                 std::int64_t rows_per_range) {
  TM_ASSIGN(const auto services, Services::load(catalogue));
  TM_TRY(check_bound(catalogue, services));
  const auto open_service = [&](std::string_view name) { return open(*services.at(name).service); };
  TM_ASSIGN(auto opened, open_service(warehouse::kWarehouseService));
  auto& stored = std::get<db::postgres::Connection>(opened);
  // Спершу сховище: усе, що воно бачило, є і в знімках джерел, відкритих пізніше.
  TM_TRY(stored.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
  TM_ASSIGN(const auto last, warehouse::last_success(stored));
  if (!last)
    return fail(ErrorKind::check_failed, "nothing to compare: the warehouse was never loaded",
                "load it with `techmarket etl run`");

  Verification verification;
  Progress progress("comparing", warehouse::dimensions().size() + 1, style, "tables");
  for (const auto service : {warehouse::kOrdersService, warehouse::kCatalogService}) {
    TM_ASSIGN(auto source_opened, open_service(service));
    auto& source = std::get<db::mysql::Connection>(source_opened);
    TM_ASSIGN(const auto pending, Pending::open(source, stored));
    std::vector<Comparison> comparisons;
    for (const auto& dimension : warehouse::dimensions())
      if (dimension.source().service == service) comparisons.push_back(members(dimension, pending));
    if (service == warehouse::kOrdersService) comparisons.push_back(facts(pending));
    for (const auto& comparison : comparisons) {
      TM_ASSIGN(auto result, compare_ranges(comparison, {source, stored}, rows_per_range));
      verification.checks.push_back(std::move(result));
      progress.add(1);
    }
    if (!pending.by_log()) TM_TRY(world::check_not_writing(source));
  }
  return verification;
}

}  // namespace techmarket::ops
