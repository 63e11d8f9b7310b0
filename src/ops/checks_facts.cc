#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tsl/robin_map.h>

#include "base/calendar.h"
#include "base/money.h"
#include "base/text.h"
#include "ops/checks.h"
#include "ops/cursor.h"

namespace techmarket::ops {
namespace {

constexpr std::string_view kNeverLoaded = "the warehouse was never loaded: run `techmarket etl run`";

// Порядок стовпців однаковий з обох боків.
constexpr std::array<std::string_view, 12> kColumns = {
    "order_item_id", "order_id", "product_id", "customer_id",     "employee_id", "region_id",
    "date",          "quantity", "revenue",    "discount_amount", "cost",        "margin"};

/// Частина замовлень за ключем: (після, до]. Порожньо — без межі з цього боку.
struct KeyRange {
  std::optional<std::string> after, upto;

  /// «order_id > 'a' AND order_id <= 'b'»
  std::string condition(std::string_view column) const {
    std::string sql = "TRUE";
    if (after) sql += fmt::format(" AND {} > '{}'", column, *after);
    if (upto) sql += fmt::format(" AND {} <= '{}'", column, *upto);
    return sql;
  }
};

/// Скільки проданих замовлень тримати в пам'яті заразом: близько 100 МіБ. Кожна частина перечитує рядки
/// замовлень підряд; шукати замовлення кожного рядка на сервері було б у десятки разів довше, щойно вони
/// перестануть уміщатися в його кеш.
constexpr std::size_t kOrdersPerPass = 1'000'000;

struct SoldOrder {
  Uuid id;
  std::optional<Uuid> customer, employee, region;
  std::optional<Date> date;
  std::int32_t second_of_day = 0;

  /// «2026-11-22 13:05:09»
  std::string placed() const { return to_string(Timestamp{start_of(*date).seconds + second_of_day}); }
};

std::string item_rows(const KeyRange& range) {
  return fmt::format(
      "SELECT id, order_id, product_id, quantity, CAST(unit_price * quantity AS DECIMAL(30,2)), "
      "CAST(discount AS DECIMAL(30,2)), CAST(unit_price AS DECIMAL(30,2)), CAST(unit_cost * quantity AS "
      "DECIMAL(30,2)) FROM order_items FORCE INDEX (PRIMARY) WHERE {} ORDER BY id",
      range.condition("order_id"));
}

std::string fact_rows(const KeyRange& range) {
  return fmt::format(
      "SELECT f.order_item_id, f.order_id, p.product_id, c.customer_id, e.employee_id, r.region_id, d.date, "
      "f.quantity, f.revenue, f.discount_amount, f.cost, f.margin, nullif(greatest(p.valid_from, "
      "c.valid_from, "
      "e.valid_from), '1900-01-01'), nullif(least(p.valid_to, c.valid_to, e.valid_to), '9999-12-31') "
      "FROM fact_sales f LEFT JOIN dim_product p "
      "USING (product_key) LEFT JOIN dim_customer c USING (customer_key) LEFT JOIN dim_employee e USING "
      "(employee_key) LEFT JOIN dim_region r ON r.region_key = f.region_key LEFT JOIN dim_date d USING "
      "(date_key) WHERE {} ORDER BY f.order_item_id",
      range.condition("f.order_id"));
}

/// Товар, яким його має каталог.
struct Product {
  Money cost;
  std::string price;  ///< decimal того самого масштабу, що й unit_price рядків
  Date created, repriced;  ///< відколи він у каталозі; відколи має цю ціну
};

/// Каталог не росте разом із замовленнями, тож уміщується в пам'ять.
using Products = tsl::robin_map<Uuid, Product>;

Result<Products> read_products(const Described& catalog) {
  Products products;
  TM_ASSIGN(auto connection, open(*catalog.service));
  TM_TRY(stream(
      connection,
      "SELECT id, cost, CAST(price AS DECIMAL(30,2)), DATE(created_at), DATE(updated_at) FROM products",
      [&](db::RowView row) -> Status {
        const auto id = parse_uuid(row[0]);
        if (!id || db::is_null(row[1])) return {};
        TM_ASSIGN(const auto cost, parse_money(row[1]));
        products.emplace(*id, Product{.cost = cost,
                                      .price = db::is_null(row[2]) ? "" : std::string(row[2]),
                                      .created = parse_date(row[3]).value_or(Date()),
                                      .repriced = parse_date(row[4]).value_or(Date())});
        return {};
      }));
  return products;
}

Result<bool> never_loaded(const Described& warehouse) {
  TM_ASSIGN(auto connection, open(*warehouse.service));
  TM_ASSIGN(const auto rows, query(connection,
                                   "SELECT EXISTS (SELECT FROM fact_sales) OR "
                                   "EXISTS (SELECT FROM etl.runs WHERE status = 'succeeded')"));
  return rows.at(0).at(0) != "t";
}

/// Підсумки однієї сторони.
struct Totals {
  std::int64_t count = 0, quantity = 0;
  Money revenue, discount, cost;
  std::int64_t uncosted = 0;  ///< рядки без unit_cost: собівартість — із каталогу
  std::int64_t unpriced = 0;  ///< ті з них, чиїх товарів у каталозі немає
};

template <class Value>
std::optional<std::string> text(const std::optional<Value>& value) {
  return value ? std::optional(to_string(*value)) : std::nullopt;
}

/// Звіряє факти з рядками проданих замовлень. Обидва потоки йдуть за id рядка, частина за частиною.
class FactComparison {
 public:
  FactComparison(const Described& orders, const Described& catalog, const Described& warehouse,
                 Products products, bool never_loaded)
      : orders_(orders),
        warehouse_(warehouse),
        products_(std::move(products)),
        never_loaded_(never_loaded),
        prices_(fmt::format("{}.order_items.unit_price = {}.products.price", orders.service->database,
                            catalog.service->database)),
        ages_(fmt::format("{}.orders.order_date ≥ {}.products.created_at", orders.service->database,
                          catalog.service->database)) {
    if (never_loaded_) findings_.add(std::string(kNeverLoaded));
  }

