// Собівартість давніх рядків на справжніх серверах: база, що жила до order_items.unit_cost.

#include "world/unit_costs.h"

#include "support/warehouse_stand.h"

namespace techmarket::world {
namespace {

class UnitCosts : public support::StandTest {
 protected:
  /// Такими бази були до стовпця.
  void forget_column() { stand().mysql("ALTER TABLE orders_db.order_items DROP COLUMN unit_cost"); }
  void add_column() { stand().mysql("ALTER TABLE orders_db.order_items ADD COLUMN unit_cost decimal(12,2)"); }

  std::int64_t count(const std::string& condition) {
    return std::stoll(stand()
                          .mysql_rows("SELECT COUNT(*) FROM orders_db.order_items i LEFT JOIN "
                                      "catalog_db.products p ON p.id = i.product_id WHERE " +
                                      condition)
                          .at(0)
                          .at(0)
                          .value());
  }

  std::int64_t fill() {
    const auto filled = fill_unit_costs(stand().catalogue());
    EXPECT_TRUE(filled) << filled.error().message;
    return filled.value_or(-1);
  }
};

TEST_F(UnitCosts, EveryRowTakesWhatItsProductCostsTodayAndKeepsIt) {
  forget_column();
  EXPECT_EQ(missing_unit_costs(stand().catalogue()).value_or(-1), 9);
  EXPECT_EQ(fill(), 0) << "there is nowhere to write yet";
  add_column();
  EXPECT_EQ(fill(), 9);
  EXPECT_EQ(count("i.unit_cost = p.cost"), 9);
  stand().mysql("UPDATE catalog_db.products SET cost = cost * 1.1 + 1");
  EXPECT_EQ(fill(), 0);
  EXPECT_EQ(count("i.unit_cost = p.cost"), 0);
}

TEST_F(UnitCosts, WhatIsKnownStaysAndTheUnknownProductIsLeftAlone) {
  stand().mysql(
      "UPDATE orders_db.order_items SET product_id = 'ffffffff-ffff-4fff-8fff-ffffffffffff', unit_cost = "
      "NULL WHERE id LIKE '%0009'");
  EXPECT_EQ(missing_unit_costs(stand().catalogue()).value_or(-1), 2);
  EXPECT_EQ(fill(), 1) << "the bag of world.sql";
  EXPECT_EQ(count("i.id LIKE '%0004' AND i.unit_cost = 0.02"), 1);
  EXPECT_EQ(count("i.id LIKE '%0007' AND i.unit_cost = 30000.00"), 1);
  EXPECT_EQ(count("i.unit_cost IS NULL"), 1);
}

TEST_F(UnitCosts, ADatabaseBeingWrittenIsNotTouched) {
  auto writer = stand().mysql_root();
  support::require(writer.execute("DO GET_LOCK('techmarket generate orders_db', 0)"));
  const auto filled = fill_unit_costs(stand().catalogue());
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().kind, ErrorKind::retryable);
}

TEST_F(UnitCosts, AnotherProjectHasNothingToFill) {
  config::Catalogue other = stand().catalogue();
  std::erase_if(other.services, [](const auto& service) { return service.name == "catalog-db"; });
  EXPECT_EQ(missing_unit_costs(other).value_or(-1), 0);
  stand().mysql("SET foreign_key_checks = 0; DROP TABLE orders_db.order_items");
  EXPECT_EQ(missing_unit_costs(stand().catalogue()).value_or(-1), 0);
}

}  // namespace
}  // namespace techmarket::world
