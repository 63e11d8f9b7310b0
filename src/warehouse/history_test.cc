// Історія у вимірах і запис різницею, на справжніх серверах. Очікування написано руками.

#include <gmock/gmock.h>

#include "support/warehouse_stand.h"
#include "warehouse/run.h"

namespace techmarket::warehouse {
namespace {

using ::testing::HasSubstr;

class HistoryTest : public support::StandTest {
 protected:
  Report run(Options options = {}) {
    auto report = warehouse::run(stand().catalogue(), options);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : Report();
  }
  Error refused(Options options = {}) {
    auto report = warehouse::run(stand().catalogue(), options);
    EXPECT_FALSE(report);
    return report ? Error() : report.error();
  }

  std::string one(const std::string& sql) { return stand().warehouse_rows(sql).at(0).at(0).value_or("NULL"); }

  /// «ціна регіон … чинність» усіх версій мишки, від першої.
  std::string mouse() {
    return one(R"(
      SELECT string_agg(concat_ws(' ', product_key, product_durable_key, price,
               CASE WHEN valid_from = '1900-01-01' THEN 'beginning' ELSE 'later' END,
               CASE WHEN valid_to = '9999-12-31' THEN 'forever' ELSE 'closed' END, is_current,
               CASE WHEN deleted_at IS NOT NULL THEN 'deleted' END), '; ' ORDER BY valid_from)
      FROM dim_product WHERE sku = 'MS-1')");
  }

  void set_price(const std::string& price) {
    stand().mysql("UPDATE catalog_db.products SET price = " + price + " WHERE sku = 'MS-1'");
  }

