// Повний запуск на справжніх серверах. Очікування написано окремим SQL або руками, а не кодом ETL.

#include "warehouse/run.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "support/small_disk.h"
#include "support/warehouse_stand.h"
#include "warehouse/journal.h"

namespace techmarket::warehouse {
namespace {

using ::testing::HasSubstr;

class RunTest : public support::StandTest {
 protected:
  Result<Report> run(Options options = {}) { return warehouse::run(stand().catalogue(), options); }

  void run_well(Options options = {}) {
    const auto report = run(options);
    ASSERT_TRUE(report) << report.error().message;
  }

  /// Увесь вміст зірки без сурогатних ключів: природні ключі та міри.
  db::Rows star() {
    return stand().warehouse_rows(R"(
      SELECT f.order_item_id, f.order_id, d.date, p.product_id, pc.category_id, c.customer_id, cr.region_id,
             e.employee_id, r.region_id, f.quantity, f.revenue, f.discount_amount, f.cost, f.margin
      FROM fact_sales f JOIN dim_date d USING (date_key) JOIN dim_product p USING (product_key)
      JOIN dim_category pc USING (category_key) JOIN dim_customer c USING (customer_key)
      JOIN dim_region cr ON cr.region_key = c.region_key JOIN dim_employee e USING (employee_key)
      JOIN dim_region r ON r.region_key = f.region_key ORDER BY 1)");
  }

  db::Rows keys() {
    return stand().warehouse_rows(R"(
      SELECT 'region', region_id, region_key FROM dim_region UNION ALL
      SELECT 'category', category_id, category_key FROM dim_category UNION ALL
      SELECT 'product', product_id, product_key FROM dim_product UNION ALL
      SELECT 'customer', customer_id, customer_key FROM dim_customer UNION ALL
      SELECT 'employee', employee_id, employee_key FROM dim_employee ORDER BY 1, 2)");
  }

  /// Кожен рядок зірки разом із транзакцією, що його записала.
  db::Rows tuples() {
    std::string sql;
    for (const auto& table : tables())
      if (table.name.schema == schema::kDefaultSchema)
        sql += fmt::format("{0}SELECT '{1}', xmin::text, ctid::text, md5({1}::text) FROM {1}",
                           sql.empty() ? "" : " UNION ALL ", table.name.name);
    return stand().warehouse_rows(sql + " ORDER BY 1, 3");
  }

  std::string one(const std::string& sql) { return stand().warehouse_rows(sql).at(0).at(0).value_or("NULL"); }