  Status run() {
    KeyRange range;
    do {
      range.after = range.upto;
      TM_TRY(read_orders(range));
      TM_TRY(compare(range));
    } while (range.upto);
    return {};
  }

  const Totals& totals() const { return totals_; }
  CheckResult result() && {
    findings_.confirm(fmt::format("{} facts compared with their order items", with_thousands(compared_)));
    return std::move(findings_).result();
  }
  /// Продажі проти каталогу: товар уже був, і від останньої зміни ціни має саме її.
  std::vector<CheckResult> catalogue_results() {
    std::vector<CheckResult> results;
    for (auto* findings : {&prices_, &ages_}) {
      findings->confirm(fmt::format("{} sold items", with_thousands(totals_.count)));
      results.push_back(std::move(*findings).result());
    }
    return results;
  }

 private:
  /// Продані замовлення частини; ставить її верхню межу, якщо далі є ще.
  Status read_orders(KeyRange& range) {
    sold_.clear();
    range.upto.reset();
    TM_ASSIGN(auto connection, open(*orders_.service));
    return stream(connection,
                  fmt::format("SELECT id, customer_id, employee_id, region_id, DATE(order_date), "
                              "TIME_TO_SEC(TIME(order_date)) FROM orders "
                              "WHERE status IN ('{}') AND {} ORDER BY id LIMIT {}",
                              fmt::join(kSoldStatuses, "','"), range.condition("id"), kOrdersPerPass),
                  [&](db::RowView row) -> Status {
                    const auto id = parse_uuid(row[0]);
                    if (!id) {
                      findings_.add(fmt::format("order id '{}' is not a UUID", row[0]));
                      return {};
                    }
                    const auto date = parse_date(row[4]);
                    sold_.push_back({*id, parse_uuid(row[1]), parse_uuid(row[2]), parse_uuid(row[3]),
                                     date ? std::optional(*date) : std::nullopt,
                                     date ? std::stoi(std::string(row[5])) : 0});
                    if (sold_.size() == kOrdersPerPass) range.upto = row[0];
                    return {};
                  });
  }

