// Зіпсоване й знайдене: по одному псуванню на кожен рід помилки в усіх таблицях п'яти баз. Псування, що не
// заважають одне одному, йдуть одним прогоном verify; кожне має бути назване своєю перевіркою.

#include <gmock/gmock.h>

#include <map>

#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/verify.h"
#include "support/world_stand.h"
#include "warehouse/run.h"

namespace techmarket::ops {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kNobody = "ffffffff-ffff-4fff-8fff-ffffffffffff";

struct Damage {
  std::string run;  ///< прогін, до якого належить
  std::string victim;  ///< запит: перше поле — {0}, друге — {1}; «dwh:» — у сховищі
  std::string sql;     ///< саме псування; «dwh:» — у сховищі
  std::string check;   ///< частина імені перевірки
  std::string detail;  ///< частина її пояснення
};

std::string order(std::string_view status, int offset) {
  return fmt::format(
      "SELECT o.id, (SELECT MIN(i.id) FROM orders_db.order_items i WHERE i.order_id = o.id) FROM "
      "orders_db.orders o "
      "WHERE o.status = '{}' ORDER BY o.id LIMIT 1 OFFSET {}",
      status, offset);
}

/// Рядок проданого замовлення: {0} — його id, {1} — замовлення.
std::string item(int offset) {
  return fmt::format(
      "SELECT i.id, i.order_id FROM orders_db.order_items i JOIN orders_db.orders o ON o.id = i.order_id "
      "WHERE "
      "o.status = 'delivered' AND i.quantity = 1 ORDER BY i.id LIMIT 1 OFFSET {}",
      offset);
}

std::string row(std::string_view table, int offset, std::string_view columns = "id") {
  return fmt::format("SELECT {} FROM {} ORDER BY id LIMIT 1 OFFSET {}", columns, table, offset);
}

std::string payment(int offset) {
  return row("payments_db.payments", offset, "id, order_id");
}

std::string customer_account(int offset) {
  return fmt::format(
      "SELECT u.id, u.customer_id FROM auth_db.auth_users u WHERE u.customer_id IS NOT NULL AND u.status = "
      "'active' "
      "AND u.id NOT IN (SELECT user_id FROM auth_db.auth_tokens) ORDER BY u.id LIMIT 1 OFFSET {}",
      offset);
}

std::string employee_account(bool manager, int offset) {
  return fmt::format(
      "SELECT u.id, u.employee_id FROM auth_db.auth_users u JOIN orders_db.employees e ON e.id = "
      "u.employee_id WHERE "
      "e.is_manager = {} ORDER BY u.id LIMIT 1 OFFSET {}",
      manager ? 1 : 0, offset);
}

std::string fact(int offset) {
  return fmt::format(
      "dwh:SELECT order_item_id, order_id FROM fact_sales ORDER BY order_item_id LIMIT 1 OFFSET {}", offset);
}

std::string set_fact(std::string_view change) {
  return fmt::format("dwh:UPDATE fact_sales SET {} WHERE order_item_id = '{{0}}'", change);
}

std::string member(std::string_view dimension, std::string_view natural, std::string_view surrogate,
                   int offset) {
  return fmt::format("dwh:SELECT {0}, {1} FROM {2} ORDER BY {0} LIMIT 1 OFFSET {3}", natural, surrogate,
                     dimension, offset);
}

/// Вигаданий член: копія чинного з ідентифікатором, якого немає ні в якому джерелі, разом із часом запуску.
std::string invent(std::string_view dimension, std::string_view natural, std::string_view surrogate,
                   std::string_view others) {
  return fmt::format(
      "dwh:INSERT INTO {0} ({1}, {2}, {3}, updated_at) SELECT (SELECT max({1}) + 1 FROM {0}), '{4}', {3}, "
      "updated_at "
      "FROM {0} ORDER BY 1 LIMIT 1",
      dimension, surrogate, natural, others, kNobody);
}

std::vector<Damage> all_damages() {
  const std::string nobody(kNobody);
  std::vector<Damage> all;
  const auto add = [&](std::string run, std::string victim, std::string sql, std::string check,
                       std::string detail) {
    all.push_back({std::move(run), std::move(victim), std::move(sql), std::move(check), std::move(detail)});
  };

  // ---- каталог
  add("catalog", row("catalog_db.products", 0), "UPDATE catalog_db.products SET price = 0 WHERE id = '{0}'",
      "catalog_db.products keeps", "products id {0}: price > 0 does not hold: price = '0.00'");
  add("catalog", row("catalog_db.products", 1),
      "UPDATE catalog_db.products SET name = 'Інша назва' WHERE id = '{0}'",
      "dim_product = catalog_db.products", "products id {0}: name is 'Інша назва'");
  add("catalog", row("catalog_db.products", 2), "UPDATE catalog_db.products SET sku = 'X-1' WHERE id = '{0}'",
      "dim_product = catalog_db.products", "products id {0}: sku is 'X-1'");
  add("catalog", row("catalog_db.products", 3),
      "UPDATE catalog_db.products SET category_id = (SELECT id FROM catalog_db.categories c WHERE c.id <> "
      "category_id "
      "ORDER BY c.id LIMIT 1) WHERE id = '{0}'",
      "dim_product = catalog_db.products", "products id {0}: category_id is");
  add("catalog", row("catalog_db.products", 4),
      "UPDATE catalog_db.products SET updated_at = '2090-01-01' WHERE id = '{0}'",
      "catalog_db.products times", "products id {0}: updated_at is outside");
  add("catalog", row("catalog_db.products", 5),
      "UPDATE catalog_db.products SET updated_at = created_at - INTERVAL 1 SECOND WHERE id = '{0}'",
      "products.updated_at ≥ created_at", "products id {0}: updated_at < created_at");
  add("catalog", row("catalog_db.products", 6),
      "SET sql_mode = ''; UPDATE catalog_db.products SET status = '' WHERE id = '{0}'",
      "products.status is one of", "products id {0}: status is not one of product_status");
  add("catalog", row("catalog_db.products", 7),
      "UPDATE catalog_db.products SET category_id = '" + nobody + "' WHERE id = '{0}'",
      "products.category_id → catalog_db.categories.id", "category_id '" + nobody + "'");
  add("catalog", row("catalog_db.categories", 0),
      "UPDATE catalog_db.categories SET parent_category_id = id WHERE id = '{0}'",
      "categories.parent_category_id makes no cycle",
      "categories id {0}: parent_category_id is the row itself");
  add("catalog", row("catalog_db.categories", 1),
      "UPDATE catalog_db.categories SET parent_category_id = '" + nobody + "' WHERE id = '{0}'",
      "categories.parent_category_id → catalog_db.categories.id", "parent_category_id '" + nobody + "'");
  add("catalog", row("catalog_db.categories", 2),
      "UPDATE catalog_db.categories SET name = 'Інша' WHERE id = '{0}'",
      "dim_category = catalog_db.categories", "categories id {0}: name is 'Інша'");
  add("costs", "SELECT product_id FROM orders_db.order_items GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1",
      "UPDATE catalog_db.products SET cost = cost + 0.01 WHERE id = '{0}'", "facts.cost", "source ");
  add("costs", "SELECT product_id FROM orders_db.order_items GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1",
      "UPDATE catalog_db.products SET price = price + 0.01 WHERE id = '{0}'",
      "order_items.unit_price = catalog_db.products.price", "product '{0}' costs");
  add("costs",
      "SELECT product_id FROM orders_db.order_items GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1 OFFSET 1",
      "UPDATE catalog_db.products SET cost = -1 WHERE id = '{0}'", "catalog_db.products keeps",
      "products id {0}: cost >= 0 does not hold: cost = '-1.00'");
  add("costs", "SELECT product_id FROM orders_db.order_items GROUP BY 1 ORDER BY COUNT(*) LIMIT 1",
      "DELETE FROM catalog_db.products WHERE id = '{0}'", "order_items.product_id → catalog_db.products.id",
      "product_id '{0}'");
  add("costs", "SELECT product_id FROM orders_db.order_items GROUP BY 1 ORDER BY COUNT(*) LIMIT 1 OFFSET 1",
      "UPDATE catalog_db.products SET created_at = '2026-11-21', updated_at = '2026-11-21' WHERE id = '{0}'",
      "orders.order_date ≥ catalog_db.products.created_at",
      "product '{0}' is in the catalogue since 2026-11-21");
  add("costs",
      "SELECT a.id, b.id FROM catalog_db.categories a JOIN catalog_db.categories b ON b.parent_category_id = "
      "a.id WHERE "
      "a.parent_category_id IS NULL ORDER BY a.id, b.id LIMIT 1",
      "UPDATE catalog_db.categories SET parent_category_id = '{1}' WHERE id = '{0}'",
      "categories.parent_category_id makes no cycle",
      "categories id {0}: parent_category_id {1} leads into a cycle");

  // ---- замовлення
  add("orders", order("delivered", 0),
      "UPDATE orders_db.orders SET total_amount = total_amount + 0.01 WHERE id = '{0}'",
      "orders.total_amount = Σ order_items", "order {0}: total_amount");
  add("orders", order("new", 0), "DELETE FROM orders_db.order_items WHERE order_id = '{0}'",
      "orders.total_amount = Σ order_items", "order {0} has no items");
  add("orders", order("delivered", 1), "UPDATE orders_db.orders SET status = 'cancelled' WHERE id = '{0}'",
      "payments.amount = orders_db.orders.total_amount", "order {0} is cancelled, but has a payment");
  add("orders", order("cancelled", 0), "UPDATE orders_db.orders SET status = 'delivered' WHERE id = '{0}'",
      "payments.amount = orders_db.orders.total_amount", "order {0} is delivered, but has no payment");
  add("orders", order("delivered", 2),
      "UPDATE orders_db.orders o JOIN orders_db.customers c ON c.id = o.customer_id SET o.order_date = "
      "c.created_at - "
      "INTERVAL 1 SECOND, o.created_at = c.created_at - INTERVAL 1 SECOND WHERE o.id = '{0}'",
      "orders.order_date ≥ orders_db.customers.created_at", "order {0} of");
  add("orders", order("delivered", 3),
      "UPDATE orders_db.orders SET created_at = created_at + INTERVAL 1 SECOND WHERE id = '{0}'",
      "orders.created_at = order_date", "orders id {0}: created_at ≠ order_date");
  add("orders", order("delivered", 4),
      "UPDATE orders_db.orders SET updated_at = created_at - INTERVAL 1 SECOND WHERE id = '{0}'",
      "orders.updated_at ≥ created_at", "orders id {0}: updated_at < created_at");
  add("orders", order("cancelled", 1),
      "UPDATE orders_db.orders SET order_date = '2150-01-01' WHERE id = '{0}'", "dim_date covers the orders",
      "order {0} of 2150-01-01 00:00:00 is outside");
  add("orders", order("cancelled", 2),
      "UPDATE orders_db.orders SET order_date = '2036-01-01' WHERE id = '{0}'", "orders_db.orders times",
      "orders id {0}: order_date is outside");
  add("orders", order("cancelled", 3),
      "UPDATE orders_db.orders SET customer_id = '" + nobody + "' WHERE id = '{0}'",
      "orders.customer_id → orders_db.customers.id", "customer_id '" + nobody + "'");
  add("orders", order("delivered", 5),
      "UPDATE orders_db.orders SET employee_id = (SELECT id FROM orders_db.employees e WHERE e.id <> "
      "employee_id ORDER "
      "BY e.id LIMIT 1) WHERE id = '{0}'",
      "facts.rows", "item '{1}': employee_id is");
  add("orders", order("delivered", 6),
      "UPDATE orders_db.orders SET region_id = (SELECT id FROM orders_db.regions r WHERE r.id <> region_id "
      "ORDER BY r.id "
      "LIMIT 1) WHERE id = '{0}'",
      "facts.rows", "item '{1}': region_id is");
  add("orders", order("delivered", 7),
      "SET sql_mode = ''; UPDATE orders_db.orders SET order_date = '0000-00-00' WHERE id = '{0}'",
      "orders_db.orders times",
      "orders id {0}: order_date is outside 2021-11-22 … 2026-11-22: order_date = '0000");
  add("swapped",
      "SELECT i.id, j.id FROM orders_db.order_items i JOIN orders_db.order_items j ON j.order_id = "
      "i.order_id AND "
      "j.product_id > i.product_id JOIN orders_db.orders o ON o.id = i.order_id WHERE o.status = 'delivered' "
      "ORDER BY "
      "i.id, j.id LIMIT 1",
      "UPDATE orders_db.order_items i JOIN (SELECT a.id, b.product_id FROM orders_db.order_items a JOIN "
      "orders_db.order_items b ON (a.id, b.id) IN (('{0}', '{1}'), ('{1}', '{0}'))) n ON n.id = i.id SET "
      "i.product_id = "
      "n.product_id",
      "facts.rows", "item '{0}': product_id is");
  add("swapped",
      "SELECT a.id, b.id FROM payments_db.payments a JOIN payments_db.payments b ON b.amount > a.amount "
      "ORDER BY a.id, "
      "b.id LIMIT 1",
      "UPDATE payments_db.payments p JOIN (SELECT a.id, b.order_id FROM payments_db.payments a JOIN "
      "payments_db.payments "
      "b ON (a.id, b.id) IN (('{0}', '{1}'), ('{1}', '{0}'))) n ON n.id = p.id SET p.order_id = n.order_id",
      "payments.amount = orders_db.orders.total_amount", "paid");
  add("swapped",
      "SELECT a.id, b.id FROM orders_db.customers a JOIN orders_db.customers b ON b.id > a.id ORDER BY a.id, "
      "b.id LIMIT 1",
      "UPDATE orders_db.customers c JOIN (SELECT a.id, b.email FROM orders_db.customers a JOIN "
      "orders_db.customers b ON "
      "(a.id, b.id) IN (('{0}', '{1}'), ('{1}', '{0}'))) n ON n.id = c.id SET c.email = CONCAT('_', "
      "n.email); UPDATE "
      "orders_db.customers SET email = SUBSTR(email, 2) WHERE id IN ('{0}', '{1}')",
      "auth_users.email = orders_db.customers.email", "customers id {0} has");

  // ---- рядки замовлень
  add("items", item(0), "UPDATE orders_db.order_items SET quantity = 0 WHERE id = '{0}'", "order_items keeps",
      "order_items id {0}: quantity > 0 does not hold: quantity = '0'");
  add("items", item(1), "UPDATE orders_db.order_items SET quantity = -2 WHERE id = '{0}'",
      "order_items keeps", "order_items id {0}: quantity > 0 does not hold: quantity = '-2'");
  add("items", item(2), "UPDATE orders_db.order_items SET unit_price = -1 WHERE id = '{0}'",
      "order_items keeps", "order_items id {0}: unit_price >= 0 does not hold");
  add("items", item(3), "UPDATE orders_db.order_items SET discount = -0.01 WHERE id = '{0}'",
      "order_items keeps", "order_items id {0}: discount >= 0 does not hold");
  add("items", item(4),
      "UPDATE orders_db.order_items SET discount = unit_price * quantity + 1 WHERE id = '{0}'",
      "order_items.discount ≤", "order_items id {0}: discount > unit_price × quantity");
  add("items2", item(5), "UPDATE orders_db.order_items SET unit_price = unit_price + 0.01 WHERE id = '{0}'",
      "facts.rows", "item '{0}': revenue is");
  add("items2", item(6), "UPDATE orders_db.order_items SET discount = discount + 0.01 WHERE id = '{0}'",
      "facts.rows", "item '{0}': discount_amount is");
  add("items2", item(7), "UPDATE orders_db.order_items SET quantity = quantity + 1 WHERE id = '{0}'",
      "facts.rows", "item '{0}': quantity is");
  add("items2", item(8), "UPDATE orders_db.order_items SET product_id = '" + nobody + "' WHERE id = '{0}'",
      "order_items.product_id → catalog_db.products.id", "product_id '" + nobody + "' in 1 row");
  add("items2", item(9),
      "INSERT INTO orders_db.order_items SELECT '" + nobody +
          "', order_id, product_id, quantity, unit_price, discount "
          "FROM orders_db.order_items WHERE id = '{0}'",
      "facts.rows", "sold order item '" + nobody + "' is not in fact_sales");
  add("items2", item(10), "DELETE FROM orders_db.order_items WHERE id = '{0}'", "facts.rows",
      "fact '{0}' has no sold order item");
  add("items2", item(11), "UPDATE orders_db.order_items SET order_id = '" + nobody + "' WHERE id = '{0}'",
      "order_items.order_id → orders_db.orders.id", "order_id '" + nobody + "'");
  add("items2", item(12), "UPDATE orders_db.order_items SET id = 'not-a-uuid' WHERE id = '{0}'",
      "order_items keeps", "order_items id not-a-uuid: id is not a UUID");

  // ---- оплати
  const std::string paid = "payments.amount = orders_db.orders.total_amount";
  add("payments", payment(0), "UPDATE payments_db.payments SET amount = amount - 0.01 WHERE id = '{0}'", paid,
      "order {1}: total_amount");
  add("payments", payment(1), "UPDATE payments_db.payments SET amount = 0 WHERE id = '{0}'",
      "payments.amount > 0", "payments id {0}: amount ≤ 0");
  add("payments", payment(2), "DELETE FROM payments_db.payments WHERE id = '{0}'", paid, "order {1} is");
  add("payments", payment(3),
      "INSERT INTO payments_db.payments SELECT '" + nobody +
          "', order_id, method, paid_at, amount FROM "
          "payments_db.payments WHERE id = '{0}'",
      paid, "order {1} has 2 payments");
  add("payments", payment(4), "UPDATE payments_db.payments SET order_id = '" + nobody + "' WHERE id = '{0}'",
      "payments.order_id → orders_db.orders.id", "order_id '" + nobody + "'");
  add("payments", payment(5), "UPDATE payments_db.payments SET paid_at = '2023-01-01' WHERE id = '{0}'",
      "payments.paid_at ≥ orders_db.orders.order_date", "payments id '{0}'");
  add("payments", payment(6),
      "UPDATE payments_db.payments SET paid_at = '2026-11-21 23:59:59' WHERE id = '{0}'",
      "payments.paid_at ≤ orders_db.orders.updated_at", "payments id '{0}'");
  add("payments", payment(7),
      "SET sql_mode = ''; UPDATE payments_db.payments SET method = 'barter' WHERE id = '{0}'",
      "payments.method is one of", "payments id {0}: method is not one of payment_method");
  add("payments", payment(8), "UPDATE payments_db.payments SET paid_at = '1970-01-01' WHERE id = '{0}'",
      "payments_db.payments times", "payments id {0}: paid_at is outside");
  add("payments", order("cancelled", 0),
      "INSERT INTO payments_db.payments VALUES ('eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee', '{0}', 'card', "
      "'2026-11-21', 5)",
      paid, "order {0} is cancelled, but has a payment of '5.00'");

  // ---- люди
  const auto customer = [](int offset) { return row("orders_db.customers", offset, "id, email"); };
  add("people", customer(0), "UPDATE orders_db.customers SET phone = '0501112233' WHERE id = '{0}'",
      "customers.phone is", "customers id {0}: phone is not");
  add("people", customer(1), "UPDATE orders_db.customers SET first_name = 'Хтось' WHERE id = '{0}'",
      "dim_customer = orders_db.customers", "customers id {0}: first_name is 'Хтось'");
  add("people", customer(2),
      "UPDATE orders_db.customers SET region_id = (SELECT id FROM orders_db.regions r WHERE r.id <> "
      "region_id ORDER BY "
      "r.id LIMIT 1) WHERE id = '{0}'",
      "dim_customer = orders_db.customers", "customers id {0}: region_id is");
  add("people", customer(3), "UPDATE orders_db.customers SET email = 'nobody' WHERE id = '{0}'",
      "customers.email is an address", "customers id {0}: email is not an address: email = 'nobody'");
  add("people", customer(4),
      "UPDATE orders_db.customers SET created_at = created_at - INTERVAL 1 DAY WHERE id = '{0}'",
      "auth_users.created_at = orders_db.customers.created_at", "customers id {0} is here since");
  add("people", customer(5),
      "UPDATE orders_db.customers SET updated_at = created_at - INTERVAL 1 SECOND WHERE id = '{0}'",
      "customers.updated_at ≥ created_at", "customers id {0}");
  add("people", customer(6), "DELETE FROM orders_db.customers WHERE id = '{0}'",
      "auth_users.customer_id → orders_db.customers.id", "customer_id '{0}'");
  add("people", customer(7),
      "INSERT INTO orders_db.customers SELECT '" + nobody +
          "', first_name, last_name, 'new@example.com', phone, region_id, "
          "created_at, updated_at FROM orders_db.customers WHERE id = '{0}'",
      "customers have accounts", "customers id " + nobody + " has no account");
  add("people", customer(8), "UPDATE orders_db.customers SET region_id = '" + nobody + "' WHERE id = '{0}'",
      "customers.region_id → orders_db.regions.id", "region_id '" + nobody + "'");
  add("people", employee_account(false, 0), "UPDATE orders_db.employees SET is_manager = 1 WHERE id = '{1}'",
      "BI_VIEWER = orders_db.employees.is_manager", "employees id {1} is a manager");
  add("people", "SELECT employee_id FROM orders_db.orders GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1",
      "UPDATE orders_db.employees SET hired_at = '2026-11-21' WHERE id = '{0}'",
      "orders.order_date ≥ orders_db.employees.hired_at", "its employee was hired on 2026-11-21");
  add("people", row("orders_db.employees", 1),
      "UPDATE orders_db.employees SET last_name = 'Інший' WHERE id = '{0}'",
      "dim_employee = orders_db.employees", "employees id {0}: last_name is 'Інший'");
  add("people", row("orders_db.regions", 0), "UPDATE orders_db.regions SET code = 'PL-14' WHERE id = '{0}'",
      "regions.code is", "regions id {0}: code is not of ISO 3166-2:UA: code = 'PL-14'");
  add("people", row("orders_db.regions", 1), "UPDATE orders_db.regions SET name = 'Інша' WHERE id = '{0}'",
      "dim_region = orders_db.regions", "regions id {0}: name is 'Інша'");

  // ---- облікові записи
  const std::string roles = "auth_users have the roles";
  const auto role = [](std::string_view name) {
    return fmt::format("(SELECT id FROM auth_db.roles WHERE name = '{}')", name);
  };
  add("accounts", customer_account(0),
      "INSERT INTO auth_db.auth_users SELECT '" + nobody +
          "', 'second@example.com', status, customer_id, NULL, "
          "created_at, updated_at FROM auth_db.auth_users WHERE id = '{0}'",
      "auth_users.customer_id has one account", "customer_id {1} has 2 accounts: auth_users id ");
  add("accounts", employee_account(false, 0),
      "INSERT INTO auth_db.auth_users SELECT 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee', 'third@example.com', "
      "status, NULL, "
      "employee_id, created_at, updated_at FROM auth_db.auth_users WHERE id = '{0}'",
      "auth_users.employee_id has one account", "employee_id {1} has 2 accounts");
  add("accounts", customer_account(1), "UPDATE auth_db.auth_users SET customer_id = NULL WHERE id = '{0}'",
      roles, "auth_users id {0} (");
  add("accounts", customer_account(2),
      "UPDATE auth_db.auth_users SET employee_id = (SELECT MIN(id) FROM orders_db.employees) WHERE id = "
      "'{0}'",
      roles, "is of customer {1} and of employee");
  add("accounts", customer_account(3), "INSERT INTO auth_db.user_roles VALUES ('{0}', " + role("ADMIN") + ")",
      roles, "a customer, has the roles ADMIN CUSTOMER");
  add("accounts", customer_account(4),
      "UPDATE auth_db.user_roles SET role_id = " + role("SALES") + " WHERE user_id = '{0}'", roles,
      "a customer, has the roles SALES");
  add("accounts", employee_account(false, 1),
      "UPDATE auth_db.user_roles SET role_id = " + role("CUSTOMER") + " WHERE user_id = '{0}'", roles,
      "an employee, has the roles CUSTOMER");
  add("accounts", customer_account(5), "DELETE FROM auth_db.user_roles WHERE user_id = '{0}'", roles,
      "has no role");
  add("accounts", employee_account(true, 0),
      "DELETE FROM auth_db.user_roles WHERE user_id = '{0}' AND role_id = " + role("BI_VIEWER"),
      "BI_VIEWER = orders_db.employees.is_manager", "auth_users id {0}: has not BI_VIEWER");
  add("accounts", customer_account(6),
      "UPDATE auth_db.auth_users SET email = 'other@example.com' WHERE id = '{0}'",
      "auth_users.email = orders_db.customers.email", "auth_users id {0}: email 'other@example.com'");
  add("accounts", customer_account(7), "UPDATE auth_db.auth_users SET email = 'a b' WHERE id = '{0}'",
      "auth_users.email is an address", "auth_users id {0}: email is not an address");
  add("accounts", customer_account(8),
      "SET sql_mode = ''; UPDATE auth_db.auth_users SET status = 'x' WHERE id = '{0}'",
      "auth_users.status is one of", "auth_users id {0}: status is not one of user_status");
  add("accounts", customer_account(9),
      "UPDATE auth_db.auth_users SET created_at = created_at - INTERVAL 2 DAY WHERE id = '{0}'",
      "auth_users.created_at = orders_db.customers.created_at", "auth_users id {0}: created on");
  add("accounts", customer_account(10), "DELETE FROM auth_db.auth_users WHERE id = '{0}'",
      "customers have accounts", "customers id {1} has no account");
  add("accounts", customer_account(11),
      "UPDATE auth_db.auth_users SET customer_id = '" + nobody + "' WHERE id = '{0}'",
      "auth_users.customer_id → orders_db.customers.id", "customer_id '" + nobody + "'");

  // ---- паролі й сеанси
  const std::string phc = "password_hash is a PHC string";
  add("secrets", row("auth_db.auth_credentials", 0),
      "UPDATE auth_db.auth_credentials SET password_hash = 'Summer2026' WHERE id = '{0}'", phc,
      "auth_credentials id {0}: password_hash is not");
  add("secrets", row("auth_db.auth_credentials", 1),
      "UPDATE auth_db.auth_credentials SET password_hash = "
      "'$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW' WHERE id = '{0}'",
      phc, "auth_credentials id {0}: password_hash is not");
  add("secrets", row("auth_db.auth_credentials", 2),
      "UPDATE auth_db.auth_credentials SET password_hash = LEFT(password_hash, CHAR_LENGTH(password_hash) - "
      "1) WHERE id = '{0}'",
      phc, "auth_credentials id {0}: password_hash is not");
  add("secrets", row("auth_db.auth_credentials", 3),
      "UPDATE auth_db.auth_credentials SET password_hash = REPLACE(password_hash, 'm=8', 'm=7') WHERE id = "
      "'{0}'",
      phc, "auth_credentials id {0}: password_hash is not");
  add("secrets", row("auth_db.auth_credentials", 4),
      "UPDATE auth_db.auth_credentials SET algo = 'bcrypt' WHERE id = '{0}'", phc,
      "auth_credentials id {0}: the hash is of argon2id, but algo says otherwise");
  add("secrets", row("auth_db.auth_credentials", 5, "id, user_id"),
      "UPDATE auth_db.auth_credentials SET password_hash = (SELECT password_hash FROM (SELECT password_hash "
      "FROM "
      "auth_db.auth_credentials ORDER BY id LIMIT 1 OFFSET 6) other) WHERE id = '{0}'",
      "salts are unique", "{1}");
  add("secrets", row("auth_db.auth_credentials", 7, "id, user_id"),
      "DELETE FROM auth_db.auth_credentials WHERE id = '{0}'", "auth_users has one credential",
      "auth_users id {1} has 0 credentials");
  add("secrets", row("auth_db.auth_credentials", 8),
      "UPDATE auth_db.auth_credentials SET password_updated_at = updated_at + INTERVAL 1 SECOND WHERE id = "
      "'{0}'",
      "updated_at ≥ password_updated_at", "auth_credentials id {0}");
  const auto token = [](int offset) {
    return fmt::format(
        "SELECT t.id, t.user_id FROM auth_db.auth_tokens t JOIN auth_db.auth_users u ON u.id = t.user_id "
        "WHERE "
        "u.customer_id IS NOT NULL AND u.status = 'active' AND NOT t.revoked ORDER BY t.id LIMIT 1 OFFSET {}",
        offset);
  };
  add("secrets", token(0), "UPDATE auth_db.auth_tokens SET token_hash = UPPER(token_hash) WHERE id = '{0}'",
      "token_hash is a SHA-256", "auth_tokens id {0}: token_hash is not");
  add("secrets", token(1), "UPDATE auth_db.auth_tokens SET token_hash = 'abc' WHERE id = '{0}'",
      "token_hash is a SHA-256", "auth_tokens id {0}: token_hash is not");
  add("secrets", token(2), "UPDATE auth_db.auth_tokens SET expires_at = issued_at WHERE id = '{0}'",
      "issued_at < expires_at", "auth_tokens id {0}: issued_at ≥ expires_at");
  add("secrets", token(3),
      "UPDATE auth_db.auth_tokens SET last_used_at = expires_at + INTERVAL 1 SECOND WHERE id = '{0}'",
      "last_used_at is within", "auth_tokens id {0}: last_used_at is outside");
  add("secrets", token(4), "UPDATE auth_db.auth_tokens SET ip = '999.1.1.1' WHERE id = '{0}'",
      "ip is an address", "auth_tokens id {0}: ip is not an address: ip = '999.1.1.1'");
  add("secrets", token(5), "UPDATE auth_db.auth_tokens SET scopes = 'admin' WHERE id = '{0}'",
      "auth_tokens fit their account", "auth_tokens id {0} of user_id {1}: has the scope admin");
  add("secrets", token(6), "UPDATE auth_db.auth_users SET status = 'blocked' WHERE id = '{1}'",
      "auth_tokens fit their account",
      "auth_tokens id {0} of user_id {1}: not revoked, but the account is not active");
  add("secrets", token(7), "UPDATE auth_db.auth_tokens SET issued_at = '2021-12-01' WHERE id = '{0}'",
      "auth_tokens fit their account",
      "auth_tokens id {0} of user_id {1}: issued before the account was created");
  add("secrets", token(8), "UPDATE auth_db.auth_tokens SET user_id = '" + nobody + "' WHERE id = '{0}'",
      "auth_tokens.user_id → auth_db.auth_users.id", "user_id '" + nobody + "'");
  add("secrets", token(9),
      "UPDATE auth_db.auth_credentials SET password_updated_at = '2026-11-21 23:00:00', updated_at = "
      "'2026-11-21 23:00:00' "
      "WHERE user_id = '{1}'",
      "auth_tokens fit their account",
      "auth_tokens id {0} of user_id {1}: not revoked, but older than the password");
  add("roles", "SELECT id FROM auth_db.roles WHERE name = 'BI_VIEWER'",
      "DELETE FROM auth_db.roles WHERE id = '{0}'", "user_roles.role_id → auth_db.roles.id", "role_id '{0}'");
  add("roles", "SELECT 1", "DELETE FROM payments_db.payments", "tables have their rows",
      "payments_db.payments: 0 rows, the loaded world has");

  // ---- факти
  const std::string facts = "facts.rows", fact_is = "item '{0}': ";
  add("facts", fact(0), "dwh:DELETE FROM fact_sales WHERE order_item_id = '{0}'", facts,
      "sold order item '{0}' is not in fact_sales");
  add("facts", fact(1),
      "dwh:INSERT INTO fact_sales SELECT order_id, '" + nobody +
          "', date_key, product_key, customer_key, employee_key, "
          "region_key, quantity, revenue, discount_amount, cost, margin FROM fact_sales WHERE order_item_id "
          "= '{0}'",
      facts, "fact '" + nobody + "' has no sold order item");
  add("facts", fact(2), set_fact("revenue = revenue + 0.01"), facts, fact_is + "revenue is");
  add("facts", fact(3), set_fact("discount_amount = discount_amount + 0.01"), facts,
      fact_is + "discount_amount is");
  add("facts", fact(4), set_fact("cost = cost + 0.01"), facts, fact_is + "cost is");
  add("facts", fact(5), set_fact("margin = margin - 0.01"),
      "fact_sales.margin =", "fact_sales order_item_id {0}: margin ≠");
  add("facts", fact(6), set_fact("quantity = quantity + 1"), facts, fact_is + "quantity is");
  add("facts", fact(7), set_fact("date_key = (SELECT max(date_key) FROM dim_date)"), facts,
      fact_is + "date is");
  add("facts", fact(8),
      set_fact("product_key = (SELECT max(product_key) FROM dim_product p WHERE p.product_key <> "
               "fact_sales.product_key)"),
      facts, fact_is + "product_id is");
  add("facts", fact(9),
      set_fact("customer_key = (SELECT max(customer_key) FROM dim_customer c WHERE c.customer_key <> "
               "fact_sales.customer_key)"),
      facts, fact_is + "customer_id is");
  add("facts2", fact(10),
      set_fact("employee_key = (SELECT max(employee_key) FROM dim_employee e WHERE e.employee_key <> "
               "fact_sales.employee_key)"),
      facts, fact_is + "employee_id is");
  add("facts2", fact(11),
      set_fact("region_key = (SELECT max(region_key) FROM dim_region r WHERE r.region_key <> "
               "fact_sales.region_key)"),
      facts, fact_is + "region_id is");
  add("facts2", fact(12), set_fact("order_id = '" + nobody + "'"),
      "fact_sales.order_id → orders_db.orders.id", "order_id '" + nobody + "'");
  add("facts2", fact(13), set_fact("product_key = 9999"),
      "fact_sales.product_key → dwh_db.dim_product.product_key", "product_key 9999");
  add("facts2", fact(14),
      "dwh:ALTER TABLE fact_sales DROP CONSTRAINT fact_sales_pkey; INSERT INTO fact_sales SELECT * FROM "
      "fact_sales WHERE "
      "order_item_id = '{0}'",
      "fact_sales.order_item_id is unique", "order_item_id '{0}' in 2 rows");
  add("facts2", fact(15), "dwh:UPDATE etl.runs SET facts_loaded = facts_loaded + 7", "etl.runs tells",
      "facts, fact_sales has");

  // ---- виміри
  add("members", "SELECT 1", invent("dim_product", "product_id", "product_key", "name, sku, category_key"),
      "dim_product = catalog_db.products", "dim_product product_id '" + nobody + "' (product_key");
  add("members", "SELECT 1",
      invent("dim_customer", "customer_id", "customer_key", "first_name, last_name, email, region_key"),
      "dim_customer = orders_db.customers", "dim_customer customer_id '" + nobody + "' (customer_key");
  add("members", "SELECT 1",
      invent("dim_employee", "employee_id", "employee_key", "first_name, last_name, email, region_key"),
      "dim_employee = orders_db.employees", "dim_employee employee_id '" + nobody + "' (employee_key");
  add("members", "SELECT 1", invent("dim_region", "region_id", "region_key", "name, code"),
      "dim_region = orders_db.regions", "dim_region region_id '" + nobody + "' (region_key");
  add("members", "SELECT 1",
      invent("dim_category", "category_id", "category_key", "name, parent_category_key"),
      "dim_category = catalog_db.categories", "dim_category category_id '" + nobody + "' (category_key");
  add("members", member("dim_customer", "customer_id", "customer_key", 1),
      "dwh:UPDATE dim_customer SET email = 'stale@example.com' WHERE customer_id = '{0}'",
      "dim_customer = orders_db.customers", "customers id {0}: email is");
  add("members", member("dim_employee", "employee_id", "employee_key", 1),
      "dwh:UPDATE dim_employee SET first_name = 'Застаріле' WHERE employee_id = '{0}'",
      "dim_employee = orders_db.employees", "employees id {0}: first_name is");
  add("members", member("dim_product", "product_id", "product_key", 1),
      "dwh:UPDATE dim_product SET category_key = (SELECT max(category_key) FROM dim_category c WHERE "
      "c.category_key <> "
      "dim_product.category_key) WHERE product_id = '{0}'",
      "dim_product = catalog_db.products", "products id {0}: category_id is");
  add("members", member("dim_product", "product_id", "product_key", 2),
      "dwh:UPDATE dim_product SET updated_at = updated_at + interval '1 second' WHERE product_id = '{0}'",
      "dim_product rows were written by an ETL run", "dim_product product_id {0}: no succeeded run wrote it");
  add("members", member("dim_region", "region_id", "region_key", 1),
      "dwh:UPDATE dim_region SET code = 'UA-00' WHERE region_id = '{0}'", "dim_region = orders_db.regions",
      "regions id {0}: code is");
  add("members2", member("dim_customer", "customer_id", "customer_key", 2),
      "dwh:UPDATE dim_customer SET customer_id = '" + nobody + "' WHERE customer_id = '{0}'",
      "dim_customer = orders_db.customers", "customers id {0} is not in the warehouse");
  add("members2", member("dim_category", "category_id", "category_key", 0),
      "dwh:UPDATE dim_category SET parent_category_key = category_key WHERE category_id = '{0}'",
      "dim_category.parent_category_key makes no cycle",
      "dim_category category_key {1}: parent_category_key is the row itself");
  add("members2",
      "dwh:SELECT a.category_key, b.category_key FROM dim_category a JOIN dim_category b ON "
      "b.parent_category_key = "
      "a.category_key WHERE a.parent_category_key IS NULL ORDER BY 1, 2 LIMIT 1",
      "dwh:UPDATE dim_category SET parent_category_key = {1} WHERE category_key = {0}",
      "dim_category.parent_category_key makes no cycle",
      "dim_category category_key {0}: parent_category_key {1} leads into a cycle");
  add("members2",
      "dwh:SELECT a.product_id, b.product_id FROM dim_product a JOIN dim_product b ON b.product_id > "
      "a.product_id ORDER BY 1, 2 LIMIT 1",
      "dwh:UPDATE dim_product p SET product_key = p.product_key + 1000 WHERE product_id IN ('{0}', '{1}')",
      "fact_sales.product_key → dwh_db.dim_product.product_key", "product_key ");
  add("members2", "dwh:SELECT max(date), max(date) + 1 FROM dim_date",
      "dwh:INSERT INTO dim_date SELECT to_char(d, 'YYYYMMDD')::int, d, extract(year FROM d), extract(quarter "
      "FROM d), "
      "extract(month FROM d), extract(day FROM d), extract(isodow FROM d), extract(isodow FROM d) >= 6 FROM "
      "(SELECT "
      "date '{1}' AS d) days",
      "dim_date covers the orders", "{1} is a day too many");
  add("members2", "dwh:SELECT date '2041-05-05'",
      "dwh:INSERT INTO dim_date VALUES (20410505, '{0}', 2041, 2, 5, 5, 7, true)",
      "dim_date covers the orders", "{0} is a day too many");
  add("members2", "dwh:SELECT date, date_key FROM dim_date ORDER BY date LIMIT 1 OFFSET 100",
      "dwh:DELETE FROM dim_date WHERE date = '{0}'", "dim_date covers the orders", "{0} is not in dim_date");
  add("members2", "dwh:SELECT date, date_key FROM dim_date ORDER BY date LIMIT 1 OFFSET 200",
      "dwh:UPDATE dim_date SET is_weekend = NOT is_weekend WHERE date = '{0}'", "dim_date rows are right",
      "date_key {1}");
  add("members2", "dwh:SELECT date, date_key FROM dim_date ORDER BY date LIMIT 1 OFFSET 201",
      "dwh:UPDATE dim_date SET quarter = 5 - quarter WHERE date = '{0}'", "dim_date rows are right",
      "date_key {1}");
  add("members2", "SELECT 1", "dwh:UPDATE etl.runs SET source_watermark = '2020-01-01'", "etl.runs tells",
      "saw orders changed until 2020-01-01");
  add("members2", "SELECT 1", "dwh:UPDATE etl.runs SET finished_at = started_at - interval '1 hour'",
      "etl.runs.row is possible", "no run could have written this");
  add("journal", "SELECT 1", "dwh:DELETE FROM etl.runs", "etl.runs tells", "etl.runs has no succeeded run");
  add("journal", "SELECT 1", "UPDATE auth_db._techmarket_load SET digest = 'another'",
      "the databases hold one world", "belong to different worlds");

  // ---- схема
  const auto schema = [&](std::string service, std::string sql, std::string detail) {
    add("schema", "SELECT 1", std::move(sql), "schema of " + service, std::move(detail));
  };
  schema("orders-db", "ALTER TABLE orders_db.orders DROP INDEX idx_orders_date",
         "missing index orders.idx_orders_date");
  schema("catalog-db", "ALTER TABLE catalog_db.products DROP INDEX sku", "missing index products");
  schema("payments-db", "ALTER TABLE payments_db.payments MODIFY amount decimal(16,2) NOT NULL",
         "changed column payments.amount, type: DBML has decimal(14,2), the database has decimal(16,2)");
  schema("payments-db", "ALTER TABLE payments_db.payments MODIFY paid_at datetime NULL",
         "changed column payments.paid_at, null");
  schema("orders-db", "ALTER TABLE orders_db.orders ALTER total_amount SET DEFAULT 5",
         "changed column orders.total_amount, default");
  schema("orders-db", "ALTER TABLE orders_db.order_items MODIFY quantity int NOT NULL",
         "missing check order_items");
  schema("orders-db", "CREATE TABLE orders_db.orders_copy (id int)", "unexpected table orders_copy");
  schema("dwh-db", "dwh:DROP INDEX idx_fact_sales_date", "missing index fact_sales.idx_fact_sales_date");
  schema("dwh-db", "dwh:ALTER TABLE dim_product DROP CONSTRAINT dim_product_category_key_fkey",
         "missing ref dim_product");
  schema("dwh-db", "dwh:ALTER TABLE dim_employee DISABLE TRIGGER ALL", "dim_employee: ");
  schema("dwh-db", "dwh:ALTER TABLE dim_customer ALTER email TYPE text",
         "changed column dim_customer.email, type");
  schema("dwh-db", "dwh:ALTER TABLE dim_customer ALTER last_name DROP NOT NULL",
         "changed column dim_customer.last_name, null");
  add("schema", "SELECT MIN(email), MIN(id) FROM auth_db.auth_users WHERE customer_id IS NOT NULL",
      "ALTER TABLE auth_db.auth_users DROP INDEX email; UPDATE auth_db.auth_users SET email = "
      "'admin@techmarket.com' WHERE "
      "id = '{1}'",
      "auth_users.email is unique", "email 'admin@techmarket.com' in 2 rows");
  add("schema", row("orders_db.employees", 0),
      "ALTER TABLE orders_db.employees MODIFY last_name varchar(200) NULL; UPDATE orders_db.employees SET "
      "last_name = NULL "
      "WHERE id = '{0}'",
      "orders_db.employees keeps", "employees id {0}: last_name is NULL");
  add("schema", row("orders_db.employees", 1),
      "ALTER TABLE orders_db.employees MODIFY first_name varchar(300) NOT NULL; UPDATE orders_db.employees "
      "SET first_name = "
      "REPEAT('ї', 101) WHERE id = '{0}'",
      "orders_db.employees keeps", "employees id {0}: first_name is longer than 100 characters");

  // ---- вилучене звідусіль
  add("deleted", order("delivered", 0),
      "DELETE FROM orders_db.order_items WHERE order_id = '{0}'; DELETE FROM payments_db.payments WHERE "
      "order_id = '{0}'; "
      "DELETE FROM orders_db.orders WHERE id = '{0}'",
      "tables have their rows", "orders_db.orders: 599 rows, the loaded world has 600");
  add("deleted",
      "SELECT c.id, u.id FROM orders_db.customers c JOIN auth_db.auth_users u ON u.customer_id = c.id WHERE "
      "c.id NOT IN "
      "(SELECT customer_id FROM orders_db.orders) AND u.id NOT IN (SELECT user_id FROM auth_db.auth_tokens) "
      "ORDER BY 1 LIMIT 1",
      "DELETE FROM auth_db.user_roles WHERE user_id = '{1}'; DELETE FROM auth_db.auth_credentials WHERE "
      "user_id = '{1}'; "
      "DELETE FROM auth_db.auth_users WHERE id = '{1}'; DELETE FROM orders_db.customers WHERE id = '{0}'",
      "tables have their rows", "orders_db.customers: 49 rows, the loaded world has 50");
  add("deleted", row("auth_db.auth_tokens", 0), "DELETE FROM auth_db.auth_tokens WHERE id = '{0}'",
      "tables have their rows", "auth_db.auth_tokens: 19 rows, the loaded world has 20");
  return all;
}

class DamageTest : public support::WorldTest {
 protected:
  static constexpr std::string_view kWarehouse = "dwh:";

