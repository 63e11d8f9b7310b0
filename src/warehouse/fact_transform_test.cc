// Перетворення без серверів: рядки й ключі написано руками.

#include "warehouse/fact_transform.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using ::testing::HasSubstr;
using Fields = std::map<std::string_view, std::string_view>;

constexpr std::string_view kCustomer = "c0000000-0000-4000-8000-000000000001",
                           kEmployee = "e0000000-0000-4000-8000-000000000001",
                           kRegion = "4e000000-0000-4000-8000-000000000001",
                           kProduct = "b0000000-0000-4000-8000-000000000001",
                           kOrder = "00000000-0000-4000-8000-000000000001",
                           kItem = "10000000-0000-4000-8000-000000000001",
                           kNobody = "ffffffff-ffff-4fff-8fff-ffffffffffff";

class FactTransformTest : public ::testing::Test {
 protected:
  FactTransformTest() { transform_.begin_pass(1); }

  static DimensionKeys keys() {
    DimensionKeys keys;
    keys.members["dim_customer"].add(*parse_uuid(kCustomer), {}, 11);
    keys.members["dim_employee"].add(*parse_uuid(kEmployee), {}, 22);
    keys.members["dim_region"].add(*parse_uuid(kRegion), {}, 33);
    keys.members["dim_product"].add(*parse_uuid(kProduct), {}, 44);
    keys.costs.emplace(*parse_uuid(kProduct), Money{.kopiykas = 3'333'333});
    return keys;
  }

  /// Рядок у тому порядку стовпців, який назвало перетворення; changes заступають поля справного рядка.
  template <class Use>
  static void with_row(const SelectList& list, Fields row, const Fields& changes, Use use) {
    for (const auto& [column, value] : changes) row.insert_or_assign(column, value);
    std::vector<std::string_view> fields;
    for (const auto column : split(list.text(), ',')) fields.push_back(row.at(trim(column)));
    use(db::RowView(fields));
  }

  void add_order(const Fields& changes = {}) {
    with_row(transform_.order_columns().list,
             {{"id", kOrder},
              {"customer_id", kCustomer},
              {"employee_id", kEmployee},
              {"region_id", kRegion},
              {"order_date", "2025-12-31 23:59:59"},
              {"status", "paid"}},
             changes, [&](db::RowView row) { transform_.add_order(row); });
  }

  std::optional<Fact> item(const Fields& changes = {}) {
    std::optional<Fact> fact;
    with_row(transform_.item_columns().list,
             {{"id", kItem},
              {"order_id", kOrder},
              {"product_id", kProduct},
              {"quantity", "2"},
              {"unit_price", "41999.99"},
              {"unit_cost", "30000.50"},
              {"discount", "0.05"}},
             changes, [&](db::RowView row) { fact = transform_.item(row); });
    return fact;
  }

  /// Повідомлення про єдине порушення.
  std::string problem() const {
    EXPECT_EQ(quality_.total(), 1);
    const auto status = quality_.status();
    return status ? "" : status.error().message;
  }

  const DimensionKeys keys_ = keys();
  Quality quality_;
  FactTransform transform_{keys_, "orders_db", quality_};
};

TEST_F(FactTransformTest, ASoldItemBecomesAFactToTheKopiyka) {
  add_order();
  const auto fact = item();
  ASSERT_TRUE(fact);
  EXPECT_EQ(to_string(fact->order_id), kOrder);
  EXPECT_EQ(to_string(fact->order_item_id), kItem);
  EXPECT_EQ(fact->date.value, 20251231);
  EXPECT_EQ(fact->customer, 11);
  EXPECT_EQ(fact->employee, 22);
  EXPECT_EQ(fact->region, 33);
  EXPECT_EQ(fact->product, 44);
  EXPECT_EQ(fact->quantity, 2);
  EXPECT_EQ(fact->revenue.kopiykas, 8'399'998);
  EXPECT_EQ(fact->discount.kopiykas, 5);
  EXPECT_EQ(fact->cost.kopiykas, 6'000'100) << "what the product cost on the day of the order";
  EXPECT_EQ(fact->margin().kopiykas, 8'399'998 - 5 - 6'000'100);
  EXPECT_EQ(transform_.facts(), 1);
  EXPECT_EQ(transform_.uncosted(), 0);
  EXPECT_TRUE(quality_.clean());
}