  /// Той самий результат, порахований самою MySQL з'єднанням усіх таблиць.
  db::Rows expected_facts() {
    return stand().mysql_rows(R"(
      SELECT i.id, i.quantity, i.unit_price * i.quantity, i.discount,
             COALESCE(i.unit_cost, p.cost) * i.quantity,
             i.unit_price * i.quantity - i.discount - COALESCE(i.unit_cost, p.cost) * i.quantity
      FROM orders_db.order_items i JOIN orders_db.orders o ON o.id = i.order_id
      JOIN catalog_db.products p ON p.id = i.product_id
      WHERE o.status IN ('paid', 'shipped', 'delivered') ORDER BY i.id)");
  }
};

TEST_F(RunTest, LoadsEverySoldItemAndOnlyThose) {
  const auto report = run();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->facts.facts, 7);
  EXPECT_EQ(report->mode, "first");
  EXPECT_EQ(report->status, "succeeded");
  EXPECT_EQ(report->watermark, "2026-03-01 08:31:00");
  EXPECT_EQ(stand().warehouse_rows("SELECT order_item_id, quantity, revenue, discount_amount, cost, margin "
                                   "FROM fact_sales ORDER BY order_item_id"),
            expected_facts());
  // Крайні випадки поіменно: від'ємна маржа, опівніч на межі року, високосний день далеко від решти.
  EXPECT_EQ(one("SELECT margin FROM fact_sales WHERE order_item_id = '10000000-0000-4000-8000-000000000004'"),
            "-0.03");
  EXPECT_EQ(
      one("SELECT date_key FROM fact_sales WHERE order_item_id = '10000000-0000-4000-8000-000000000003'"),
      "20251231");
  EXPECT_EQ(
      one("SELECT date_key FROM fact_sales WHERE order_item_id = '10000000-0000-4000-8000-000000000007'"),
      "20160229");
  EXPECT_EQ(one("SELECT last_name FROM dim_customer WHERE first_name = 'Ann'"), "Tab\tand\\slash");
  EXPECT_EQ(one("SELECT name FROM dim_product WHERE sku = 'NB-1'"), "Ноутбук \"X1\"\\14");
}

TEST_F(RunTest, TheCostOfASaleIsThatOfItsDay) {
  run_well();
  const auto before = star();
  const auto margin = one("SELECT sum(margin) FROM fact_sales WHERE cost > 0");
  stand().mysql("UPDATE catalog_db.products SET cost = cost * 1.1 WHERE sku <> 'BG-1'");
  run_well();
  EXPECT_EQ(star(), before);
  EXPECT_EQ(one("SELECT sum(margin) FROM fact_sales WHERE cost > 0"), margin);
  // Рядок без собівартості (у world.sql — сумки) її не має звідки взяти, крім каталогу.
  stand().mysql("UPDATE catalog_db.products SET cost = 7 WHERE sku = 'BG-1'");
  run_well();
  EXPECT_EQ(one("SELECT cost FROM fact_sales WHERE order_item_id = '10000000-0000-4000-8000-000000000004'"),
            "21.00");
  EXPECT_EQ(stand().warehouse_rows("SELECT order_item_id, quantity, revenue, discount_amount, cost, margin "
                                   "FROM fact_sales ORDER BY order_item_id"),
            expected_facts());
}

TEST_F(RunTest, CalendarCoversWholeYearsAndIsRight) {
  run_well();
  EXPECT_EQ(one("SELECT min(date) || ' ' || max(date) || ' ' || count(*) FROM dim_date"),
            "2016-01-01 2026-12-31 4018");
  EXPECT_EQ(
      one("SELECT concat_ws(' ', date, year, quarter, month, day, day_of_week, is_weekend) FROM dim_date "
          "WHERE date_key = 20160229"),
      "2016-02-29 2016 1 2 29 1 f");
  EXPECT_EQ(one("SELECT concat_ws(' ', day_of_week, is_weekend) FROM dim_date WHERE date_key = 20261122"),
            "7 t");
}

TEST_F(RunTest, CalendarReachesTheFirstAndTheLastPossibleOrder) {
  stand().mysql(R"(
    UPDATE orders_db.orders SET order_date = '1990-01-01' WHERE id LIKE '%0001';
    UPDATE orders_db.orders SET order_date = '2100-12-31 23:59:59' WHERE id LIKE '%0002')");
  run_well();
  EXPECT_EQ(one("SELECT min(date) || ' ' || max(date) || ' ' || count(*) FROM dim_date"),
            "1990-01-01 2100-12-31 40542");
}

TEST_F(RunTest, CategoriesKeepTheirTree) {
  run_well();
  EXPECT_EQ(one("SELECT string_agg(c.name || '<' || coalesce(p.name, '-'), ' ' ORDER BY c.category_key) FROM "
                "dim_category c "
                "LEFT JOIN dim_category p ON p.category_key = c.parent_category_key"),
            "Техніка<- Ноутбуки<Техніка Ультрабуки<Ноутбуки");
}

TEST_F(RunTest, RepeatingChangesNothing) {
  run_well();
  const auto before = tuples();
  const auto report = run();
  ASSERT_TRUE(report) << report.error().message;
  for (const auto& dimension : report->dimensions) {
    EXPECT_EQ(dimension.changed(), 0) << dimension.table;
    EXPECT_GT(dimension.rows, 0) << dimension.table;
  }
  EXPECT_EQ(report->mode, "full");
  EXPECT_EQ(report->facts.read, 9);
  EXPECT_FALSE(report->facts.changed());
  EXPECT_EQ(report->facts.facts, 7);
  // Жодного нового рядка, навіть такого самого.
  EXPECT_EQ(tuples(), before);
  EXPECT_EQ(one("SELECT string_agg(status, ' ') FROM etl.runs"), "succeeded succeeded");
}

TEST_F(RunTest, NewMembersGetNewKeysAndChangedOnesKeepTheirs) {
  run_well();
  const auto before = keys();
  stand().mysql(R"(
    INSERT INTO orders_db.customers (id, first_name, last_name, email, phone, region_id) VALUES
      ('c0000000-0000-4000-8000-000000000000', 'Пізній', 'Клієнт', 'late@example.com', '+380', '4e000000-0000-4000-8000-000000000001');
    UPDATE orders_db.customers SET last_name = 'Косач', region_id = '4e000000-0000-4000-8000-000000000002'
      WHERE email = 'lesia@example.com';
    UPDATE catalog_db.categories SET parent_category_id = NULL WHERE name = 'Ультрабуки';
    DELETE FROM orders_db.customers WHERE email = 'ann@example.com';
    DELETE FROM orders_db.orders WHERE customer_id = 'c0000000-0000-4000-8000-000000000003';
    DELETE FROM orders_db.order_items WHERE order_id NOT IN (SELECT id FROM orders_db.orders))");
  const auto report = run();
  ASSERT_TRUE(report) << report.error().message;
  for (const auto& dimension : report->dimensions) {
    EXPECT_EQ(dimension.inserted, dimension.table == "dim_customer" ? 1 : 0) << dimension.table;
    EXPECT_EQ(dimension.versions, dimension.table == "dim_customer" ? 1 : 0) << dimension.table;
    EXPECT_EQ(dimension.updated, dimension.table == "dim_category" ? 1 : 0) << dimension.table;
    EXPECT_EQ(dimension.deleted, dimension.table == "dim_customer" ? 1 : 0) << dimension.table;
  }
  EXPECT_EQ(report->facts.deleted, 3);
  EXPECT_EQ(report->facts.inserted + report->facts.updated, 0);
  // Зниклий клієнт лишається як історія; новий отримав наступний ключ, хоч його id найменший.
  EXPECT_EQ(one("SELECT string_agg(customer_key || ' ' || last_name, ', ' ORDER BY customer_key) FROM "
                "dim_customer"),
            "1 Франко, 2 Косач, 3 Tab\tand\\slash, 4 Клієнт, 5 Косач");
  EXPECT_EQ(
      one("SELECT count(*) FROM dim_customer WHERE updated_at > (SELECT min(updated_at) FROM dim_customer)"),
      "4");
  for (const auto& row : before) EXPECT_THAT(keys(), ::testing::Contains(row));
  EXPECT_EQ(report->facts.facts, 4);
}

TEST_F(RunTest, SmallPassesGiveTheSameStar) {
  run_well();
  const auto whole = star();
  for (const std::int64_t orders_per_pass : {1, 2, 3, 7}) {
    support::require(stand().warehouse().execute("DELETE FROM fact_sales"));
    run_well({.orders_per_pass = orders_per_pass});
    EXPECT_EQ(star(), whole) << orders_per_pass;
  }
}

TEST_F(RunTest, DryRunKeepsNothing) {
  const auto report = run({.dry_run = true});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->status, "dry-run");
  EXPECT_EQ(report->facts.facts, 7);
  EXPECT_EQ(one("SELECT (SELECT count(*) FROM fact_sales) + (SELECT count(*) FROM dim_date) + (SELECT "
                "count(*) FROM etl.runs)"),
            "0");
}

