// verify --deep: кожне псування сховища знайдено й названо, поки джерела пишуть; законне лише те, що називає
// журнал. Справжні сервери.

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "ops/verify.h"
#include "support/warehouse_stand.h"
#include "warehouse/run.h"
#include "world/load_state.h"

namespace techmarket::ops {
namespace {

using ::testing::HasSubstr;

/// @param sql псування сховища. @param check і @param detail — чим його названо
struct Planted {
  std::string sql, check, detail;
  std::size_t failed = 1;  ///< скільки перевірок його бачать
};

class VerifyDeepTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stand_ = std::make_unique<support::Stand>(true); }
  static void TearDownTestSuite() { stand_.reset(); }
  void SetUp() override {
    if (!stand().reason().empty()) GTEST_SKIP() << stand().reason();
    ASSERT_NO_FATAL_FAILURE(stand().fill_world());
    const std::string rights = stand().is_mariadb() ? "REPLICATION SLAVE, BINLOG MONITOR"
                                                    : "REPLICATION SLAVE, REPLICATION CLIENT, RELOAD";
    for (const auto* user : {"orders_user", "catalog_user"})
      stand().mysql(fmt::format("GRANT {} ON *.* TO '{}'@'%'", rights, user));
    load();
  }

  support::Stand& stand() { return *stand_; }

  void load() {
    const auto report = warehouse::run(stand().catalogue(), {.mode = warehouse::Mode::full});
    ASSERT_TRUE(report) << report.error().message;
  }

  /// Проміжки по три рядки: і малий світ має їх кілька.
  Verification deep(std::int64_t rows_per_range = 3) {
    auto verification = verify_deep(stand().catalogue(), ProgressStyle::silent, rows_per_range);
    EXPECT_TRUE(verification) << verification.error().message;
    return verification ? std::move(*verification) : Verification();
  }

  void expect_whole() {
    for (const auto& check : deep().checks) EXPECT_TRUE(check.ok) << check.name << ": " << check.detail;
  }

  std::string detail_of(std::string_view check) {
    for (const auto& one : deep().checks)
      if (one.name.starts_with(check)) return one.detail;
    return "no such check";
  }

  void expect_named(const Planted& planted) {
    SCOPED_TRACE(planted.sql);
    const auto verification = deep();
    EXPECT_EQ(verification.failed(), planted.failed);
    const auto found = std::ranges::find_if(
        verification.checks, [&](const CheckResult& check) { return check.name.starts_with(planted.check); });
    ASSERT_NE(found, verification.checks.end());
    EXPECT_FALSE(found->ok);
    EXPECT_THAT(found->detail, HasSubstr(planted.detail));
  }

 private:
  static inline std::unique_ptr<support::Stand> stand_;
};

std::string fact(std::string_view change) {
  return fmt::format("UPDATE fact_sales SET {} WHERE order_item_id::text LIKE '%0001'", change);
}

std::string other(std::string_view dimension, std::string_view key) {
  return fmt::format("{0} = (SELECT max({0}) FROM {1} WHERE {0} <> fact_sales.{0})", key, dimension);
}