TEST_F(FactTransformTest, WithoutACostOfItsOwnTheProductsIsTakenAndCounted) {
  add_order();
  const auto fact = item({{"unit_cost", {}}});
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->cost.kopiykas, 6'666'666);
  EXPECT_EQ(transform_.uncosted(), 1);
  EXPECT_TRUE(quality_.clean());
}

TEST(MemberKeys, TheVersionIsTheOneValidAtTheMoment) {
  MemberKeys keys;
  const Uuid id = *parse_uuid(kProduct);
  const auto at = [](std::int64_t seconds) { return Timestamp{seconds}; };
  EXPECT_EQ(keys.at(id, at(0)), std::nullopt);
  keys.add(id, at(-100), 1);
  EXPECT_EQ(keys.at(id, at(-1000)), 1);
  keys.add(id, at(10), 2);
  keys.add(id, at(20), 3);
  // Межа належить новій версії.
  for (const auto& [second, key] :
       std::vector<std::pair<int, int>>{{-1000, 1}, {9, 1}, {10, 2}, {19, 2}, {20, 3}, {1000, 3}})
    EXPECT_EQ(keys.at(id, at(second)), key) << second;
  EXPECT_EQ(keys.at(*parse_uuid(kNobody), at(0)), std::nullopt);
}

TEST_F(FactTransformTest, TheTimeOfTheOrderChoosesTheVersions) {
  DimensionKeys keys = this->keys();
  const Timestamp noon{start_of(make_date(2026, 1, 15)).seconds + 12 * 3600};
  keys.members["dim_product"].add(*parse_uuid(kProduct), noon, 45);
  keys.members["dim_customer"].add(*parse_uuid(kCustomer), noon, 12);
  FactTransform transform(keys, "orders_db", quality_);
  const auto of = [&](std::string_view placed) {
    transform.begin_pass(1);
    with_row(transform.order_columns().list,
             {{"id", kOrder},
              {"customer_id", kCustomer},
              {"employee_id", kEmployee},
              {"region_id", kRegion},
              {"order_date", placed},
              {"status", "paid"}},
             {}, [&](db::RowView row) { transform.add_order(row); });
    std::optional<Fact> fact;
    with_row(transform.item_columns().list,
             {{"id", kItem},
              {"order_id", kOrder},
              {"product_id", kProduct},
              {"quantity", "2"},
              {"unit_price", "1"},
              {"unit_cost", "1"},
              {"discount", "0"}},
             {}, [&](db::RowView row) { fact = transform.item(row); });
    return fact ? std::pair(fact->product, fact->customer) : std::pair(0, 0);
  };
  EXPECT_EQ(of("2026-01-15 11:59:59"), std::pair(44, 11));
  EXPECT_EQ(of("2026-01-15 12:00:00"), std::pair(45, 12));
  EXPECT_EQ(of("2026-01-15"), std::pair(44, 11));
  EXPECT_EQ(of("2030-01-01 00:00:00"), std::pair(45, 12));
}

TEST_F(FactTransformTest, MarginMayBeNegative) {
  add_order();
  const auto fact = item({{"unit_price", "0.01"}, {"quantity", "1"}, {"discount", "0.01"}});
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->margin().kopiykas, -3'000'050);
}

TEST_F(FactTransformTest, TheStatusDecidesWhatIsSold) {
  for (const auto status : {"paid", "shipped", "delivered", "new", "cancelled"}) {
    transform_.begin_pass(1);
    add_order({{"status", status}});
    EXPECT_EQ(item().has_value(), order_state(status) == OrderState::sold) << status;
  }
  EXPECT_EQ(transform_.facts(), 3);
  EXPECT_EQ(transform_.unsold(), 2);
  EXPECT_TRUE(quality_.clean());
}

TEST_F(FactTransformTest, AnUnsoldOrderMayHaveAnything) {
  add_order({{"status", "new"}, {"customer_id", kNobody}, {"order_date", ""}});
  EXPECT_FALSE(item());
  EXPECT_EQ(transform_.unsold(), 1);
  EXPECT_TRUE(quality_.clean());
}