TEST_F(RunTest, EmptiedSourcesGiveAnEmptyWarehouseOnlyWhenAllowed) {
  run_well();
  stand().mysql("DELETE FROM orders_db.order_items; DELETE FROM orders_db.orders");
  for (const bool dry_run : {true, false}) {
    const auto refused = run({.dry_run = dry_run});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::check_failed);
    EXPECT_THAT(refused.error().message, HasSubstr("fact_sales holds facts, but orders_db.orders and "
                                                   "orders_db.order_items have no sold rows"));
    EXPECT_THAT(refused.error().hint, HasSubstr("--allow-deletes"));
    EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "7");
  }
  const auto report = run({.allow_deletes = true});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->facts.facts, 0);
  EXPECT_EQ(report->watermark, std::nullopt);
  EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "0");
}

TEST_F(RunTest, AnOrdersDatabaseWithoutSalesIsAnEmptiedOneToo) {
  run_well();
  stand().mysql("UPDATE orders_db.orders SET status = 'cancelled'");
  const auto refused = run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::check_failed);
  EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "7");
}

TEST_F(RunTest, AGeneratedSourceWithoutItsRowsIsRefusedBeforeTheFirstWrite) {
  for (const std::string database : {"orders_db", "catalog_db"}) stand().mark_load(database, 40'000, true);
  // Позначка сама по собі не заважає.
  run_well({.dry_run = true});
  stand().mysql("DELETE FROM catalog_db.products; DELETE FROM orders_db.order_items");
  const auto part = run();
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().kind, ErrorKind::check_failed);
  EXPECT_THAT(part.error().message,
              HasSubstr("catalog-db: `techmarket generate` filled it for 40,000 orders, "
                        "but these tables are empty: catalog_db.products"));
  EXPECT_THAT(part.error().message, HasSubstr("tables are empty: orders_db.order_items"));
  EXPECT_EQ(one("SELECT (SELECT count(*) FROM dim_region) + (SELECT count(*) FROM dim_date)"), "0");
  for (const std::string table : {"orders", "customers", "employees", "regions"})
    stand().mysql("DELETE FROM orders_db." + table);
  stand().mysql("DELETE FROM catalog_db.categories");
  ASSERT_FALSE(run());
  const auto allowed = run({.allow_deletes = true});
  ASSERT_TRUE(allowed) << allowed.error().message;
  EXPECT_EQ(allowed->facts.facts, 0);
}