TEST_F(VerifyDeepTest, EveryDamageIsCaughtAndNamed) {
  expect_whole();
  const std::string facts = "fact_sales";
  const std::vector<Planted> all = {
      {fact("quantity = quantity + 1"), facts, "quantity is"},
      {fact("revenue = revenue + 0.01"), facts, "revenue is"},
      {fact("discount_amount = discount_amount + 0.01"), facts, "discount_amount is"},
      {fact("cost = cost - 0.01"), facts, "cost is"},
      {fact("margin = -margin"), facts, "margin is"},
      {fact("order_id = gen_random_uuid()"), facts, "order_id is"},
      {fact(other("dim_date", "date_key")), facts, "date is"},
      {fact(other("dim_product", "product_key")), facts, "product_id is"},
      {fact(other("dim_customer", "customer_key")), facts, "customer_id is"},
      {fact(other("dim_employee", "employee_key")), facts, "employee_id is"},
      {fact(other("dim_region", "region_key")), facts, "region_id is"},
      {"DELETE FROM fact_sales WHERE order_item_id::text LIKE '%0001'", facts, "is not in the warehouse"},
      {"INSERT INTO fact_sales SELECT order_id, gen_random_uuid(), date_key, product_key, customer_key, "
       "employee_key, region_key, quantity, revenue, discount_amount, cost, margin FROM fact_sales LIMIT 1",
       facts, "but not in its source"},
      {"UPDATE fact_sales SET order_item_id = gen_random_uuid() WHERE order_item_id::text LIKE '%0001'",
       facts, "is not in the warehouse"},
      {"UPDATE dim_product SET name = name || '!' WHERE product_key = (SELECT min(product_key) FROM "
       "dim_product)",
       "dim_product", "name is"},
      {"UPDATE dim_product SET price = price + 1 WHERE product_key = (SELECT min(product_key) FROM "
       "dim_product)",
       "dim_product", "price is"},
      {"UPDATE dim_product SET sku = 'other' WHERE product_key = (SELECT min(product_key) FROM dim_product)",
       "dim_product", "sku is"},
      {"UPDATE dim_product SET deleted_at = now() WHERE product_key = (SELECT min(product_key) FROM "
       "dim_product)",
       "dim_product", "is not in the warehouse"},
      {"UPDATE dim_category SET name = name || ' ' WHERE category_key = (SELECT min(category_key) FROM "
       "dim_category)",
       "dim_category", "name is"},
      {"UPDATE dim_region SET name = upper(name) WHERE region_key = (SELECT min(region_key) FROM dim_region)",
       "dim_region", "name is"},
      {"UPDATE dim_customer SET email = 'x@example.com' WHERE customer_key = (SELECT min(customer_key) FROM "
       "dim_customer)",
       "dim_customer", "email is"},
      {"UPDATE dim_customer SET region_key = (SELECT max(region_key) FROM dim_region WHERE region_key <> "
       "dim_customer.region_key) WHERE customer_key = (SELECT min(customer_key) FROM dim_customer)",
       "dim_customer", "region_id is"},
      {"UPDATE dim_employee SET last_name = 'Інша' WHERE employee_key = (SELECT min(employee_key) FROM "
       "dim_employee)",
       "dim_employee", "last_name is"},
      {"UPDATE dim_customer SET customer_id = gen_random_uuid() WHERE customer_key = (SELECT "
       "min(customer_key) "
       "FROM dim_customer)",
       "dim_customer", "but not in its source", 2},
  };
  const std::vector<std::string_view> tables = {"fact_sales",   "dim_product", "dim_customer",
                                                "dim_employee", "dim_region",  "dim_category"};
  auto warehouse = stand().postgres("postgres", "dwh_db");
  // Псувати можна й те, чого не дали б зовнішні ключі.
  ASSERT_TRUE(warehouse.execute("SET session_replication_role = replica; CREATE SCHEMA kept"));
  for (const auto table : tables)
    ASSERT_TRUE(warehouse.execute(fmt::format("CREATE TABLE kept.{0} AS TABLE {0}", table)));
  for (const auto& planted : all) {
    const auto changed = warehouse.execute_counted(planted.sql);
    ASSERT_TRUE(changed && *changed == 1) << planted.sql;
    expect_named(planted);
    for (const auto table : tables)
      ASSERT_TRUE(warehouse.execute(fmt::format("DELETE FROM {0}; INSERT INTO {0} TABLE kept.{0}", table)));
  }
  expect_whole();
}

