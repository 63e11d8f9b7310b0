// Зіпсований рядок у кожній службі має бути знайдений: verify завершується з кодом 1 і називає перевірку.

#include <gtest/gtest.h>

#include "platform.h"

namespace techmarket::e2e {
namespace {

struct Damage {
  std::string name;  ///< ім'я випадку
  std::string service;
  std::string sql;
  std::string expected;  ///< частина імені перевірки, що має не пройти
};

void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.name;
}

class DamageIsFound : public testing::TestWithParam<Damage> {};

TEST_P(DamageIsFound, ByVerify) {
  REQUIRE_PLATFORM();
  fill_default_world();
  const Damage& damage = GetParam();
  if (damage.service == "dwh-db") {
    auto connection = warehouse();
    const auto touched = connection.execute_counted(damage.sql);
    ASSERT_TRUE(touched) << touched.error().message;
    ASSERT_GT(*touched, 0);
  } else {
    auto connection = mysql(damage.service);
    const auto done = connection.execute_script("SET foreign_key_checks = 0; " + damage.sql);
    ASSERT_TRUE(done) << done.error().message;
  }

  const auto verified = techmarket({"verify", "--json"});
  EXPECT_EQ(verified.exit_code, 1);
  ASSERT_TRUE(verified.json.is_object()) << verified.output << verified.errors;
  EXPECT_FALSE(verified.json["ok"]);
  bool found = false;
  std::string failed;
  for (const auto& check : verified.json["checks"]) {
    if (check["ok"]) continue;
    const std::string name = check["name"];
    failed += name + " ";
    found = found || name.find(damage.expected) != std::string::npos;
    EXPECT_GT(check["violations"], 0) << name;
    EXPECT_FALSE(std::string(check["detail"]).empty()) << name;
  }
  EXPECT_TRUE(found) << "failed checks: " << failed;

  fill_default_world();
  EXPECT_EQ(techmarket({"verify"}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Each, DamageIsFound,
    testing::Values(
        Damage{
            "OrderItemCost", "orders-db",
            "UPDATE order_items i JOIN (SELECT id FROM orders WHERE status = 'delivered' ORDER BY id LIMIT "
            "1) o ON o.id = i.order_id SET i.unit_cost = i.unit_cost + 0.01",
            "cost"},
        Damage{"CatalogProductGone", "catalog-db", "DELETE FROM products ORDER BY sku LIMIT 1", "product_id"},
        Damage{"OrderTotal", "orders-db",
               "UPDATE orders SET total_amount = total_amount + 0.01 ORDER BY id LIMIT 1", "total"},
        Damage{"OrderItemGone", "orders-db",
               "DELETE i FROM order_items i JOIN (SELECT id FROM orders WHERE status = 'delivered' ORDER BY "
               "id LIMIT 1) o "
               "ON o.id = i.order_id",
               "facts"},
        Damage{"AuthCustomer", "auth-db",
               "UPDATE auth_users SET customer_id = '00000000-0000-4000-8000-000000000000' WHERE customer_id "
               "IS NOT NULL "
               "ORDER BY id LIMIT 1",
               "customer_id"},
        Damage{"PaymentAmount", "payments-db",
               "UPDATE payments SET amount = amount - 0.01 ORDER BY id LIMIT 1", "payment"},
        Damage{"PaymentOrphan", "payments-db",
               "UPDATE payments SET order_id = '00000000-0000-4000-8000-000000000000' ORDER BY id LIMIT 1",
               "order_id"},
        Damage{"FactGone", "dwh-db",
               "DELETE FROM fact_sales WHERE order_item_id = (SELECT min(order_item_id::text)::uuid FROM "
               "fact_sales)",
               "facts"},
        Damage{"FactMargin", "dwh-db",
               "UPDATE fact_sales SET margin = margin + 0.01 WHERE order_item_id = (SELECT "
               "min(order_item_id::text)::uuid FROM "
               "fact_sales)",
               "margin"},
        Damage{
            "FactsCompensating", "dwh-db",
            "UPDATE fact_sales f SET quantity = f.quantity + s.d FROM (SELECT order_item_id, CASE "
            "row_number() OVER (ORDER BY "
            "order_item_id) WHEN 1 THEN 1 ELSE -1 END AS d FROM fact_sales ORDER BY order_item_id LIMIT 2) s "
            "WHERE f.order_item_id = s.order_item_id",
            "facts"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace techmarket::e2e