  /// Пари «попередня версія закінчується там, де починається наступна» для всіх членів.
  std::string gaps() {
    return one(R"(
      SELECT count(*) FROM (SELECT valid_from, lag(valid_to) OVER (PARTITION BY product_id ORDER BY valid_from) AS before
                            FROM dim_product) v WHERE before <> valid_from)");
  }
};

TEST_F(HistoryTest, AChangedPriceOpensAVersionAndADifferentNameInPlaceDoesNot) {
  run();
  EXPECT_EQ(mouse(), "2 2 499.50 beginning forever t");
  set_price("599.00");
  const auto report = run();
  EXPECT_EQ(report.dimensions.at(3).table, "dim_product");
  EXPECT_EQ(report.dimensions.at(3).versions, 1);
  EXPECT_EQ(report.dimensions.at(3).updated, 0);
  EXPECT_EQ(mouse(), "2 2 499.50 beginning closed f; 4 2 599.00 later forever t");
  // Артикул не має історії: переписується в обох версіях.
  stand().mysql("UPDATE catalog_db.products SET sku = 'MS-2' WHERE sku = 'MS-1'");
  EXPECT_EQ(run().dimensions.at(3).updated, 1);
  EXPECT_EQ(one("SELECT count(*) FROM dim_product WHERE sku = 'MS-2'"), "2");
  EXPECT_EQ(gaps(), "0");
}

TEST_F(HistoryTest, ThereAndBackIsThreeVersions) {
  run();
  set_price("599.00");
  run();
  set_price("499.50");
  run();
  EXPECT_EQ(mouse(), "2 2 499.50 beginning closed f; 4 2 599.00 later closed f; 5 2 499.50 later forever t");
  EXPECT_EQ(gaps(), "0");
}

TEST_F(HistoryTest, SeveralChangesBetweenTwoRunsAreOneVersion) {
  run();
  for (const std::string price : {"1", "2", "3"}) set_price(price);
  run();
  EXPECT_EQ(mouse(), "2 2 499.50 beginning closed f; 4 2 3.00 later forever t");
}

TEST_F(HistoryTest, ADeletedMemberIsMarkedAndComesBack) {
  run();
  stand().mysql("DELETE FROM orders_db.order_items WHERE product_id LIKE '%0002'");
  stand().mysql(
      "CREATE TABLE catalog_db.kept AS SELECT * FROM catalog_db.products WHERE sku = 'MS-1'; "
      "DELETE FROM catalog_db.products WHERE sku = 'MS-1'");
  EXPECT_EQ(run().dimensions.at(3).deleted, 1);
  EXPECT_EQ(mouse(), "2 2 499.50 beginning forever t deleted");
  // Другий запуск уже знає.
  EXPECT_EQ(run().dimensions.at(3).changed(), 0);
  stand().mysql("INSERT INTO catalog_db.products SELECT * FROM catalog_db.kept; DROP TABLE catalog_db.kept");
  EXPECT_EQ(run().dimensions.at(3).updated, 1);
  EXPECT_EQ(mouse(), "2 2 499.50 beginning forever t");
}

TEST_F(HistoryTest, AFactPointsToTheVersionOfItsTime) {
  run();
  set_price("599.00");
  stand().mysql(
      "UPDATE orders_db.customers SET region_id = '4e000000-0000-4000-8000-000000000002' WHERE email = "
      "'ann@example.com'");
  run();
  // Замовлення з майбутнього: його час — після межі.
  stand().mysql("UPDATE orders_db.orders SET order_date = '2099-01-01' WHERE id LIKE '%0007'");
  const auto report = run();
  EXPECT_EQ(report.facts.updated, 2);
  EXPECT_EQ(one("SELECT string_agg(product_key || ' ' || customer_key, ', ' ORDER BY order_item_id) FROM "
                "fact_sales "
                "JOIN dim_product USING (product_key) WHERE sku = 'MS-1'"),
            "2 1, 2 2, 4 4, 4 4");
  // Усе наново — ті самі ключі: версію вибирає лише час замовлення.
  const auto facts = stand().warehouse_rows("SELECT * FROM fact_sales ORDER BY order_item_id");
  support::require(stand().warehouse().execute("DELETE FROM fact_sales"));
  run();
  EXPECT_EQ(stand().warehouse_rows("SELECT * FROM fact_sales ORDER BY order_item_id"), facts);
}

TEST_F(HistoryTest, ANewVersionTakesOverTheFutureOrders) {
  stand().mysql("UPDATE orders_db.orders SET order_date = '2099-01-01' WHERE id LIKE '%0007'");
  run();
  set_price("599.00");
  EXPECT_EQ(run().facts.updated, 2);
}

TEST_F(HistoryTest, BoundariesOnlyGrowWhateverTheClockSays) {
  run();
  support::require(stand().warehouse().execute(
      "UPDATE dim_product SET valid_to = '2090-01-01', is_current = false WHERE sku = 'MS-1'; "
      "INSERT INTO dim_product (product_key, product_durable_key, product_id, name, sku, category_key, "
      "price, valid_from, updated_at) "
      "SELECT 4, 2, product_id, name, sku, category_key, 1, '2090-01-01', updated_at FROM dim_product WHERE "
      "sku = 'MS-1'"));
  run();
  EXPECT_EQ(mouse(), "2 2 499.50 beginning closed f; 4 2 1.00 later closed f; 5 2 499.50 later forever t");
  EXPECT_EQ(one("SELECT valid_from FROM dim_product WHERE product_key = 5"), "2090-01-01 00:00:00.000001");
}

TEST_F(HistoryTest, VersionsOfOneMemberCannotOverlap) {
  run();
  auto warehouse = stand().warehouse();
  const auto status = warehouse.execute(
      "INSERT INTO dim_product (product_key, product_id, name, sku, category_key, valid_from, updated_at) "
      "SELECT 99, product_id, name, sku, category_key, '2026-01-01', updated_at FROM dim_product WHERE sku = "
      "'MS-1'");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("ex_dim_product_versions"));
}

TEST_F(HistoryTest, ARowOlderThanTheHistoryIsCompletedInPlace) {
  run();
  // Так виглядає сховище, щойно перенесене `schema migrate`: нових значень ще немає.
  support::require(
      stand().warehouse().execute("ALTER TABLE dim_product DROP CONSTRAINT ex_dim_product_versions; UPDATE "
                                  "dim_product SET product_durable_key = 0, price = NULL"));
  const auto report = run();
  EXPECT_EQ(report.dimensions.at(3).updated, 3);
  EXPECT_EQ(report.dimensions.at(3).versions, 0);
  EXPECT_EQ(mouse(), "2 2 499.50 beginning forever t");
}

TEST_F(HistoryTest, AReaderIsNeitherStoppedNorFooled) {
  run();
  auto reader = stand().warehouse();
  support::require(reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ"));
  const auto look = [&] {
    return reader
        .query(
            "SELECT f.*, p.price FROM fact_sales f JOIN dim_product p USING (product_key) ORDER BY "
            "order_item_id")
        .value();
  };
  const auto before = look();
  ASSERT_EQ(before.size(), 7u);
  set_price("599.00");
  stand().mysql(
      "UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0001'; UPDATE orders_db.orders SET "
      "status = 'paid' WHERE id LIKE '%0004'");
  const auto report = run();
  EXPECT_EQ(report.facts.deleted, 2);
  EXPECT_EQ(report.facts.inserted, 1);
  EXPECT_EQ(look(), before);
  support::require(reader.execute("COMMIT"));
  EXPECT_EQ(look().size(), 6u);
}

TEST_F(HistoryTest, ADryRunTellsWhatWouldChangeAndChangesNothing) {
  run();
  set_price("599.00");
  stand().mysql("UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0001'");
  const auto state = [&] {
    return stand().warehouse_rows(
        "SELECT (SELECT max(xmin::text::bigint) FROM fact_sales), (SELECT max(xmin::text::bigint) FROM "
        "dim_product), "
        "(SELECT last_value FROM dim_product_product_key_seq), (SELECT last_value FROM etl.runs_run_id_seq)");
  };
  const auto before = state();
  const auto report = run({.dry_run = true});
  EXPECT_EQ(report.status, "dry-run");
  EXPECT_EQ(report.facts.deleted, 2);
  EXPECT_EQ(report.dimensions.at(3).versions, 1);
  EXPECT_EQ(state(), before);
}

TEST_F(HistoryTest, AnotherWorldIsNotMergedWithTheOldOne) {
  const auto mark = [&](const std::string& digest) {
    for (const std::string database : {"orders_db", "catalog_db"}) {
      stand().mark_load(database, 7, true);
      stand().mysql("UPDATE " + database + "._techmarket_load SET digest = '" + digest + "'");
    }
  };
  mark("aaaa");
  run();
  set_price("599.00");
  run();
  mark("bbbb");
  stand().mysql(
      "UPDATE catalog_db.products SET id = REPLACE(id, 'b0', 'bb'); UPDATE orders_db.order_items SET "
      "product_id = REPLACE(product_id, 'b0', 'bb')");
  const auto before = stand().warehouse_rows("SELECT * FROM dim_product ORDER BY 1");
  const Error error = refused();
  EXPECT_EQ(error.kind, ErrorKind::check_failed);
  EXPECT_THAT(error.message, HasSubstr("another world (digest bbbb) than the warehouse (digest aaaa"));
  EXPECT_THAT(error.hint, HasSubstr("--allow-deletes"));
  EXPECT_EQ(stand().warehouse_rows("SELECT * FROM dim_product ORDER BY 1"), before);
  run({.allow_deletes = true});
  // Від старого світу не лишилося ні членів, ні історії.
  EXPECT_EQ(
      one("SELECT count(*) || ' ' || count(*) FILTER (WHERE product_id::text LIKE 'bb%') FROM dim_product"),
      "3 3");
  EXPECT_EQ(one("SELECT split_part(world, ' ', 1) FROM etl.runs ORDER BY run_id DESC LIMIT 1"), "bbbb");
  EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "7");
}

TEST_F(HistoryTest, TheSameWorldFilledAgainStartsTheWarehouseAnew) {
  const auto fill = [&](const std::string& at) {
    for (const std::string database : {"orders_db", "catalog_db"}) {
      stand().mark_load(database, 7, true);
      stand().mysql("UPDATE " + database + "._techmarket_load SET digest = 'aaaa', started_at = '" + at +
                    "'");
    }
  };
  fill("2026-11-30 10:00:00");
  run();
  set_price("599.00");
  run();
  EXPECT_EQ(one("SELECT count(*) FROM dim_product"), "4");
  set_price("499.50");
  fill("2026-11-30 11:00:00");
  EXPECT_EQ(run().mode, "first");
  EXPECT_EQ(mouse(), "2 2 499.50 beginning forever t") << "no history of the days that did not happen";
}

TEST_F(HistoryTest, LosingMostOfTheSalesNeedsPermission) {
  stand().mysql(R"(
    INSERT INTO orders_db.order_items (id, order_id, product_id, quantity, unit_price)
    SELECT CONCAT('20000000-0000-4000-8000-', LPAD(seq, 12, '0')), '00000000-0000-4000-8000-000000000001',
           'b0000000-0000-4000-8000-000000000002', 1, 1 FROM seq_1_to_500)");
  run();
  stand().mysql("UPDATE orders_db.orders SET status = 'cancelled' WHERE id LIKE '%0001'");
  const Error error = refused();
  EXPECT_EQ(error.kind, ErrorKind::check_failed);
  EXPECT_THAT(error.message, HasSubstr("502 of 507 facts are sold no more"));
  EXPECT_EQ(one("SELECT count(*) FROM fact_sales"), "507");
  EXPECT_EQ(run({.allow_deletes = true}).facts.deleted, 502);
}

}  // namespace
}  // namespace techmarket::warehouse
