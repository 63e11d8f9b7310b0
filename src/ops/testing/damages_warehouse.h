#pragma once
// Псування у сховищі, у схемах і вилучене звідусіль.

#include "ops/testing/damages.h"

namespace techmarket::ops::testing {

inline void damage_warehouse(Damages& add) {
  const std::string nobody(kNobody);
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
  add("members", "SELECT 1",
      invent("dim_product", "product_id", "product_key",
             "name, sku, category_key, price, product_durable_key",
             "name, sku, category_key, price, (SELECT max(product_durable_key) + 1 FROM dim_product)"),
      "dim_product = catalog_db.products", "dim_product product_id '" + nobody + "' (product_key");
  add("members", "SELECT 1",
      invent("dim_customer", "customer_id", "customer_key",
             "first_name, last_name, email, region_key, customer_durable_key",
             "first_name, last_name, email, region_key, (SELECT max(customer_durable_key) + 1 FROM "
             "dim_customer)"),
      "dim_customer = orders_db.customers", "dim_customer customer_id '" + nobody + "' (customer_key");
  add("members", "SELECT 1",
      invent("dim_employee", "employee_id", "employee_key",
             "first_name, last_name, email, region_key, employee_durable_key",
             "first_name, last_name, email, region_key, (SELECT max(employee_durable_key) + 1 FROM "
             "dim_employee)"),
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
  // ---- версії
  add("members2", member("dim_product", "product_id", "product_key", 3),
      "dwh:UPDATE dim_product SET price = price + 1 WHERE product_id = '{0}'",
      "dim_product = catalog_db.products", "products id {0}: price is");
  add("members2", member("dim_product", "product_id", "product_key", 4),
      "dwh:UPDATE dim_product SET deleted_at = updated_at WHERE product_id = '{0}'",
      "dim_product = catalog_db.products", "products id {0} is there, the warehouse calls it deleted");
  add("members2", member("dim_product", "product_id", "product_key", 5),
      "dwh:UPDATE dim_product SET valid_from = '2026-01-01' WHERE product_id = '{0}'",
      "dim_product versions follow one another",
      "dim_product product_id {0}: version {1} is the first one, but begins at 2026-01-01");
  add("members2", member("dim_product", "product_id", "product_key", 6),
      "dwh:UPDATE dim_product SET valid_to = '2026-01-01', is_current = false WHERE product_id = '{0}'",
      "dim_product versions follow one another", "version {1} is the last one, but ends at 2026-01-01");
  add("members2", member("dim_customer", "customer_id", "customer_key", 5),
      "dwh:UPDATE dim_customer SET customer_durable_key = (SELECT min(customer_durable_key) FROM "
      "dim_customer) WHERE customer_id = '{0}'",
      "dim_customer versions follow one another", "shares its durable key with another member");
  // Покупка вказує на версію, якої на її час іще не було.
  add("versions",
      "dwh:SELECT customer_id, min(customer_key) FROM dim_customer JOIN fact_sales USING (customer_key) "
      "GROUP BY 1 ORDER BY 1 LIMIT 1",
      "dwh:UPDATE dim_customer SET valid_to = '2099-01-01', is_current = false WHERE customer_key = {1}; "
      "INSERT INTO dim_customer (customer_key, customer_durable_key, customer_id, first_name, last_name, "
      "email, region_key, valid_from, updated_at) "
      "SELECT (SELECT max(customer_key) + 1 FROM dim_customer), customer_durable_key, customer_id, "
      "first_name, last_name, email, region_key, '2099-01-01', updated_at "
      "FROM dim_customer WHERE customer_key = {1}; UPDATE fact_sales SET customer_key = (SELECT "
      "max(customer_key) FROM dim_customer) WHERE customer_key = {1}",
      facts, "but points to versions valid from '2099-01-01 00:00:00'");

  add("members2", "SELECT 1", "dwh:UPDATE etl.runs SET source_watermark = '2020-01-01'", "etl.runs tells",
      "saw orders changed until 2020-01-01");
  add("members2", "SELECT 1", "dwh:UPDATE etl.runs SET finished_at = started_at - interval '1 hour'",
      "etl.runs.row is possible", "no run could have written this");
  add("journal", "SELECT 1", "dwh:DELETE FROM etl.runs", "etl.runs tells", "etl.runs has no succeeded run");
  add("journal", "SELECT 1", "UPDATE auth_db._techmarket_load SET digest = 'another'",
      "the databases hold one world", "belong to different worlds");

  // ---- вітрини
  const auto mart = [&](const std::string& table, const std::string& keys, const std::string& set, int offset,
                        const std::string& detail) {
    add("marts", fmt::format("dwh:SELECT {} FROM {} ORDER BY 1, 2, 3 LIMIT 1 OFFSET {}", keys, table, offset),
        fmt::format("dwh:{}", set), table + " = dwh_db.fact_sales", table + " " + detail);
  };
  const std::string of_sales = "date_key = {0} AND region_key = {1} AND category_key = {2}",
                    sales = "date_key {0}, region_key {1}, category_key {2}: ";
  int nth = 0;
  for (const std::string measure : {"items", "quantity", "revenue", "discount_amount", "cost", "margin"})
    mart("mart_sales_daily", "date_key, region_key, category_key",
         fmt::format("UPDATE mart_sales_daily SET {0} = {0} + 1 WHERE {1}", measure, of_sales), nth++,
         sales + measure + " is ");
  mart("mart_sales_daily", "date_key, region_key, category_key",
       "DELETE FROM mart_sales_daily WHERE " + of_sales, 10, sales + "is missing");
  mart("mart_sales_daily", "date_key, region_key, category_key",
       "INSERT INTO mart_sales_daily SELECT date_key, region_key, 9999, items, quantity, revenue, "
       "discount_amount, cost, "
       "margin FROM mart_sales_daily WHERE " +
           of_sales,
       11, "date_key {0}, region_key {1}, category_key 9999: has no facts");
  const std::string of_employee = "date_key = {0} AND region_key = {1} AND employee_durable_key = {2}",
                    employee = "date_key {0}, region_key {1}, employee_durable_key {2}: ";
  mart("mart_employee_daily", "date_key, region_key, employee_durable_key",
       "UPDATE mart_employee_daily SET orders = orders + 1 WHERE " + of_employee, 0, employee + "orders is ");
  mart("mart_employee_daily", "date_key, region_key, employee_durable_key",
       "UPDATE mart_employee_daily SET average_order = average_order - 0.01 WHERE " + of_employee, 1,
       employee + "average_order is ");
  mart("mart_employee_daily", "date_key, region_key, employee_durable_key",
       "UPDATE mart_employee_daily SET employee_durable_key = 9999 WHERE " + of_employee, 2,
       employee + "is missing");
  const std::string of_product = "month_key = {0} AND region_key = {1} AND product_durable_key = {2}",
                    product = "month_key {0}, region_key {1}, product_durable_key {2}: ";
  mart("mart_product_monthly", "month_key, region_key, product_durable_key",
       "UPDATE mart_product_monthly SET quantity = quantity - 1 WHERE " + of_product, 0,
       product + "quantity is ");
  mart("mart_product_monthly", "month_key, region_key, product_durable_key",
       "UPDATE mart_product_monthly SET month_key = 999912 WHERE " + of_product, 1, product + "is missing");
  mart("mart_orders_daily", "date_key, region_key, orders",
       "UPDATE mart_orders_daily SET orders = orders + 1 WHERE date_key = {0} AND region_key = {1}", 0,
       "date_key {0}, region_key {1}: orders is ");
  mart("mart_orders_daily", "date_key, region_key, orders",
       "DELETE FROM mart_orders_daily WHERE date_key = {0} AND region_key = {1}", 1,
       "date_key {0}, region_key {1}: is missing");

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
}

}  // namespace techmarket::ops::testing
