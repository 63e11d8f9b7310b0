#include <array>
#include <charconv>

#include <fmt/format.h>

#include <tsl/robin_map.h>

#include "base/money.h"
#include "base/text.h"
#include "etl/model.h"
#include "ops/checks.h"
#include "ops/cursor.h"

namespace techmarket::ops {
namespace {

constexpr std::string_view kNeverLoaded = "the warehouse was never loaded: run `techmarket etl run`";

// Порядок стовпців однаковий з обох боків; собівартість і маржу джерела додаємо з цін каталогу.
constexpr std::array<std::string_view, 12> kColumns = {
    "order_item_id", "order_id", "product_id", "customer_id",     "employee_id", "region_id",
    "date",          "quantity", "revenue",    "discount_amount", "cost",        "margin"};
constexpr std::size_t kProduct = 2, kQuantity = 7, kRevenue = 8, kDiscount = 9;

std::string source_rows() {
  return fmt::format(
      "SELECT STRAIGHT_JOIN i.id, i.order_id, i.product_id, o.customer_id, o.employee_id, o.region_id, "
      "DATE(o.order_date), "
      "i.quantity, CAST(i.unit_price * i.quantity AS DECIMAL(30,2)), CAST(i.discount AS DECIMAL(30,2)) "
      "FROM order_items i JOIN orders o ON o.id = i.order_id WHERE o.status IN ({}) ORDER BY i.id",
      etl::kSoldStatuses);
}

constexpr std::string_view kWarehouseRows =
    "SELECT f.order_item_id, f.order_id, p.product_id, c.customer_id, e.employee_id, r.region_id, d.date, "
    "f.quantity, f.revenue, "
    "f.discount_amount, f.cost, f.margin FROM fact_sales f LEFT JOIN dim_product p USING (product_key) "
    "LEFT JOIN dim_customer c USING (customer_key) LEFT JOIN dim_employee e USING (employee_key) "
    "LEFT JOIN dim_region r ON r.region_key = f.region_key LEFT JOIN dim_date d USING (date_key) ORDER BY "
    "f.order_item_id";

/// Собівартість товарів: каталог не росте разом із замовленнями, тож уміщується в пам'ять.
using Costs = tsl::robin_map<Uuid, Money>;

Result<Costs> read_costs(const Described& catalog) {
  Costs costs;
  TM_ASSIGN(auto connection, open(*catalog.service));
  TM_TRY(stream(connection, "SELECT id, cost FROM products", [&](db::RowView row) -> Status {
    const auto id = parse_uuid(row[0]);
    if (!id || db::is_null(row[1])) return {};
    TM_ASSIGN(const auto cost, parse_money(row[1]));
    costs.emplace(*id, cost);
    return {};
  }));
  return costs;
}

std::optional<Money> cost_of(const Costs& costs, const std::optional<std::string>& product) {
  const auto id = product ? parse_uuid(*product) : std::nullopt;
  const auto found = id ? costs.find(*id) : costs.end();
  return found == costs.end() ? std::nullopt : std::optional(found->second);
}

/// Рядок джерела, доповнений собівартістю й маржею; порожні, якщо товару немає в каталозі.
Row with_cost(const Row& row, const Costs& costs) {
  Row full = row;
  full.resize(kColumns.size());
  const auto cost = cost_of(costs, row[kProduct]);
  if (!cost || !row[kQuantity] || !row[kRevenue] || !row[kDiscount]) return full;
  const auto revenue = parse_money(*row[kRevenue]), discount = parse_money(*row[kDiscount]);
  if (!revenue || !discount) return full;
  const Money line_cost = *cost * std::stoll(*row[kQuantity]);
  full[kDiscount + 1] = to_string(line_cost);
  full[kDiscount + 2] = to_string(*revenue - *discount - line_cost);
  return full;
}

Result<bool> never_loaded(const Described& warehouse) {
  TM_ASSIGN(auto connection, open(*warehouse.service));
  TM_ASSIGN(const auto rows, query(connection,
                                   "SELECT EXISTS (SELECT FROM fact_sales) OR "
                                   "EXISTS (SELECT FROM etl.runs WHERE status = 'succeeded')"));
  return rows.at(0).at(0) != "t";
}

Result<std::vector<CheckResult>> compare_rows(const Described& orders, const Described& catalog,
                                              const Described& warehouse) {
  Findings findings("facts.rows");
  std::int64_t compared = 0;
  TM_ASSIGN(const bool empty, never_loaded(warehouse));
  if (empty) {
    findings.add(std::string(kNeverLoaded));
  } else {
    TM_ASSIGN(const auto costs, read_costs(catalog));
    TM_ASSIGN(const auto left, Cursor::open(*orders.service, source_rows()));
    TM_ASSIGN(const auto right, Cursor::open(*warehouse.service, std::string(kWarehouseRows)));
    const auto visit = [&](const Row* item, const Row* fact) {
      if (!fact)
        return findings.add(fmt::format("sold order item {} is not in fact_sales", shown(item->front())));
      if (!item) return findings.add(fmt::format("fact {} has no sold order item", shown(fact->front())));
      ++compared;
      const Row full = with_cost(*item, costs);
      std::string difference;
      for (std::size_t i = 1; i < kColumns.size(); ++i)
        if (full[i] != (*fact)[i])
          difference += fmt::format("{}{} is {}, the warehouse has {}", difference.empty() ? "" : "; ",
                                    kColumns[i], shown(full[i]), shown((*fact)[i]));
      if (!difference.empty()) findings.add(fmt::format("item {}: {}", shown(item->front()), difference));
    };
    TM_TRY(merge(*left, *right, {.visit = visit, .bad_key = [&](const Row& row) {
                                   findings.add(fmt::format("order item id {} is not a UUID", shown(row[0])));
                                 }}));
  }
  findings.confirm(fmt::format("{} facts compared with their order items", with_thousands(compared)));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

/// Підсумки однієї сторони: кількість, штуки, дохід, знижка, собівартість, маржа.
struct Totals {
  std::int64_t count = 0, quantity = 0;
  Money revenue, discount, cost;
  std::int64_t unpriced = 0;  ///< рядки товарів, яких немає в каталозі

  Money margin() const { return revenue - discount - cost; }
};

/// SUM на боці джерела — за товарами, бо собівартість лежить в іншій базі.
Result<Totals> source_totals(const Described& orders, const Costs& costs) {
  Totals totals;
  TM_ASSIGN(auto connection, open(*orders.service));
  TM_TRY(stream(
      connection,
      fmt::format(
          "SELECT i.product_id, COUNT(*), SUM(i.quantity), CAST(SUM(i.unit_price * i.quantity) AS "
          "DECIMAL(30,2)), "
          "CAST(SUM(i.discount) AS DECIMAL(30,2)) FROM order_items i JOIN orders o ON o.id = i.order_id "
          "WHERE o.status IN ({}) GROUP BY i.product_id",
          etl::kSoldStatuses),
      [&](db::RowView row) -> Status {
        const auto count = std::stoll(std::string(row[1])), quantity = std::stoll(std::string(row[2]));
        TM_ASSIGN(const auto revenue, parse_money(row[3]));
        TM_ASSIGN(const auto discount, parse_money(row[4]));
        totals.count += count;
        totals.quantity += quantity;
        totals.revenue += revenue;
        totals.discount += discount;
        if (const auto cost = cost_of(costs, std::string(row[0])))
          totals.cost += *cost * quantity;
        else
          totals.unpriced += count;
        return {};
      }));
  return totals;
}

CheckResult same(std::string name, std::string source, std::string warehouse, std::string_view note) {
  Findings findings("facts." + name);
  if (source != warehouse) findings.add(fmt::format("source {}, warehouse {}{}", source, warehouse, note));
  findings.confirm(fmt::format("source {}, warehouse {}", source, warehouse));
  return std::move(findings).result();
}

Result<std::vector<CheckResult>> compare_totals(const Described& orders, const Described& catalog,
                                                const Described& warehouse) {
  TM_ASSIGN(const auto costs, read_costs(catalog));
  TM_ASSIGN(const auto source, source_totals(orders, costs));
  TM_ASSIGN(auto connection, open(*warehouse.service));
  TM_ASSIGN(const auto rows,
            query(connection,
                  "SELECT COUNT(*), COALESCE(SUM(quantity), 0), COALESCE(SUM(revenue), 0.00), "
                  "COALESCE(SUM(discount_amount), 0.00), COALESCE(SUM(cost), 0.00), COALESCE(SUM(margin), "
                  "0.00) FROM fact_sales"));
  const auto stored = [&](std::size_t i) { return rows.at(0).at(i).value_or("NULL"); };
  TM_ASSIGN(const bool empty, never_loaded(warehouse));
  const std::string note = empty ? fmt::format("; {}", kNeverLoaded) : "";
  const std::string cost_note = source.unpriced > 0
                                    ? fmt::format("; {} items of products that catalog_db does not have{}",
                                                  with_thousands(source.unpriced), note)
                                    : note;
  std::vector<CheckResult> results = {same("count", std::to_string(source.count), stored(0), note),
                                      same("quantity", std::to_string(source.quantity), stored(1), note),
                                      same("revenue", to_string(source.revenue), stored(2), note),
                                      same("discount", to_string(source.discount), stored(3), note),
                                      same("cost", to_string(source.cost), stored(4), cost_note),
                                      same("margin", to_string(source.margin()), stored(5), cost_note)};
  if (!empty) return results;
  for (auto& result : results)
    if (result.ok)
      result = {.name = result.name, .ok = false, .violations = 1, .detail = std::string(kNeverLoaded)};
  return results;
}

}  // namespace

std::vector<CheckGroup> fact_checks(const Services& services) {
  const Described& orders = services.at("orders-db");
  const Described& catalog = services.at("catalog-db");
  const Described& warehouse = services.at("dwh-db");
  return {[&] { return compare_totals(orders, catalog, warehouse); },
          [&] { return compare_rows(orders, catalog, warehouse); }};
}

}  // namespace techmarket::ops
