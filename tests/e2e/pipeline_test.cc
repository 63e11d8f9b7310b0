// Головна дорога: заповнити, завантажити, довести — і прямий SQL, що погоджується з програмою.

#include <map>

#include <gtest/gtest.h>

#include "platform.h"

namespace techmarket::e2e {
namespace {

class Pipeline : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_PLATFORM();
    fill_default_world();
  }
};

TEST_F(Pipeline, DefaultWorldHasExactlyTheAgreedCounts) {
  const std::map<std::string, std::pair<std::string, std::int64_t>> expected = {
      {"regions", {"orders-db", 5}},    {"categories", {"catalog-db", 14}},
      {"products", {"catalog-db", 25}}, {"employees", {"orders-db", 10}},
      {"customers", {"orders-db", 50}}, {"orders", {"orders-db", 600}},
      {"auth_users", {"auth-db", 61}},  {"roles", {"auth-db", 4}},
      {"auth_tokens", {"auth-db", 20}}, {"auth_credentials", {"auth-db", 61}}};
  for (const auto& [table, where] : expected)
    EXPECT_EQ(mysql_int(where.first, "SELECT COUNT(*) FROM " + table), where.second) << table;
  EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM employees WHERE is_manager"), 5);
  EXPECT_EQ(mysql_int("catalog-db", "SELECT COUNT(*) FROM categories WHERE parent_category_id IS NULL"), 6);
  EXPECT_EQ(mysql_int("auth-db", "SELECT COUNT(*) FROM auth_users WHERE email = 'admin@techmarket.com'"), 1);
  const auto payments = mysql_int("payments-db", "SELECT COUNT(*) FROM payments");
  EXPECT_EQ(payments,
            mysql_int("orders-db", "SELECT COUNT(*) FROM orders WHERE status NOT IN ('new', 'cancelled')"));
  EXPECT_NEAR(static_cast<double>(payments), 540, 25);
}

TEST_F(Pipeline, VerifyAgreesAndListsEveryTable) {
  const auto verified = techmarket({"verify", "--json"});
  EXPECT_EQ(verified.exit_code, 0) << verified.errors << verified.output;
  ASSERT_TRUE(verified.json.is_object()) << verified.output;
  EXPECT_TRUE(verified.json["ok"]);
  EXPECT_EQ(verified.json["services"].size(), catalogue().services.size());
  EXPECT_GT(verified.json["checks"].size(), 15u);
  for (const auto& check : verified.json["checks"]) EXPECT_TRUE(check["ok"]) << check;
}

TEST_F(Pipeline, WarehouseHoldsEverySoldItemToTheKopiyka) {
  auto orders = mysql("orders-db");
  const auto source = orders.query(
      "SELECT COUNT(*), SUM(i.quantity), SUM(i.unit_price * i.quantity), SUM(i.discount) FROM order_items i "
      "JOIN orders o ON o.id = i.order_id WHERE o.status IN ('paid', 'shipped', 'delivered')");
  auto dwh = warehouse();
  const auto facts =
      dwh.query("SELECT COUNT(*), SUM(quantity), SUM(revenue), SUM(discount_amount) FROM fact_sales");
  ASSERT_TRUE(source && facts);
  EXPECT_EQ((*source)[0], (*facts)[0]);
  EXPECT_EQ(warehouse_int("SELECT COUNT(*) FROM fact_sales WHERE margin <> revenue - discount_amount - cost"),
            0);
}

TEST_F(Pipeline, RunningEverythingAgainChangesNothing) {
  const auto first = techmarket({"generate", "--until", "2026-11-22", "--json"});
  const auto second = techmarket({"generate", "--until", "2026-11-22", "--json"});
  ASSERT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_EQ(first.json["digest"], second.json["digest"]);
  auto dwh = warehouse();
  const std::string keys = "SELECT customer_id, customer_key FROM dim_customer ORDER BY 1";
  const auto before = dwh.query(keys);
  ASSERT_EQ(techmarket({"etl", "run", "--allow-deletes"}).exit_code, 0);
  EXPECT_EQ(before.value(), dwh.query(keys).value());
  EXPECT_EQ(techmarket({"verify"}).exit_code, 0);
}

TEST_F(Pipeline, BackupHoldsAllFiveDatabases) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("techmarket-backup-" + std::to_string(::getpid()));
  const auto made = techmarket({"backup", folder.string()});
  EXPECT_EQ(made.exit_code, 0) << made.errors;
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.file_size() > 500) ++files;
  EXPECT_GE(files, 5);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace techmarket::e2e