TEST_F(RunTest, RowsTheWarehouseDoesNotKeepStopTheRun) {
  run_well();
  const auto before = star();
  stand().mysql("UPDATE orders_db.orders SET status = 'paid' WHERE status = 'new'");
  // Правило мовчки відкидає частину рядків; сервер при цьому каже, що все гаразд.
  for (const std::string sql :
       {"CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM fact_sales WHERE "
        "quantity = (SELECT max(quantity) FROM fact_sales); RETURN NULL; END';"
        "CREATE TRIGGER lossy AFTER INSERT ON fact_sales EXECUTE FUNCTION drop_row()",
        "DROP TRIGGER lossy ON fact_sales; DROP FUNCTION drop_row;"
        "CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM dim_customer "
        "WHERE "
        "email = ''late@example.com''; RETURN NULL; END';"
        "CREATE TRIGGER lossy AFTER INSERT ON dim_customer EXECUTE FUNCTION drop_row()"}) {
    support::require(stand().warehouse().execute(sql));
    stand().mysql(R"(
      INSERT IGNORE INTO orders_db.customers (id, first_name, last_name, email, phone, region_id) VALUES
        ('c0000000-0000-4000-8000-000000000000', 'Пізній', 'Клієнт', 'late@example.com', '+380', '4e000000-0000-4000-8000-000000000001'))");
    const auto report = run();
    ASSERT_FALSE(report) << sql;
    EXPECT_EQ(report.error().kind, ErrorKind::retryable) << report.error().message;
    EXPECT_THAT(report.error().message, HasSubstr("rows do not add up"));
    EXPECT_EQ(star(), before);
  }
}