TEST_F(FactTransformTest, AnUnknownStatusIsAProblemOfTheOrderAlone) {
  add_order({{"status", "returned"}});
  EXPECT_FALSE(item());
  EXPECT_THAT(problem(), HasSubstr("orders_db.orders id 00000000-0000-4000-8000-000000000001: unknown status "
                                   "returned"));
}

TEST_F(FactTransformTest, EveryMissingMemberOfAnOrderIsNamed) {
  add_order(
      {{"customer_id", kNobody}, {"employee_id", "x"}, {"region_id", {}}, {"order_date", "0000-00-00"}});
  EXPECT_FALSE(item());
  EXPECT_EQ(quality_.total(), 4);
  const auto status = quality_.status();
  ASSERT_FALSE(status);
  for (const auto part : {"unknown customer_id ffffffff-ffff-4fff-8fff-ffffffffffff", "unknown employee_id x",
                          "unknown region_id NULL", "order_date is not a date 0000-00-00"})
    EXPECT_THAT(status.error().message, HasSubstr(part));
}

TEST_F(FactTransformTest, EachBadFieldOfAnItemIsNamed) {
  struct Case {
    Fields changes;
    std::string_view expected;
  };
  const std::vector<Case> cases = {
      {{{"id", "7"}}, "id 7: id is not a UUID 7"},
      {{{"order_id", kNobody}}, "unknown order_id ffffffff"},
      {{{"product_id", kNobody}}, "unknown product_id ffffffff"},
      {{{"product_id", {}}}, "unknown product_id NULL"},
      {{{"quantity", "0"}}, "quantity is not a positive number 0"},
      {{{"quantity", "-1"}}, "quantity is not a positive number -1"},
      {{{"quantity", "2147483648"}}, "quantity is not a positive number 2147483648"},
      {{{"quantity", "1.5"}}, "quantity is not a positive number 1.5"},
      {{{"quantity", {}}}, "quantity is not a positive number NULL"},
      {{{"unit_price", "-0.01"}}, "unit_price is not an amount -0.01"},
      {{{"unit_price", "1.005"}}, "unit_price is not an amount 1.005"},
      {{{"unit_price", {}}}, "unit_price is not an amount NULL"},
      {{{"unit_cost", "-0.01"}}, "unit_cost is not an amount -0.01"},
      {{{"unit_cost", "1.005"}}, "unit_cost is not an amount 1.005"},
      {{{"unit_cost", ""}}, "unit_cost is not an amount ''"},
      {{{"discount", "-0.01"}}, "discount is not an amount -0.01"},
      {{{"discount", ""}}, "discount is not an amount ''"},
      {{{"quantity", "2000000000"}, {"unit_price", "9999999999.99"}},
       "the line does not fit decimal(14,2) 9999999999.99 × 2000000000"}};
  for (const auto& [changes, expected] : cases) {
    SCOPED_TRACE(expected);
    quality_ = Quality();
    transform_.begin_pass(1);
    add_order();
    EXPECT_FALSE(item(changes));
    EXPECT_THAT(problem(), HasSubstr(expected));
  }
  EXPECT_EQ(transform_.facts(), 0);
  EXPECT_EQ(transform_.unsold(), 0);
}

TEST_F(FactTransformTest, TheLargestLineFitsExactly) {
  add_order();
  // decimal(14,2) вміщає 999999999999.99; собівартість цього рядка менша.
  const auto fits = item({{"quantity", "1"}, {"unit_price", "999999999999.99"}, {"discount", "0.00"}});
  ASSERT_TRUE(fits);
  EXPECT_EQ(fits->revenue.kopiykas, 99'999'999'999'999);
  EXPECT_FALSE(item({{"quantity", "1"}, {"unit_price", "1000000000000.00"}}));
}

TEST_F(FactTransformTest, ANewPassForgetsTheOrdersButNotTheCounts) {
  add_order();
  EXPECT_TRUE(item());
  transform_.begin_pass(1);
  EXPECT_FALSE(item());
  EXPECT_THAT(problem(), HasSubstr("unknown order_id"));
  add_order();
  EXPECT_TRUE(item());
  EXPECT_EQ(transform_.facts(), 2);
}

}  // namespace
}  // namespace techmarket::warehouse
