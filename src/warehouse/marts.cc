#include "warehouse/marts.h"

#include <algorithm>

namespace techmarket::warehouse {
namespace {

// Сума багатьох decimal(14,2).
constexpr std::string_view kAmount = "decimal(20,2)", kCount = "bigint";

/// Звідки стовпець факту, а отже й те, що з нього складено.
std::vector<SourceColumn> sources_of(std::string_view fact_column) {
  return std::ranges::find(fact_columns(), fact_column, &Column::name)->sources;
}

MartColumn column(std::string_view name, std::string_view type, std::vector<SourceColumn> sources,
                  std::string_view how, MartPart part, std::string_view sql) {
  return {{.name = name, .type = type, .role = Role::computed, .sources = std::move(sources), .how = how},
          part,
          sql};
}

MartColumn grain(std::string_view name, std::vector<SourceColumn> sources, std::string_view how,
                 std::string_view sql) {
  return column(name, "int", std::move(sources), how, MartPart::grain, sql);
}
MartColumn day() {
  return grain("date_key", sources_of("date_key"), "date_key of the facts", "f.date_key");
}
MartColumn region() {
  return grain("region_key", sources_of("region_key"), "region_key of the facts", "f.region_key");
}

MartColumn orders() {
  return column("orders", kCount, sources_of("order_id"), "count of distinct order_id", MartPart::orders, "");
}
MartColumn average_order() {
  auto sources = sources_of("revenue");
  std::ranges::copy(sources_of("discount_amount"), std::back_inserter(sources));
  return column("average_order", kAmount, std::move(sources), "(revenue − discount_amount) / orders",
                MartPart::derived, "round((revenue - discount_amount) / nullif(orders, 0), 2)");
}

/// Міри, що є в кожній вітрині.
std::vector<MartColumn> sums() {
  return {
      column(kMartItems, kCount, sources_of("order_item_id"), "count of the facts", MartPart::sum, "1"),
      column("quantity", kCount, sources_of("quantity"), "sum of quantity", MartPart::sum, "f.quantity"),
      column("revenue", kAmount, sources_of("revenue"), "sum of revenue", MartPart::sum, "f.revenue"),
      column("discount_amount", kAmount, sources_of("discount_amount"), "sum of discount_amount",
             MartPart::sum, "f.discount_amount"),
      column("cost", kAmount, sources_of("cost"), "sum of cost", MartPart::sum, "f.cost"),
      column("margin", kAmount, sources_of("margin"), "sum of margin", MartPart::sum, "f.margin"),
  };
}

/// Зерно й міри. Кількість замовлень — лише там, де день, регіон і працівник у всіх рядків замовлення ті
/// самі: інакше рядки не можна було б складати, бо замовлення на дві категорії рахувалося б двічі.
std::vector<MartColumn> columns(std::vector<MartColumn> grain, bool of_orders) {
  if (of_orders) grain.push_back(orders());
  std::ranges::move(sums(), std::back_inserter(grain));
  if (of_orders) grain.push_back(average_order());
  return grain;
}

}  // namespace

const std::vector<Mart>& marts() {
  static const auto all = [] {
    const Dimension& products = dimension("dim_product");
    const auto category = std::ranges::find(products.columns, "category_key", &Column::name)->sources;
    return std::vector<Mart>{
        {.table = "mart_sales_daily",
         .joins = "JOIN dim_product p ON p.product_key = f.product_key",
         .columns = columns({day(), region(),
                             grain("category_key", category, "category_key of the version of dim_product",
                                   "p.category_key")},
                            false)},
        {.table = "mart_employee_daily",
         .joins = "JOIN dim_employee e ON e.employee_key = f.employee_key",
         .columns =
             columns({day(), region(),
                      grain("employee_durable_key", sources_of("employee_key"),
                            "employee_durable_key of the version of dim_employee", "e.employee_durable_key")},
                     true)},
        {.table = "mart_product_monthly",
         .joins = "JOIN dim_product p ON p.product_key = f.product_key",
         .columns = columns(
             {grain("month_key", sources_of("date_key"), "date_key as YYYYMM", "f.date_key / 100"), region(),
              grain("product_durable_key", sources_of("product_key"),
                    "product_durable_key of the version of dim_product", "p.product_durable_key")},
             false)},
        {.table = "mart_orders_daily", .joins = "", .columns = columns({day(), region()}, true)},
    };
  }();
  return all;
}

}  // namespace techmarket::warehouse
