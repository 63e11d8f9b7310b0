// Запуск за журналом: читає лише змінене, а сховище виходить таке саме, як після порівняння всього. Справжні
// сервери; доказ — пробний повний запуск, що не знаходить жодної різниці.

#include <gmock/gmock.h>

#include <random>

#include "support/random_changes.h"
#include "support/warehouse_stand.h"
#include "warehouse/journal.h"
#include "warehouse/marts.h"
#include "warehouse/run.h"

namespace techmarket::warehouse {
namespace {

using ::testing::HasSubstr;

class IncrementalTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stand_ = std::make_unique<support::Stand>(true); }
  static void TearDownTestSuite() { stand_.reset(); }

  void SetUp() override {
    if (!stand().reason().empty()) GTEST_SKIP() << stand().reason();
    ASSERT_NO_FATAL_FAILURE(stand().fill_world());
    allow();
  }

  void allow() {
    stand().mysql(stand().is_mariadb()
                      ? "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'orders_user'@'%'"
                      : "GRANT REPLICATION SLAVE, REPLICATION CLIENT, RELOAD ON *.* TO 'orders_user'@'%'");
  }

  support::Stand& stand() { return *stand_; }

  Report run(Options options = {}) {
    auto report = warehouse::run(stand().catalogue(), options);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : Report();
  }

  /// Кожна вітрина — це запит над фактами, написаний тут удруге.
  void expect_marts() {
    const std::string
        sums = "count(*), sum(quantity), sum(revenue), sum(discount_amount), sum(cost), sum(margin)",
        orders = "count(DISTINCT order_id), " + sums,
        average = ", round((sum(revenue) - sum(discount_amount)) / count(DISTINCT order_id), 2)";
    const std::vector<std::pair<std::string, std::string>> marts = {
        {"mart_sales_daily", "SELECT date_key, region_key, category_key, " + sums +
                                 " FROM fact_sales JOIN dim_product USING (product_key) GROUP BY 1, 2, 3"},
        {"mart_employee_daily",
         "SELECT date_key, f.region_key, employee_durable_key, " + orders + average +
             " FROM fact_sales f JOIN dim_employee USING (employee_key) GROUP BY 1, 2, 3"},
        {"mart_product_monthly", "SELECT year * 100 + month, region_key, product_durable_key, " + sums +
                                     " FROM fact_sales JOIN dim_product USING (product_key) JOIN dim_date "
                                     "USING (date_key) GROUP BY 1, 2, 3"},
        {"mart_orders_daily",
         "SELECT date_key, region_key, " + orders + average + " FROM fact_sales GROUP BY 1, 2"}};
    for (const auto& [mart, facts] : marts)
      EXPECT_EQ(stand().warehouse_rows(fmt::format(
                    "(TABLE {0} EXCEPT ALL {1}) UNION ALL ({1} EXCEPT ALL TABLE {0})", mart, facts)),
                db::Rows())
          << mart;
  }

  /// Порівняння всього не знаходить нічого, а вітрини — те, що дають факти.
  void expect_complete() {
    const auto full = run({.mode = Mode::full, .dry_run = true});
    EXPECT_FALSE(full.facts.changed());
    expect_marts();
    for (const auto& dimension : full.dimensions) EXPECT_EQ(dimension.changed(), 0) << dimension.table;
    const auto facts = stand().warehouse_rows("SELECT count(*) FROM fact_sales").at(0).at(0).value_or("");
    EXPECT_EQ(
        stand().warehouse_rows("SELECT facts_loaded FROM etl.runs ORDER BY run_id DESC LIMIT 1").at(0).at(0),
        facts);
  }

  /// Запуск за журналом, після якого сховище повне.
  Report follow() {
    const auto report = run();
    EXPECT_EQ(report.mode, "incremental");
    expect_complete();
    return report;
  }

 private:
  static inline std::unique_ptr<support::Stand> stand_;
};

TEST_F(IncrementalTest, ReadsOnlyWhatChanged) {
  EXPECT_EQ(run().mode, "first");
  EXPECT_EQ(follow().facts.read, 0);
  stand().mysql("UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004'");
  const auto sold = follow();
  EXPECT_EQ(sold.facts.read, 1);
  EXPECT_EQ(sold.facts.inserted, 1);
  EXPECT_EQ(sold.facts.facts, 8);
  stand().mysql("UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0001'");
  const auto cancelled = follow();
  EXPECT_EQ(cancelled.facts.read, 2);
  EXPECT_EQ(cancelled.facts.deleted, 2);
  stand().mysql("UPDATE orders_db.order_items SET quantity = 5 WHERE id LIKE '%0008'");
  const auto changed = follow();
  EXPECT_EQ(changed.facts.read, 2) << "the whole order of the item";
  EXPECT_EQ(changed.facts.updated, 1);
}