  Status compare(const KeyRange& range) {
    TM_ASSIGN(const auto items, Cursor::open(*orders_.service, item_rows(range)));
    TM_ASSIGN(const auto facts, Cursor::open(*warehouse_.service, fact_rows(range)));
    return merge(*items, *facts,
                 {.visit = [this](const Row* item, const Row* fact) { visit(item, fact); },
                  .bad_key =
                      [this](const Row& row) {
                        findings_.add(fmt::format("order item id {} is not a UUID", shown(row[0])));
                      }});
  }

  void visit(const Row* item, const Row* fact) {
    const SoldOrder* order = item ? sold_order((*item)[1]) : nullptr;
    if (!order && !fact) return;
    std::optional<Row> expected;
    if (order) expected = count(*item, *order);
    if (never_loaded_) return;
    if (!fact)
      return findings_.add(fmt::format("sold order item {} is not in fact_sales", shown(item->front())));
    if (!order) return findings_.add(fmt::format("fact {} has no sold order item", shown(fact->front())));
    ++compared_;
    std::string difference = wrong_version(*order, *fact);
    for (std::size_t i = 1; i < kColumns.size(); ++i)
      if ((*expected)[i] != (*fact)[i])
        difference += fmt::format("{}{} is {}, the warehouse has {}", difference.empty() ? "" : "; ",
                                  kColumns[i], shown((*expected)[i]), shown((*fact)[i]));
    if (!difference.empty()) findings_.add(fmt::format("item {}: {}", shown(item->front()), difference));
  }

  /// Останні два поля факту — проміжок, у якому чинні всі версії, на які він указує; порожнє — без межі.
  static std::string wrong_version(const SoldOrder& order, const Row& fact) {
    const auto &from = fact[kColumns.size()], &to = fact[kColumns.size() + 1];
    if (!order.date || (!from && !to)) return {};
    const std::string placed = order.placed();
    if ((!from || *from <= placed) && (!to || placed < *to)) return {};
    return fmt::format("ordered at {}, but points to versions valid from {} to {}", placed, shown(from),
                       shown(to));
  }

  const SoldOrder* sold_order(const std::optional<std::string>& id) const {
    const auto key = id ? parse_uuid(*id) : std::nullopt;
    if (!key) return nullptr;
    const auto found = std::ranges::lower_bound(sold_, *key, {}, &SoldOrder::id);
    return found != sold_.end() && found->id == *key ? &*found : nullptr;
  }

  /// Додає рядок до підсумків. @return яким він має бути у сховищі; собівартість і маржа порожні, якщо їх
  /// немає ні в рядку, ні в каталозі.
  Row count(const Row& item, const SoldOrder& order) {
    const auto& [id, order_id, product_id, quantity, revenue, discount, own_cost] =
        std::tie(item[0], item[1], item[2], item[3], item[4], item[5], item[7]);
    const std::int64_t pieces = quantity ? std::stoll(*quantity) : 0;
    const Money price = revenue ? parse_money(*revenue).value_or(Money()) : Money();
    const Money off = discount ? parse_money(*discount).value_or(Money()) : Money();
    ++totals_.count;
    totals_.quantity += pieces;
    totals_.revenue += price;
    totals_.discount += off;
    const auto product_key = product_id ? parse_uuid(*product_id) : std::nullopt;
    const auto product = product_key ? products_.find(*product_key) : products_.end();
    if (product != products_.end()) compare_with_catalogue(item, order, product->second);
    std::optional<Money> cost, margin;
    if (own_cost) {
      cost = parse_money(*own_cost).value_or(Money());
    } else {
      ++totals_.uncosted;
      if (product != products_.end())
        cost = product->second.cost * pieces;
      else
        ++totals_.unpriced;
    }
    if (cost) {
      margin = price - off - *cost;
      totals_.cost += *cost;
    }
    return {id,
            order_id,
            product_id,
            text(order.customer),
            text(order.employee),
            text(order.region),
            text(order.date),
            quantity,
            revenue,
            discount,
            text(cost),
            text(margin)};
  }

  void compare_with_catalogue(const Row& item, const SoldOrder& order, const Product& product) {
    if (!order.date) return;
    const auto sold = [&] {
      return fmt::format("order_items id {} of {}: product {}", shown(item[0]), to_string(*order.date),
                         shown(item[2]));
    };
    if (*order.date < product.created)
      ages_.add(fmt::format("{} is in the catalogue since {}", sold(), to_string(product.created)));
    if (*order.date >= product.repriced && item[6] != product.price)
      prices_.add(fmt::format("{} costs '{}' since {}, sold at {}", sold(), product.price,
                              to_string(product.repriced), shown(item[6])));
  }

