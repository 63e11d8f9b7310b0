#pragma once
// Псування для verify: запис одного і запити, що вибирають жертву. Самі псування — у damages_services.h і
// damages_warehouse.h, прогони — у damage_test.cc.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace techmarket::ops::testing {

inline constexpr std::string_view kNobody = "ffffffff-ffff-4fff-8fff-ffffffffffff";

struct Damage {
  std::string run;  ///< прогін, до якого належить
  std::string victim;  ///< запит: перше поле — {0}, друге — {1}; «dwh:» — у сховищі
  std::string sql;     ///< саме псування; «dwh:» — у сховищі
  std::string check;   ///< частина імені перевірки
  std::string detail;  ///< частина її пояснення
};

inline std::string order(std::string_view status, int offset) {
  return fmt::format(
      "SELECT o.id, (SELECT MIN(i.id) FROM orders_db.order_items i WHERE i.order_id = o.id) FROM "
      "orders_db.orders o "
      "WHERE o.status = '{}' ORDER BY o.id LIMIT 1 OFFSET {}",
      status, offset);
}

/// Рядок проданого замовлення: {0} — його id, {1} — замовлення.
inline std::string item(int offset) {
  return fmt::format(
      "SELECT i.id, i.order_id FROM orders_db.order_items i JOIN orders_db.orders o ON o.id = i.order_id "
      "WHERE "
      "o.status = 'delivered' AND i.quantity = 1 ORDER BY i.id LIMIT 1 OFFSET {}",
      offset);
}

/// Рядок, проданий тоді, коли товар коштував інакше.
inline std::string costed_otherwise() {
  return "SELECT i.id FROM orders_db.order_items i JOIN orders_db.orders o ON o.id = i.order_id JOIN "
         "catalog_db.products p ON p.id = i.product_id WHERE o.status = 'delivered' AND i.quantity > 1 AND "
         "i.unit_cost <> p.cost ORDER BY i.id LIMIT 1";
}

inline std::string row(std::string_view table, int offset, std::string_view columns = "id") {
  return fmt::format("SELECT {} FROM {} ORDER BY id LIMIT 1 OFFSET {}", columns, table, offset);
}

inline std::string payment(int offset) {
  return row("payments_db.payments", offset, "id, order_id");
}

inline std::string customer_account(int offset) {
  return fmt::format(
      "SELECT u.id, u.customer_id FROM auth_db.auth_users u WHERE u.customer_id IS NOT NULL AND u.status = "
      "'active' "
      "AND u.id NOT IN (SELECT user_id FROM auth_db.auth_tokens) ORDER BY u.id LIMIT 1 OFFSET {}",
      offset);
}

inline std::string employee_account(bool manager, int offset) {
  return fmt::format(
      "SELECT u.id, u.employee_id FROM auth_db.auth_users u JOIN orders_db.employees e ON e.id = "
      "u.employee_id WHERE "
      "e.is_manager = {} ORDER BY u.id LIMIT 1 OFFSET {}",
      manager ? 1 : 0, offset);
}

inline std::string fact(int offset) {
  return fmt::format(
      "dwh:SELECT order_item_id, order_id FROM fact_sales ORDER BY order_item_id LIMIT 1 OFFSET {}", offset);
}

inline std::string set_fact(std::string_view change) {
  return fmt::format("dwh:UPDATE fact_sales SET {} WHERE order_item_id = '{{0}}'", change);
}

inline std::string member(std::string_view dimension, std::string_view natural, std::string_view surrogate,
                          int offset) {
  return fmt::format("dwh:SELECT {0}, {1} FROM {2} ORDER BY {0} LIMIT 1 OFFSET {3}", natural, surrogate,
                     dimension, offset);
}

/// Вигаданий член: копія чинного з ідентифікатором, якого немає ні в якому джерелі, разом із часом запуску.
inline std::string invent(std::string_view dimension, std::string_view natural, std::string_view surrogate,
                          std::string others, std::string selected = {}) {
  if (selected.empty()) selected = others;
  return fmt::format(
      "dwh:INSERT INTO {0} ({1}, {2}, {3}, updated_at) SELECT (SELECT max({1}) + 1 FROM {0}), '{4}', {5}, "
      "updated_at "
      "FROM {0} ORDER BY 1 LIMIT 1",
      dimension, surrogate, natural, others, kNobody, selected);
}

/// Перелік, до якого дописують.
class Damages {
 public:
  void operator()(std::string run, std::string victim, std::string sql, std::string check,
                  std::string detail) {
    all_.push_back({std::move(run), std::move(victim), std::move(sql), std::move(check), std::move(detail)});
  }
  const std::vector<Damage>& all() const { return all_; }

 private:
  std::vector<Damage> all_;
};

}  // namespace techmarket::ops::testing