TEST_F(IncrementalTest, SeesDeletesKeyChangesAndMoves) {
  run();
  stand().mysql(
      "DELETE FROM orders_db.order_items WHERE order_id LIKE '%0001'; DELETE FROM orders_db.orders WHERE id "
      "LIKE '%0001'");
  EXPECT_EQ(follow().facts.deleted, 2);
  stand().mysql(
      "UPDATE orders_db.order_items SET id = 'ffffffff-0000-4000-8000-000000000003' WHERE id LIKE '%0003'");
  const auto renamed = follow();
  EXPECT_EQ(renamed.facts.inserted, 1);
  EXPECT_EQ(renamed.facts.deleted, 1);
  stand().mysql(
      "UPDATE orders_db.order_items SET order_id = '00000000-0000-4000-8000-000000000005' WHERE id LIKE "
      "'%0008'");
  EXPECT_EQ(follow().facts.deleted, 1) << "into a cancelled order";
}

TEST_F(IncrementalTest, MartsFollowTheFactsAndAreWrittenOnlyWhereTheyChanged) {
  const auto first = run();
  EXPECT_EQ(first.marts.size(), marts().size());
  for (const auto& mart : first.marts) EXPECT_GT(mart.inserted, 0) << mart.table;
  const auto written = [&] {
    return stand().warehouse_rows(
        "SELECT 's', xmin::text, ctid::text FROM mart_sales_daily UNION ALL SELECT 'e', xmin::text, "
        "ctid::text FROM "
        "mart_employee_daily UNION ALL SELECT 'p', xmin::text, ctid::text FROM mart_product_monthly UNION "
        "ALL SELECT 'o', "
        "xmin::text, ctid::text FROM mart_orders_daily ORDER BY 1, 3");
  };
  const auto before = written();
  stand().mysql("UPDATE orders_db.orders SET updated_at = '2026-03-02'");
  for (const auto& mart : follow().marts) EXPECT_EQ(mart.changed(), 0) << mart.table;
  EXPECT_EQ(written(), before) << "the orders were read, the facts are the same";

  stand().mysql("UPDATE orders_db.order_items SET quantity = quantity + 1 WHERE id LIKE '%0008'");
  for (const auto& mart : follow().marts) {
    EXPECT_EQ(mart.updated, 1) << mart.table;
    EXPECT_EQ(mart.inserted + mart.deleted, 0) << mart.table;
  }
  // Рядок пішов, решта замовлення лишилася: замовлень стільки ж.
  const auto orders = stand().warehouse_rows("SELECT sum(orders) FROM mart_orders_daily");
  stand().mysql("DELETE FROM orders_db.order_items WHERE id LIKE '%0002'");
  EXPECT_EQ(follow().facts.deleted, 1);
  EXPECT_EQ(stand().warehouse_rows("SELECT sum(orders) FROM mart_orders_daily"), orders);
}

TEST_F(IncrementalTest, AMartThatHoldsSomethingElseIsComputedAnew) {
  run();
  auto warehouse = stand().warehouse();
  // Таблиці щойно дала міграція; зміни немає.
  support::require(warehouse.execute("DELETE FROM mart_sales_daily; DELETE FROM mart_employee_daily"));
  follow();
  // Різниця не сходиться з тим, що лежить.
  support::require(
      warehouse.execute("DELETE FROM mart_orders_daily WHERE date_key <> 20160229; UPDATE "
                        "mart_employee_daily SET items = 0, orders = 0"));
  stand().mysql("UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0001'");
  run();
  expect_marts();
  // Чого запуск за журналом не торкається, те лагодить порівняння всього.
  support::require(warehouse.execute("UPDATE mart_product_monthly SET revenue = revenue + 1"));
  run({.mode = Mode::full});
  expect_marts();
}

TEST_F(IncrementalTest, CustomersAreReadByWhatChangedToo) {
  run();
  stand().mysql(
      "UPDATE orders_db.customers SET region_id = '4e000000-0000-4000-8000-000000000002', first_name = "
      "'Анна' WHERE email = 'ann@example.com'");
  const auto moved = follow();
  EXPECT_EQ(moved.dimensions.at(4).versions, 1);
  stand().mysql(R"(
    INSERT INTO orders_db.customers (id, first_name, last_name, email, phone, region_id) VALUES
      ('c0000000-0000-4000-8000-000000000000', 'Пізній', 'Клієнт', 'late@example.com', '+380', '4e000000-0000-4000-8000-000000000001'))");
  EXPECT_EQ(follow().dimensions.at(4).inserted, 1);
  stand().mysql("DELETE FROM orders_db.customers WHERE email = 'late@example.com'");
  EXPECT_EQ(follow().dimensions.at(4).deleted, 1);
}