  const Described& orders_;
  const Described& warehouse_;
  const Products products_;
  const bool never_loaded_;
  std::vector<SoldOrder> sold_;  ///< за зростанням id
  Totals totals_;
  Findings findings_{"facts.rows"};
  Findings prices_, ages_;
  std::int64_t compared_ = 0;
};

/// @param note до розбіжності; @param remark до підтвердження
CheckResult same(std::string name, std::string source, std::string warehouse, std::string_view note,
                 std::string_view remark = {}) {
  Findings findings("facts." + name);
  if (source != warehouse) findings.add(fmt::format("source {}, warehouse {}{}", source, warehouse, note));
  findings.confirm(fmt::format("source {}, warehouse {}{}", source, warehouse, remark));
  return std::move(findings).result();
}

/// Суми сховища рахує його сервер, суми джерела — порядкове порівняння.
Result<std::vector<CheckResult>> compare_totals(const Totals& source, const Described& warehouse,
                                                bool never_loaded) {
  TM_ASSIGN(auto connection, open(*warehouse.service));
  TM_ASSIGN(const auto rows,
            query(connection,
                  "SELECT COUNT(*), COALESCE(SUM(quantity), 0), COALESCE(SUM(revenue), 0.00), "
                  "COALESCE(SUM(discount_amount), 0.00), COALESCE(SUM(cost), 0.00), COALESCE(SUM(margin), "
                  "0.00) FROM fact_sales"));
  const auto stored = [&](std::size_t i) { return rows.at(0).at(i).value_or("NULL"); };
  const std::string note = never_loaded ? fmt::format("; {}", kNeverLoaded) : "";
  const std::string cost_note = source.unpriced > 0
                                    ? fmt::format("; {} items of products that catalog_db does not have{}",
                                                  with_thousands(source.unpriced), note)
                                    : note;
  const std::string remark = source.uncosted > 0
                                 ? fmt::format("; sold items without unit_cost, taken from products.cost: {}",
                                               with_thousands(source.uncosted))
                                 : "";
  const Money margin = source.revenue - source.discount - source.cost;
  std::vector<CheckResult> results = {same("count", std::to_string(source.count), stored(0), note),
                                      same("quantity", std::to_string(source.quantity), stored(1), note),
                                      same("revenue", to_string(source.revenue), stored(2), note),
                                      same("discount", to_string(source.discount), stored(3), note),
                                      same("cost", to_string(source.cost), stored(4), cost_note, remark),
                                      same("margin", to_string(margin), stored(5), cost_note)};
  if (!never_loaded) return results;
  for (auto& result : results)
    if (result.ok)
      result = {.name = result.name, .ok = false, .violations = 1, .detail = std::string(kNeverLoaded)};
  return results;
}

/// @param generated чи наповнив бази generate: ціни рядків чужих даних каталогу не зобов'язані.
Result<std::vector<CheckResult>> compare_facts(const Described& orders, const Described& catalog,
                                               const Described& warehouse, bool generated) {
  TM_ASSIGN(const bool empty, never_loaded(warehouse));
  TM_ASSIGN(auto products, read_products(catalog));
  FactComparison comparison(orders, catalog, warehouse, std::move(products), empty);
  TM_TRY(comparison.run());
  TM_ASSIGN(auto results, compare_totals(comparison.totals(), warehouse, empty));
  if (generated)
    for (auto& result : comparison.catalogue_results()) results.push_back(std::move(result));
  results.push_back(std::move(comparison).result());
  return results;
}

}  // namespace

std::vector<CheckGroup> fact_checks(const Subject& subject) {
  const Described& orders = subject.services.at("orders-db");
  const Described& catalog = subject.services.at("catalog-db");
  const Described& warehouse = subject.services.at("dwh-db");
  return {{"facts", [&orders, &catalog, &warehouse, generated = subject.world.has_value()] {
             return compare_facts(orders, catalog, warehouse, generated);
           }}};
}

}  // namespace techmarket::ops
