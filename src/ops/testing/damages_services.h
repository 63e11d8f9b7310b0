#pragma once
// Псування в чотирьох базах сервісів.

#include "ops/testing/damages.h"

namespace techmarket::ops::testing {

inline void damage_services(Damages& add) {
  const std::string nobody(kNobody);
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
      "UPDATE orders_db.order_items SET unit_cost = unit_cost + 0.01 WHERE product_id = '{0}'", "facts.cost",
      "source ");
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
  add("items", item(13), "UPDATE orders_db.order_items SET unit_cost = -0.01 WHERE id = '{0}'",
      "order_items.unit_cost ≥ 0", "order_items id {0}: unit_cost < 0: unit_cost = '-0.01'");
  add("items", item(4),
      "UPDATE orders_db.order_items SET discount = unit_price * quantity + 1 WHERE id = '{0}'",
      "order_items.discount ≤", "order_items id {0}: discount > unit_price × quantity");
  add("items2", item(5), "UPDATE orders_db.order_items SET unit_price = unit_price + 0.01 WHERE id = '{0}'",
      "facts.rows", "item '{0}': revenue is");
  add("items2", item(14), "UPDATE orders_db.order_items SET unit_cost = unit_cost - 0.01 WHERE id = '{0}'",
      "facts.rows", "item '{0}': cost is");
  // Собівартість дня продажу забуто: бере сьогоднішню, а була інша.
  add("items2", costed_otherwise(), "UPDATE orders_db.order_items SET unit_cost = NULL WHERE id = '{0}'",
      "facts.rows", "item '{0}': cost is");
  add("items2", item(6), "UPDATE orders_db.order_items SET discount = discount + 0.01 WHERE id = '{0}'",
      "facts.rows", "item '{0}': discount_amount is");
  add("items2", item(7), "UPDATE orders_db.order_items SET quantity = quantity + 1 WHERE id = '{0}'",
      "facts.rows", "item '{0}': quantity is");
  add("items2", item(8), "UPDATE orders_db.order_items SET product_id = '" + nobody + "' WHERE id = '{0}'",
      "order_items.product_id → catalog_db.products.id", "product_id '" + nobody + "' in 1 row");
  add("items2", item(9),
      "INSERT INTO orders_db.order_items SELECT '" + nobody +
          "', order_id, product_id, quantity, unit_price, unit_cost, discount "
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
}

}  // namespace techmarket::ops::testing