TEST_F(VerifyDeepTest, RowsLostInASourceAreNotCalledPending) {
  // Поза журналом: так виглядає втрата, а не зміна.
  stand().mysql("SET sql_log_bin = 0; DELETE FROM orders_db.order_items WHERE id LIKE '%0001'");
  expect_named({"a lost row", "fact_sales", "but not in its source"});
}

TEST_F(VerifyDeepTest, WhatTheWarehouseHasNotSeenYetIsNoViolation) {
  stand().mysql(R"(
    UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004';
    UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0001';
    UPDATE orders_db.order_items SET quantity = 7 WHERE id LIKE '%0003';
    DELETE FROM orders_db.order_items WHERE id LIKE '%0008';
    UPDATE orders_db.customers SET email = 'new@example.com' WHERE id LIKE '%0001';
    UPDATE catalog_db.products SET price = price + 1 WHERE id LIKE '%0001')");
  expect_whole();
  EXPECT_THAT(detail_of("fact_sales"), HasSubstr("5 not loaded yet"));
  EXPECT_THAT(detail_of("dim_product"), HasSubstr("1 not loaded yet"));
  // Псування поруч із незчитаним однаково видно.
  ASSERT_TRUE(stand().warehouse().execute(
      "UPDATE fact_sales SET quantity = 99 WHERE order_item_id::text LIKE '%0007'"));
  expect_named({"beside pending rows", "fact_sales", "quantity is '1', the warehouse has '99'"});
  load();
  expect_whole();
  EXPECT_THAT(detail_of("fact_sales"), ::testing::Not(HasSubstr("not loaded yet")));
}

TEST_F(VerifyDeepTest, StaysCorrectWhileWritersWriteAndTheWarehouseIsLoaded) {
  std::jthread writer([this](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i)
      stand().mysql(
          fmt::format("UPDATE orders_db.orders SET status = '{}' WHERE id LIKE '%000{}'; UPDATE "
                      "orders_db.order_items SET "
                      "quantity = {} WHERE id LIKE '%000{}'; UPDATE catalog_db.products SET price = {} WHERE "
                      "id LIKE '%0002'",
                      i % 2 == 0 ? "paid" : "cancelled", i % 7 + 1, i % 5 + 1, i % 9 + 1, i % 90 + 10));
  });
  std::jthread loader([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) (void)warehouse::run(stand().catalogue(), {});
  });
  for (int i = 0; i < 15; ++i) expect_whole();
}

TEST_F(VerifyDeepTest, ALogThatDoesNotTellAllIsSaid) {
  stand().mysql("ALTER TABLE orders_db.orders ADD COLUMN extra int NULL");
  const auto refused = verify_deep(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
  EXPECT_THAT(refused.error().message, HasSubstr("does not tell what the warehouse has not seen yet"));
  load();
  expect_whole();
}

TEST_F(VerifyDeepTest, WithoutALogNobodyMayWrite) {
  ASSERT_TRUE(stand().warehouse().execute("DELETE FROM etl.positions"));
  expect_whole();
  auto writer =
      db::mysql::Connection::open(config::endpoint_of(stand().service("orders-db"), "test")).value();
  ASSERT_TRUE(world::lock_database(writer));
  const auto refused = verify_deep(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
}

TEST_F(VerifyDeepTest, AWarehouseNeverLoadedIsNoSuccess) {
  ASSERT_NO_FATAL_FAILURE(stand().fill_world());
  const auto refused = verify_deep(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::check_failed);
}

// Один проміжок на все і проміжок на рядок бачать те саме.
TEST_F(VerifyDeepTest, RangesOfAnySizeSeeTheSame) {
  ASSERT_TRUE(stand().warehouse().execute("UPDATE fact_sales SET quantity = 99"));
  for (const std::int64_t rows : {1, 2, 7, 1000}) {
    std::int64_t violations = 0;
    for (const auto& check : deep(rows).checks) violations += check.violations;
    EXPECT_EQ(violations, 7) << rows;
  }
}

}  // namespace
}  // namespace techmarket::ops