  void SetUp() override {
    WorldTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_NO_FATAL_FAILURE(generate_well(600));
    const auto loaded = warehouse::run(stand().catalogue(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    save();
  }

  /// Копія всіх таблиць: окрема база MySQL і база-взірець PostgreSQL.
  void save() {
    stand().mysql("DROP DATABASE IF EXISTS saved; CREATE DATABASE saved");
    for (const auto& row :
         stand().mysql_rows("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE "
                            "TABLE_SCHEMA IN ('auth_db', 'catalog_db', 'orders_db', 'payments_db')")) {
      const std::string table = *row[0] + "." + *row[1], copy = "saved." + *row[0] + "_" + *row[1];
      tables_[table] = {*stand().mysql_rows("SHOW CREATE TABLE " + table).at(0).at(1), copy};
      stand().mysql(fmt::format("CREATE TABLE {} AS SELECT * FROM {}", copy, table));
    }
    auto maintenance = stand().postgres("postgres", "postgres");
    (void)maintenance.execute("DROP DATABASE IF EXISTS dwh_saved");
    support::require(maintenance.execute("CREATE DATABASE dwh_saved TEMPLATE dwh_db"));
  }

  void restore() {
    std::string sql = "DROP TABLE IF EXISTS orders_db.orders_copy; ";
    for (const auto& [table, saved] : tables_)
      sql += fmt::format("DROP TABLE IF EXISTS {0}; USE {1}; {2}; INSERT INTO {0} SELECT * FROM {3}; ", table,
                         table.substr(0, table.find('.')), saved.first, saved.second);
    stand().mysql(sql);
    auto maintenance = stand().postgres("postgres", "postgres");
    support::require(maintenance.execute("DROP DATABASE dwh_db WITH (FORCE)"));
    support::require(maintenance.execute("CREATE DATABASE dwh_db TEMPLATE dwh_saved OWNER dwh_user"));
  }

  std::vector<std::string> values(const std::string& query) {
    const auto rows = query.starts_with(kWarehouse) ? stand().warehouse_rows(query.substr(kWarehouse.size()))
                                                    : stand().mysql_rows(query);
    std::vector<std::string> found;
    EXPECT_FALSE(rows.empty()) << query;
    if (!rows.empty())
      for (const auto& value : rows[0]) found.push_back(value.value_or("NULL"));
    return found;
  }

  void plant(const std::string& sql) {
    if (!sql.starts_with(kWarehouse)) return stand().mysql(sql);
    auto connection = stand().postgres("postgres", "dwh_db");
    support::require(connection.execute("SET session_replication_role = replica"));
    support::require(connection.execute(sql.substr(kWarehouse.size())));
  }

  Verification verify() {
    auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
    EXPECT_TRUE(verification) << verification.error().message;
    return std::move(verification).value_or(Verification{});
  }

  static std::string filled(std::string text, const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      text = replace_all(text, fmt::format("{{{}}}", i), values[i]);
    return text;
  }

  std::map<std::string, std::pair<std::string, std::string>> tables_;  ///< таблиця → CREATE TABLE і копія
};

bool is_named(const Verification& verification, const Damage& damage) {
  return std::ranges::any_of(verification.checks, [&](const CheckResult& check) {
    return !check.ok && check.violations > 0 && check.name.contains(damage.check) &&
           check.detail.contains(damage.detail);
  });
}

std::string report(const Verification& verification) {
  std::string text;
  for (const auto& check : verification.checks)
    if (!check.ok) text += check.name + "\n    " + replace_all(check.detail, "\n", "\n    ") + "\n";
  return text;
}

TEST_F(DamageTest, EveryDamageIsFoundAndNamed) {
  std::map<std::string, std::vector<Damage>> runs;
  for (auto& damage : all_damages()) runs[damage.run].push_back(std::move(damage));
  std::size_t planted = 0, caught = 0;
  for (auto& [name, damages] : runs) {
    SCOPED_TRACE(name);
    // Спершу вибрати, тоді псувати: зіпсоване змінило б вибір.
    for (auto& damage : damages) {
      const auto found = values(damage.victim);
      damage.sql = filled(damage.sql, found);
      damage.detail = filled(damage.detail, found);
    }
    for (const auto& damage : damages) ASSERT_NO_FATAL_FAILURE(plant(damage.sql)) << damage.sql;
    const auto verification = verify();
    std::string missed;
    for (const auto& damage : damages) {
      ++planted;
      if (is_named(verification, damage))
        ++caught;
      else
        missed += fmt::format("not named by '{}': {}\n    {}\n", damage.check, damage.detail, damage.sql);
    }
    EXPECT_TRUE(missed.empty()) << missed << "the report was:\n" << report(verification);
    restore();
  }
  fmt::print("{} of {} damages are named\n", caught, planted);
  EXPECT_EQ(caught, planted);
  EXPECT_GE(planted, 140u);
  const auto healthy = verify();
  EXPECT_TRUE(healthy.ok()) << report(healthy);
}

TEST_F(DamageTest, EverythingEmptiedIsNotGreen) {
  for (const auto& [table, saved] : tables_)
    if (!table.contains("_techmarket")) stand().mysql("DELETE FROM " + table);
  plant(
      "dwh:TRUNCATE fact_sales, dim_date, dim_product, dim_category, dim_customer, dim_employee, dim_region, "
      "etl.runs");
  const auto verification = verify();
  EXPECT_FALSE(verification.ok());
  EXPECT_THAT(report(verification), HasSubstr("orders_db.orders: 0 rows, the loaded world has 600"));
  restore();
}

TEST_F(DamageTest, HalfLoadIsRefusedWithTheWordsOfEtl) {
  stand().mysql("UPDATE catalog_db._techmarket_load SET state = 'loading'");
  const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
  const auto loaded = warehouse::run(stand().catalogue(), {});
  ASSERT_FALSE(verification);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(verification.error().kind, ErrorKind::retryable);
  EXPECT_EQ(verification.error().message, loaded.error().message);
  EXPECT_EQ(verification.error().hint, loaded.error().hint);
  restore();
}

TEST_F(DamageTest, WriterBesideItIsNamed) {
  {
    auto run = stand().warehouse();
    support::require(
        run.execute("SET application_name = 'techmarket etl 4711'; SELECT pg_advisory_lock(21581, 1)"));
    const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
    ASSERT_FALSE(verification);
    EXPECT_EQ(verification.error().kind, ErrorKind::retryable);
    EXPECT_THAT(verification.error().message, HasSubstr("techmarket etl 4711"));
  }
  auto writer = stand().mysql_root();
  support::require(writer.execute("DO GET_LOCK('techmarket generate orders_db', 0)"));
  const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().kind, ErrorKind::retryable);
  EXPECT_THAT(verification.error().message,
              HasSubstr("orders-db: another `techmarket generate` or `simulate`"));
}

// Зерно інше — інші люди й товари. Доки ETL не бачив нового світу, старі члени названо; потім їх уже немає.
TEST_F(DamageTest, MembersOfAFormerWorldAreNamedAndTheNextRunDropsThem) {
  auto other = parameters(600);
  other.seed = {4711};
  const auto generated = generate(other, into_mysql(other, {}), {});
  ASSERT_TRUE(generated) << generated.error().message;
  EXPECT_THAT(report(verify()), HasSubstr("of an earlier world, deleted there, or never was"));
  const auto loaded = warehouse::run(stand().catalogue(), {});
  ASSERT_TRUE(loaded) << loaded.error().message;
  for (const auto& dimension : loaded->dimensions)
    EXPECT_EQ(dimension.dropped > 0, dimension.table != "dim_date") << dimension.table;
  const auto healthy = verify();
  EXPECT_TRUE(healthy.ok()) << report(healthy);
}

}  // namespace
}  // namespace techmarket::ops
