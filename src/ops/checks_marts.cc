// Вітрини проти фактів. Запити написано тут окремо від warehouse: доказ не питає того, кого перевіряє.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/checks.h"

namespace techmarket::ops {
namespace {

struct MartCheck {
  std::string_view table;
  std::vector<std::string_view> keys, measures;
  std::string_view expected;  ///< запит над фактами: keys, далі measures
};

const std::vector<MartCheck>& mart_checks_data() {
  static const std::vector<MartCheck> all = {
      {"mart_sales_daily",
       {"date_key", "region_key", "category_key"},
       {"items", "quantity", "revenue", "discount_amount", "cost", "margin"},
       "SELECT f.date_key, f.region_key, p.category_key, count(*) AS items, sum(f.quantity) AS quantity, "
       "sum(f.revenue) AS "
       "revenue, sum(f.discount_amount) AS discount_amount, sum(f.cost) AS cost, sum(f.margin) AS margin "
       "FROM fact_sales f "
       "LEFT JOIN dim_product p USING (product_key) GROUP BY 1, 2, 3"},
      {"mart_employee_daily",
       {"date_key", "region_key", "employee_durable_key"},
       {"orders", "items", "quantity", "revenue", "discount_amount", "cost", "margin", "average_order"},
       "SELECT f.date_key, f.region_key, e.employee_durable_key, count(DISTINCT f.order_id) AS orders, "
       "count(*) AS items, "
       "sum(f.quantity) AS quantity, sum(f.revenue) AS revenue, sum(f.discount_amount) AS discount_amount, "
       "sum(f.cost) AS "
       "cost, sum(f.margin) AS margin, round(sum(f.revenue - f.discount_amount) / count(DISTINCT "
       "f.order_id), 2) AS "
       "average_order FROM fact_sales f LEFT JOIN dim_employee e USING (employee_key) GROUP BY 1, 2, 3"},
      {"mart_product_monthly",
       {"month_key", "region_key", "product_durable_key"},
       {"items", "quantity", "revenue", "discount_amount", "cost", "margin"},
       "SELECT d.year * 100 + d.month AS month_key, f.region_key, p.product_durable_key, count(*) AS items, "
       "sum(f.quantity) AS quantity, sum(f.revenue) AS revenue, sum(f.discount_amount) AS discount_amount, "
       "sum(f.cost) AS "
       "cost, sum(f.margin) AS margin FROM fact_sales f LEFT JOIN dim_date d USING (date_key) LEFT JOIN "
       "dim_product p "
       "USING (product_key) GROUP BY 1, 2, 3"},
      {"mart_orders_daily",
       {"date_key", "region_key"},
       {"orders", "items", "quantity", "revenue", "discount_amount", "cost", "margin", "average_order"},
       "SELECT date_key, region_key, count(DISTINCT order_id) AS orders, count(*) AS items, sum(quantity) AS "
       "quantity, "
       "sum(revenue) AS revenue, sum(discount_amount) AS discount_amount, sum(cost) AS cost, sum(margin) AS "
       "margin, "
       "round(sum(revenue - discount_amount) / count(DISTINCT order_id), 2) AS average_order FROM fact_sales "
       "GROUP BY 1, 2"},
  };
  return all;
}

/// Рядки, якими вітрина різниться: ключ словами й чим саме.
std::string differences(const MartCheck& mart) {
  std::vector<std::string> key, match, problems;
  for (const auto name : mart.keys) {
    key.push_back(fmt::format("'{0} ' || coalesce(coalesce(m.{0}, n.{0})::text, 'NULL')", name));
    match.push_back(fmt::format("m.{0} = n.{0}", name));
  }
  for (const auto name : mart.measures)
    problems.push_back(
        fmt::format("CASE WHEN m.{0} IS DISTINCT FROM n.{0} THEN '{0} is ' || coalesce(m.{0}::text, 'NULL') "
                    "|| ', the facts give ' || "
                    "coalesce(n.{0}::text, 'NULL') END",
                    name));
  return fmt::format(
      "SELECT concat_ws(', ', {}), CASE WHEN m.{} IS NULL THEN 'is missing' WHEN n.items IS NULL THEN 'has "
      "no facts' ELSE "
      "concat_ws('; ', {}) END AS problem, 1 FROM {} m FULL JOIN ({}) n ON {} WHERE m.{} IS NULL OR n.items "
      "IS NULL OR "
      "ROW(m.{}) IS DISTINCT FROM ROW(n.{}) ORDER BY 1",
      fmt::join(key, ", "), mart.keys.front(), fmt::join(problems, ", "), mart.table, mart.expected,
      fmt::join(match, " AND "), mart.keys.front(), fmt::join(mart.measures, ", m."),
      fmt::join(mart.measures, ", n."));
}

}  // namespace

std::vector<CheckGroup> mart_checks(const Subject& subject) {
  const Described& warehouse = subject.services.at("dwh-db");
  std::vector<CheckGroup> checks;
  for (const auto& mart : mart_checks_data())
    checks.push_back(violations_by_query(
        warehouse,
        fmt::format("{}.{} = {}.fact_sales", warehouse.service->database, mart.table,
                    warehouse.service->database),
        {.name = std::string(mart.table)}, differences(mart),
        [&mart](db::RowView row) { return fmt::format("{} {}: {}", mart.table, row[0], row[1]); }));
  return checks;
}

}  // namespace techmarket::ops