TEST_F(IncrementalTest, ATransactionThatCommitsLateIsNotMissed) {
  auto late = stand().mysql_root();
  run();
  support::require(late.execute("USE orders_db"));
  support::require(late.execute("BEGIN"));
  support::require(
      late.execute("UPDATE orders SET status = 'paid', updated_at = '2020-01-01' WHERE id = "
                   "'00000000-0000-4000-8000-000000000004'"));
  stand().mysql(
      "UPDATE orders_db.orders SET status = 'paid' WHERE id = '00000000-0000-4000-8000-000000000005'");
  EXPECT_EQ(follow().facts.inserted, 1);
  support::require(late.execute("COMMIT"));
  EXPECT_EQ(follow().facts.inserted, 1);
}

TEST_F(IncrementalTest, ANewPriceOfAFutureOrderComparesEverything) {
  stand().mysql("UPDATE orders_db.orders SET order_date = '2099-01-01' WHERE id LIKE '%0007'");
  run();
  stand().mysql(
      "UPDATE catalog_db.products SET price = 599 WHERE sku = 'MS-1'; UPDATE orders_db.orders SET status = "
      "'paid' WHERE id LIKE '%0004'");
  const auto report = run();
  EXPECT_EQ(report.mode, "full");
  EXPECT_EQ(report.facts.updated, 2);
  expect_complete();
  EXPECT_EQ(follow().facts.read, 0);
}

TEST_F(IncrementalTest, WhatTheLogCannotTellIsComparedWhole) {
  const std::vector<std::string> blind = {
      "TRUNCATE TABLE orders_db.order_items; INSERT INTO orders_db.order_items (id, order_id, product_id, "
      "quantity, unit_price, "
      "unit_cost) VALUES (UUID(), '00000000-0000-4000-8000-000000000001', "
      "'b0000000-0000-4000-8000-000000000001', 1, 1, 1)",
      "ALTER TABLE orders_db.orders ADD COLUMN channel varchar(20) NULL",
      "SET SESSION binlog_format = 'STATEMENT'; UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE "
      "'%0004'",
      "RESET MASTER"};
  for (const auto& sql : blind) {
    if (!stand().is_mariadb() && sql == "RESET MASTER") continue;
    SCOPED_TRACE(sql);
    ASSERT_NO_FATAL_FAILURE(stand().fill_world());
    allow();
    run();
    stand().mysql("UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0002'");
    stand().mysql(sql);
    const auto report = run({.allow_deletes = true});
    EXPECT_EQ(report.mode, "full");
    expect_complete();
    EXPECT_EQ(follow().facts.read, 0) << "and then the log is followed again";
  }
}

TEST_F(IncrementalTest, WithoutTheRightToReadTheLogEverythingIsCompared) {
  stand().mysql(stand().is_mariadb()
                    ? "REVOKE REPLICATION SLAVE, BINLOG MONITOR ON *.* FROM 'orders_user'@'%'"
                    : "REVOKE REPLICATION SLAVE, REPLICATION CLIENT, RELOAD ON *.* FROM 'orders_user'@'%'");
  run();
  stand().mysql("UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004'");
  EXPECT_EQ(run().mode, "full");
  expect_complete();
}

TEST_F(IncrementalTest, AFailedRunDoesNotMoveThePosition) {
  run();
  stand().mysql("UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004'");
  stand().mysql("UPDATE orders_db.order_items SET quantity = -1 WHERE id LIKE '%0005'");
  ASSERT_FALSE(warehouse::run(stand().catalogue(), {}));
  stand().mysql("UPDATE orders_db.order_items SET quantity = 2 WHERE id LIKE '%0005'");
  EXPECT_EQ(follow().facts.inserted, 1);
}

TEST_F(IncrementalTest, AnyHistoryEndsAsIfEverythingWereCompared) {
  run();
  std::mt19937 random(20261130);
  int changed = 0;
  for (int round = 0; round < 40; ++round) {
    std::string history;
    for (int i = 0; i < 1 + round % 4; ++i) history += support::random_change(random) + "; ";
    SCOPED_TRACE(history);
    stand().mysql(history);
    changed += follow().facts.changed() ? 1 : 0;
    if (HasFailure()) break;
  }
  EXPECT_GT(changed, 8) << "the histories changed something";
}

}  // namespace
}  // namespace techmarket::warehouse
