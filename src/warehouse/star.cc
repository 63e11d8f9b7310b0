#include "warehouse/star.h"

#include <fmt/format.h>

namespace techmarket::warehouse {

const std::vector<Dimension>& dimensions() {
  static const std::vector<Dimension> all = {
      {.table = "dim_region",
       .surrogate_key = "region_key",
       .natural_key = "region_id",
       .service = kOrdersService,
       .source_table = "regions",
       .attributes = {{"name", "name"}, {"code", "code"}},
       .parents = {}},
      {.table = "dim_category",
       .surrogate_key = "category_key",
       .natural_key = "category_id",
       .service = kCatalogService,
       .source_table = "categories",
       .attributes = {{"name", "name"}},
       .parents = {{"parent_category_id", "parent_category_key", "dim_category", false}}},
      {.table = "dim_product",
       .surrogate_key = "product_key",
       .natural_key = "product_id",
       .service = kCatalogService,
       .source_table = "products",
       .attributes = {{"name", "name"}, {"sku", "sku"}},
       .parents = {{"category_id", "category_key", "dim_category"}},
       .measure = "cost"},
      {.table = "dim_customer",
       .surrogate_key = "customer_key",
       .natural_key = "customer_id",
       .service = kOrdersService,
       .source_table = "customers",
       .attributes = {{"first_name", "first_name"}, {"last_name", "last_name"}, {"email", "email"}},
       .parents = {{"region_id", "region_key", "dim_region"}}},
      {.table = "dim_employee",
       .surrogate_key = "employee_key",
       .natural_key = "employee_id",
       .service = kOrdersService,
       .source_table = "employees",
       .attributes = {{"first_name", "first_name"}, {"last_name", "last_name"}, {"email", "email"}},
       .parents = {{"region_id", "region_key", "dim_region"}}},
  };
  return all;
}

std::vector<db::TableUse> source_tables(std::string_view service) {
  std::vector<db::TableUse> uses;
  for (const auto& dimension : dimensions()) {
    if (dimension.service != service) continue;
    auto& use = uses.emplace_back();
    use.table.name = dimension.source_table;
    use.columns.emplace_back("id");
    for (const auto& attribute : dimension.attributes) use.columns.emplace_back(attribute.source);
    for (const auto& parent : dimension.parents) use.columns.emplace_back(parent.source);
    if (!dimension.measure.empty()) use.columns.emplace_back(dimension.measure);
  }
  if (service == kOrdersService) {
    uses.push_back(
        {.table = {.name = "orders"},
         .columns = {"id", "customer_id", "employee_id", "region_id", "order_date", "status", "updated_at"}});
    uses.push_back({.table = {.name = "order_items"},
                    .columns = {"id", "order_id", "product_id", "quantity", "unit_price", "discount"}});
  }
  return uses;
}

std::vector<db::TableUse> warehouse_tables() {
  std::vector<db::TableUse> uses = {
      {.table = {.name = "dim_date"},
       .columns = {"date_key", "date", "year", "quarter", "month", "day", "day_of_week", "is_weekend"},
       .inserts = true}};
  for (const auto& dimension : dimensions()) {
    auto& use = uses.emplace_back();
    use.table.name = dimension.table;
    use.columns = {std::string(dimension.surrogate_key), std::string(dimension.natural_key)};
    for (const auto& attribute : dimension.attributes) use.columns.emplace_back(attribute.target);
    for (const auto& parent : dimension.parents) use.columns.emplace_back(parent.target);
    use.columns.emplace_back("updated_at");
    use.inserts = true;
  }
  uses.push_back(
      {.table = {.name = "fact_sales"},
       .columns = {"order_id", "order_item_id", "date_key", "product_key", "customer_key", "employee_key",
                   "region_key", "quantity", "revenue", "discount_amount", "cost", "margin"},
       .inserts = true});
  uses.push_back({.table = {.schema = "etl", .name = "runs"},
                  .columns = {"run_id", "mode", "status", "started_at", "finished_at", "source_watermark",
                              "facts_loaded", "dimension_rows_changed", "message"},
                  .inserts = true});
  return uses;
}

std::optional<OrderState> order_state(std::string_view status) {
  if (status == "paid" || status == "shipped" || status == "delivered") return OrderState::sold;
  if (status == "new" || status == "cancelled") return OrderState::unsold;
  return std::nullopt;
}

std::string outside_order_years() {
  return fmt::format("(order_date < '{}-01-01' OR order_date >= '{}-01-01')", kFirstOrderYear,
                     kLastOrderYear + 1);
}

}  // namespace techmarket::warehouse