TEST_F(RunTest, TooLittleDiskIsSaidBeforeTheFirstWrite) {
  stand().mysql(R"(
    INSERT INTO orders_db.order_items (id, order_id, product_id, quantity, unit_price)
    SELECT CONCAT('20000000-0000-4000-8000-', LPAD(seq, 12, '0')), '00000000-0000-4000-8000-000000000001',
           'b0000000-0000-4000-8000-000000000002', 1, 1 FROM seq_1_to_60000;
    ANALYZE TABLE orders_db.order_items)");
  support::SmallDisk disk(1'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const auto refused = run({.data_folder = disk.folder()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
  EXPECT_THAT(refused.error().message, HasSubstr(disk.folder().string() + ": not enough disk space"));
  EXPECT_EQ(one("SELECT count(*) FROM dim_region"), "0");
  run_well();
}

struct BadRow {
  std::string sql, expected;
};

TEST_F(RunTest, BadRowsStopTheRunAndAreNamed) {
  run_well();
  const auto before_star = star(), before_keys = keys();
  const std::string days = one("SELECT count(*) FROM dim_date");
  const std::string nobody = "'ffffffff-ffff-4fff-8fff-ffffffffffff'";
  const std::string item = " WHERE id = '10000000-0000-4000-8000-000000000003'";
  const std::string order = " WHERE id = '00000000-0000-4000-8000-000000000002'";
  const std::vector<BadRow> cases = {
      {"UPDATE orders_db.order_items SET product_id = " + nobody + item,
       "orders_db.order_items id 10000000-0000-4000-8000-000000000003: unknown product_id ffffffff"},
      {"UPDATE orders_db.order_items SET order_id = " + nobody + item, "unknown order_id ffffffff"},
      {"UPDATE orders_db.order_items SET quantity = -1" + item, "quantity is not a positive number -1"},
      {"UPDATE orders_db.order_items SET product_id = 'garbage'" + item, "unknown product_id garbage"},
      {"UPDATE orders_db.orders SET customer_id = " + nobody + order,
       "orders_db.orders id 00000000-0000-4000-8000-000000000002: unknown customer_id ffffffff"},
      {"UPDATE orders_db.orders SET employee_id = " + nobody + order, "unknown employee_id"},
      {"UPDATE orders_db.orders SET region_id = " + nobody + order, "unknown region_id"},
      // Дата скасованого замовлення теж розтягнула б календар.
      {"UPDATE orders_db.orders SET order_date = '9999-05-05' WHERE id LIKE '%0005'",
       "orders_db.orders id 00000000-0000-4000-8000-000000000005: order_date is outside 1990–2100 "
       "9999-05-05"},
      {"UPDATE orders_db.orders SET order_date = '0001-01-01'" + order, "outside 1990–2100 0001-01-01"},
      {"UPDATE orders_db.orders SET order_date = '1989-12-31 23:59:59'" + order,
       "outside 1990–2100 1989-12-31"},
      {"UPDATE orders_db.orders SET order_date = '2101-01-01'" + order, "outside 1990–2100 2101-01-01"},
      {"SET sql_mode = ''; UPDATE orders_db.orders SET order_date = '0000-00-00'" + order,
       "outside 1990–2100 0000-00-00"},
      // Схему сервісу розширили, а сховище про новий статус ще не знає.
      {"ALTER TABLE orders_db.orders MODIFY status varchar(20) NOT NULL; UPDATE orders_db.orders SET status "
       "= "
       "'returned'" +
           order,
       "orders_db.orders id 00000000-0000-4000-8000-000000000002: unknown status returned"},
      {"ALTER TABLE orders_db.orders MODIFY status varchar(20) NOT NULL; UPDATE orders_db.orders SET status "
       "= "
       "'PAID'" +
           order,
       "unknown status PAID"},
      {"SET sql_mode = ''; UPDATE orders_db.orders SET status = 'returned'" + order, "unknown status ''"},
      {"ALTER TABLE orders_db.orders MODIFY status varchar(20) NULL; UPDATE orders_db.orders SET status = "
       "NULL" +
           order,
       "unknown status NULL"},
      {"UPDATE orders_db.customers SET region_id = " + nobody + " WHERE email = 'ivan@example.com'",
       "orders_db.customers id c0000000-0000-4000-8000-000000000001: unknown region_id ffffffff"},
      {"UPDATE catalog_db.products SET category_id = " + nobody + " WHERE sku = 'MS-1'",
       "unknown category_id"},
      {"UPDATE catalog_db.categories SET parent_category_id = id WHERE name = 'Техніка'",
       "parent_category_id leads back to the row itself"},
      {"ALTER TABLE orders_db.order_items MODIFY discount decimal(12,2) NULL; UPDATE orders_db.order_items "
       "SET discount = NULL" +
           item,
       "discount is not an amount NULL"},
      {"UPDATE orders_db.order_items SET unit_cost = -0.01" + item, "unit_cost is not an amount -0.01"},
      {"UPDATE orders_db.order_items SET quantity = 2000000000, unit_price = 9999999999.99" + item,
       "does not fit decimal(14,2)"},
  };
  for (const auto& bad : cases) {
    SCOPED_TRACE(bad.sql);
    stand().fill_world(true);
    stand().mysql(bad.sql);
    const auto report = run();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::check_failed);
    EXPECT_THAT(report.error().message, HasSubstr(bad.expected));
    EXPECT_EQ(star(), before_star);
    EXPECT_EQ(keys(), before_keys);
    EXPECT_EQ(one("SELECT count(*) FROM dim_date"), days);
    EXPECT_THAT(one("SELECT message FROM etl.runs WHERE status = 'failed' ORDER BY run_id DESC LIMIT 1"),
                HasSubstr(bad.expected));
  }
}

