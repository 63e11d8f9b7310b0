// Значення стовпців: перевірки, файл налаштувань.

#include "filler/testing/planned.h"

namespace techmarket::filler {
namespace {

using namespace testing;

TEST(GenericPlan, NarrowsByEveryCheckOfAColumn) {
  const auto result = planned(R"(Table t {
    age int [check: `age >= 18`, check: `age BETWEEN 10 AND 70`, check: `age > 0`]
    kind char(2) [not null]
    mail text [check: `mail IS NOT NULL AND length(mail) > 5`]
    site text [not null, check: `site LIKE '%@%.com' OR site LIKE '%@%.org'`]
    checks { `kind IS NULL OR upper((kind)::text) = ANY (ARRAY['SC'::text, 'VC'::text])` } })",
                              100);
  ASSERT_EQ(faults(result), "");
  EXPECT_EQ(std::ranges::count(column_of(*result.plan, "t", "mail"), "NULL"), 0);
  for (const auto& kind : column_of(*result.plan, "t", "kind"))
    EXPECT_TRUE(kind == "SC" || kind == "VC") << kind;
}

TEST(GenericPlan, UnderstandsManyChecks) {
  const auto result = planned(R"(Table t {
    a int [check: `a > 100 AND a <= 110`]
    b varchar(20) [not null, check: `b IN ('x', 'y')`]
    c varchar(20) [not null, check: `length(c) = 5`]
    d varchar(9) [not null, unique, check: `d ~ '^[A-Z]{2}[0-9]{4}$'`]
    e numeric(5,2) [not null, check: `e BETWEEN 0.5 AND 0.75`]
    f varchar(10) [not null, check: `f = upper(f)`]
    g int [not null, check: `g % 7 = 0`]
    h int [not null]
    i int [not null]
    j text [check: `j IS NULL OR j LIKE 'pre-%'`]
    k varchar(5) [not null, check: `k = 'one' OR k = 'two'`]
    checks { `h + i < 300 AND h <> i` } })",
                              200);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_TRUE(result.plan->warnings().empty());
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericPlan, WarnsOfACheckItDoesNotUnderstand) {
  const auto result = planned("Table t { a int [check: `a > mystery(a)`] }", 5);
  ASSERT_TRUE(result.plan);
  ASSERT_EQ(result.plan->warnings().size(), 1u);
  EXPECT_NE(result.plan->warnings()[0].message.find("mystery"), std::string::npos);
}

TEST(GenericPlan, TakesAPeriodFromTheSpecAndFromChecks) {
  Spec spec;
  spec.tables[{.name = "t"}].columns["at"] = {.range = std::pair("2024-01-01", "2024-02-01")};
  const auto result = planned(
      "Table t { at timestamp [not null]\n day date [not null, check: `day BETWEEN '2020-03-01' AND "
      "'2020-03-09'`] }",
      100, Dialect::postgres, spec);
  ASSERT_TRUE(result.plan) << result.error.message;
  for (const auto& at : column_of(*result.plan, "t", "at"))
    EXPECT_TRUE(at >= "2024-01-01" && at <= "2024-02-01 00:00:00") << at;
  const auto days = column_of(*result.plan, "t", "day");
  EXPECT_EQ(std::set(days.begin(), days.end()).size(), 9u);
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericPlan, FollowsTheSpec) {
  Spec spec;
  spec.tables[{.name = "orders"}] = {.rows = 7, .columns = {}};
  spec.tables[{.name = "users"}].columns["gender"] = {.values = {"f"}, .null_fraction = 0.0};
  spec.tables[{.name = "users"}].columns["last_name"] = {.constant = "Same"};
  spec.tables[{.name = "users"}].columns["manager_id"] = {.null_fraction = 1.0};
  spec.tables[{.name = "products"}].columns["sku"] = {.pattern = "P-\\d{4}"};
  const auto shop = planned(std::string(kShop), 50, Dialect::postgres, spec);
  ASSERT_TRUE(shop.plan) << shop.error.message;
  EXPECT_EQ(violations(*shop.plan), "");
  EXPECT_EQ(rows_of(*shop.plan, "orders").size(), 7u);
  for (const auto& value : column_of(*shop.plan, "users", "gender")) EXPECT_EQ(value, "f");
  for (const auto& value : column_of(*shop.plan, "users", "last_name")) EXPECT_EQ(value, "Same");
  for (const auto& value : column_of(*shop.plan, "users", "manager_id")) EXPECT_EQ(value, "NULL");
  for (const auto& value : column_of(*shop.plan, "products", "sku"))
    EXPECT_TRUE(value == "NULL" || value.starts_with("P-")) << value;
}

}  // namespace
}  // namespace techmarket::filler