TEST_F(RunTest, ManyBadRowsAreCountedAndTenAreShown) {
  run_well();
  stand().mysql(R"(
    INSERT INTO orders_db.order_items (id, order_id, product_id, quantity, unit_price)
    SELECT CONCAT('20000000-0000-4000-8000-', LPAD(seq, 12, '0')), '00000000-0000-4000-8000-000000000001',
           'ffffffff-ffff-4fff-8fff-ffffffffffff', 1, 1 FROM seq_1_to_2500)");
  const auto report = run();
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("2,500 × orders_db.order_items: unknown product_id"));
  EXPECT_THAT(report.error().message, HasSubstr("first 10:"));
  EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "7");
}

TEST_F(RunTest, IndexesAndKeysAreTheSameAfterALargeLoad) {
  const std::string structures =
      "SELECT indexname::text || indexdef FROM pg_indexes WHERE tablename = 'fact_sales' UNION ALL "
      "SELECT conname::text || contype::text || pg_get_constraintdef(oid) || coalesce(obj_description(oid), "
      "'') FROM "
      "pg_constraint "
      "WHERE conrelid = 'fact_sales'::regclass ORDER BY 1";
  auto warehouse = stand().warehouse();
  support::require(warehouse.execute("COMMENT ON INDEX idx_fact_sales_date IS 'a note'"));
  const auto before = stand().warehouse_rows(structures);
  ASSERT_EQ(before.size(), 12u);
  stand().mysql(R"(
    INSERT INTO orders_db.order_items (id, order_id, product_id, quantity, unit_price)
    SELECT CONCAT('20000000-0000-4000-8000-', LPAD(seq, 12, '0')), '00000000-0000-4000-8000-000000000001',
           'b0000000-0000-4000-8000-000000000002', 1, 1 FROM seq_1_to_60000;
    ANALYZE TABLE orders_db.order_items)");
  const auto report = run();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->facts.facts, 60007);
  EXPECT_EQ(stand().warehouse_rows(structures), before);
  EXPECT_EQ(one("SELECT obj_description('idx_fact_sales_date'::regclass)"), "a note");
}

TEST_F(RunTest, KilledRunLeavesNothingAndTheNextOneFinishes) {
  run_well();
  const auto expected_star = star(), expected_keys = keys();
  stand().fill_world();
  // Замок на fact_sales зупиняє дитину посеред запуску: виміри вже записано, факти ще ні.
  auto blocker = stand().warehouse();
  support::require(blocker.execute("BEGIN; LOCK TABLE fact_sales IN SHARE MODE"));
  const pid_t child = ::fork();
  if (child == 0) {
    (void)warehouse::run(stand().catalogue(), {});
    ::_exit(0);
  }
  while (one("SELECT count(*) FROM pg_locks WHERE relation = 'fact_sales'::regclass AND NOT granted") == "0")
    std::this_thread::yield();
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  support::require(blocker.execute("ROLLBACK"));

  run_well();
  EXPECT_EQ(star(), expected_star);
  EXPECT_EQ(keys(), expected_keys);
  EXPECT_EQ(one("SELECT string_agg(status, ' ' ORDER BY run_id) FROM etl.runs"), "interrupted succeeded");
}

TEST_F(RunTest, SecondRunAtOnceIsRefusedAndNamesTheFirst) {
  auto other = stand().warehouse();
  support::require(take_run_lock(other));
  const auto report = run();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::retryable);
  EXPECT_THAT(report.error().message,
              HasSubstr("server process " + other.query("SELECT pg_backend_pid()").value()[0][0].value()));
  EXPECT_EQ(one("SELECT count(*) FROM etl.runs"), "0");
}

TEST_F(RunTest, UnfinishedLoadOfAServiceIsRefused) {
  stand().mark_load("catalog_db", 5, false);
  const auto report = run();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::retryable);
  EXPECT_THAT(report.error().hint, HasSubstr("techmarket generate"));
  stand().mysql("UPDATE catalog_db._techmarket_load SET state = 'complete'");
  run_well();
}

TEST_F(RunTest, RenamedColumnsAreAllReportedBeforeTheFirstRow) {
  stand().mysql("ALTER TABLE orders_db.order_items RENAME COLUMN unit_price TO price");
  support::require(stand().warehouse().execute("ALTER TABLE dim_product RENAME COLUMN sku TO article"));
  const auto report = run();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(report.error().message, HasSubstr("orders_mysql.dbml:"));
  EXPECT_THAT(report.error().message, HasSubstr("column 'order_items.unit_price'"));
  EXPECT_THAT(report.error().message, HasSubstr("column 'dim_product.sku'"));
  EXPECT_THAT(report.error().message, HasSubstr("column 'dim_product.article'"));
}

TEST_F(RunTest, NewNullableColumnsBreakNothing) {
  stand().mysql("ALTER TABLE orders_db.orders ADD COLUMN channel varchar(20) NULL FIRST");
  support::require(stand().warehouse().execute("ALTER TABLE fact_sales ADD COLUMN channel varchar(20)"));
  run_well();
  EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "7");
}

TEST_F(RunTest, OtherColumnTypesAreLoadedAsText) {
  support::require(stand().warehouse().execute("ALTER TABLE fact_sales ALTER COLUMN quantity TYPE bigint"));
  run_well();
  EXPECT_EQ(stand().warehouse_rows("SELECT order_item_id, quantity, revenue, discount_amount, cost, margin "
                                   "FROM fact_sales ORDER BY order_item_id"),
            expected_facts());
}

}  // namespace
}  // namespace techmarket::warehouse
