// Зовнішні ключі: кола, складені ключі зі спільними стовпцями, стовпець із двома батьками.

#include "filler/testing/planned.h"

namespace techmarket::filler {
namespace {

using namespace testing;

constexpr std::string_view kTenants = R"(
Table tenants { id int [pk, increment]
  name varchar(40) [not null] }
Table customers { tenant_id int [ref: > tenants.id]
  id uuid
  referrer_id uuid
  indexes { (tenant_id, id) [pk] } }
Table products { tenant_id int [ref: > tenants.id]
  sku varchar(12)
  indexes { (tenant_id, sku) [pk] } }
Table orders { tenant_id int [not null]
  id int
  customer_id uuid [not null]
  indexes { (tenant_id, id) [pk] } }
Table lines { tenant_id int
  order_id int
  sku varchar(12)
  indexes { (tenant_id, order_id, sku) [pk] } }
Table reviews { id int [pk]
  tenant_id int [not null]
  customer_id uuid
  sku varchar(12) [not null]
  indexes { (tenant_id, customer_id, sku) [unique] } }
Ref: customers.(tenant_id, referrer_id) > customers.(tenant_id, id)
Ref: orders.(tenant_id, customer_id) > customers.(tenant_id, id)
Ref: lines.(tenant_id, order_id) > orders.(tenant_id, id)
Ref: lines.(tenant_id, sku) > products.(tenant_id, sku)
Ref: reviews.(tenant_id, customer_id) > customers.(tenant_id, id)
Ref: reviews.(tenant_id, sku) > products.(tenant_id, sku)
)";

TEST(GenericPlan, FillsCirclesOfTables) {
  const auto result = planned(
      "Table a { id int [pk]\n b_id int [not null, ref: > b.id] }\n"
      "Table b { id int [pk]\n a_id int [not null, ref: > a.id] }",
      30);
  ASSERT_EQ(faults(result), "");
}

TEST(GenericPlan, FillsCirclesOfKeys) {
  const auto result = planned(
      "Table a { id int [pk, ref: > b.id] }\nTable b { id smallint [pk, ref: > c.id] }\n"
      "Table c { id bigint [pk, ref: > a.id] }\nTable d { a_id int [not null, ref: > a.id] }",
      30);
  ASSERT_EQ(faults(result), "");
  EXPECT_EQ(sizes(*result.plan)["b"], 30u);
}

TEST(GenericPlan, NamesAKeyWithoutAFirstValue) {
  std::string dbml;
  for (const char table : {'a', 'b', 'c'})
    dbml += fmt::format("Table {} {{ x int\n y int\n indexes {{ (x, y) [pk] }} }}\n", table);
  const auto result =
      planned(dbml + "Ref: a.(x, y) > b.(x, y)\nRef: b.(x, y) > c.(x, y)\nRef: c.(x, y) > a.(x, y)", 30);
  ASSERT_FALSE(result.plan);
  EXPECT_NE(result.error.message.find("test.dbml:"), std::string::npos) << result.error.message;
  EXPECT_NE(result.error.message.find("a.x"), std::string::npos) << result.error.message;
}

TEST(GenericPlan, SharesTenantsThroughACompositeKey) {
  const auto result = planned(
      "Table tenants { id int [pk] }\n"
      "Table users { tenant_id int [ref: > tenants.id]\n id int\n indexes { (tenant_id, id) [pk] } }\n"
      "Table posts { id int [pk]\n tenant_id int [not null, ref: > tenants.id]\n user_id int [not null] }\n"
      "Ref: posts.(tenant_id, user_id) > users.(tenant_id, id)",
      40);
  ASSERT_EQ(faults(result), "");
}

TEST(GenericPlan, SatisfiesTwoCompositeKeysThatShareAColumn) {
  for (const std::uint64_t rows : {1u, 2u, 10u, 1'000u}) {
    const auto result = planned(std::string(kTenants), rows);
    ASSERT_EQ(faults(result), "") << rows;
    for (const auto& [table, count] : sizes(*result.plan)) EXPECT_EQ(count, rows) << table;
    for (const auto& warning : result.plan->warnings()) ADD_FAILURE() << warning.message;
  }
  const auto result = planned(std::string(kTenants), 1'000);
  const auto used = column_of(*result.plan, "lines", "tenant_id");
  EXPECT_GT(std::set(used.begin(), used.end()).size(), 10u);
  const auto referrers = column_of(*result.plan, "customers", "referrer_id");
  EXPECT_LT(std::ranges::count(referrers, "NULL"), 400);
}

TEST(GenericPlan, SharesAColumnThatHasNoTableOfItsOwn) {
  for (const std::string type : {"int", "varchar(10)", "region"}) {
    const auto result =
        planned("Enum region { north\n south\n east }\nTable a { part " + type +
                    "\n id int\n indexes { (part, id) [pk] } }\nTable b { part " + type +
                    "\n code varchar(8)\n indexes { (part, code) [pk] } }\nTable c { part " + type +
                    " [not null]\n a_id int [not null]\n b_code varchar(8) [not null] }\n"
                    "Ref: c.(part, a_id) > a.(part, id)\nRef: c.(part, b_code) > b.(part, code)",
                200);
    ASSERT_EQ(faults(result), "") << type;
    for (const auto& [table, count] : sizes(*result.plan)) EXPECT_EQ(count, 200u) << type << " " << table;
  }
}

TEST(GenericPlan, SharesAKeyThatBelongsToOneRowEach) {
  const auto result = planned(
      "Table people { id int [pk]\n kind varchar(10)\n indexes { (id, kind) [unique] } }\n"
      "Table staff { id int [pk, ref: - people.id]\n desk int\n indexes { (id, desk) [unique] } }\n"
      "Table badges { id int [pk]\n kind varchar(10) [not null]\n desk int [not null] }\n"
      "Ref: badges.(id, kind) > people.(id, kind)\nRef: badges.(id, desk) > staff.(id, desk)",
      50);
  ASSERT_EQ(faults(result), "");
  EXPECT_EQ(sizes(*result.plan)["badges"], 50u);
}

TEST(GenericPlan, FindsAValueThatTwoParentsShare) {
  for (const std::string type : {"int", "uuid"}) {
    const auto result = planned("Table a { id " + type + " [pk] }\nTable b { id " + type +
                                    " [pk] }\n"
                                    "Table c { x " +
                                    type + " [not null, ref: > a.id, ref: > b.id] }",
                                30);
    ASSERT_EQ(faults(result), "");
  }
}

TEST(GenericPlan, JoinsKeysOfDifferentTypesRangesAndRecords) {
  const auto result = planned(R"(
Table people { id bigint [pk, check: `id >= 500`] }
Table staff { id smallint [pk, ref: - people.id] }
Table robots { id int [pk, increment] }
Records robots(id) { 7
 900 }
Table owners { code varchar(20) [pk] }
Table brands { code varchar(12) [pk]
  year int }
Table tasks { id int [pk]
  assignee int [not null, ref: > staff.id, ref: > robots.id]
  helper int [ref: > people.id, ref: > tasks.id]
  owner varchar(20) [not null, ref: > owners.code, ref: > brands.code] }
)",
                              60);
  ASSERT_EQ(faults(result), "");
  for (const auto& warning : result.plan->warnings()) ADD_FAILURE() << warning.message;
  for (const auto& [table, count] : sizes(*result.plan)) EXPECT_EQ(count, 60u) << table;
  const auto helpers = column_of(*result.plan, "tasks", "helper"),
             owners = column_of(*result.plan, "tasks", "owner");
  EXPECT_LT(std::ranges::count(helpers, "NULL"), 20);
  EXPECT_GT(std::set(owners.begin(), owners.end()).size(), 15u);
}

TEST(GenericPlan, FillsATableWhoseKeysShareDifferentColumns) {
  // Філія й склад визначають фірму; a і b не залежать одне від одного.
  const std::string dbml = R"(
Table firms { id int [pk] }
Table branches { id int [pk]
  firm_id int [not null, ref: > firms.id]
  indexes { (firm_id, id) [unique] } }
Table depots { id int [pk]
  firm_id int [not null, ref: > firms.id]
  indexes { (firm_id, id) [unique] } }
Table products { firm_id int [ref: > firms.id]
  id int
  indexes { (firm_id, id) [pk] } }
Table tills { branch_id int [ref: > branches.id]
  no int
  indexes { (branch_id, no) [pk] } }
Table shelves { depot_id int [ref: > depots.id]
  no int
  indexes { (depot_id, no) [pk] } }
Table sales { id int [pk]
  firm_id int [not null]
  branch_id int [not null]
  depot_id int [not null]
  product_id int [not null]
  till_no int [not null]
  shelf_no int [not null]
  indexes { (branch_id, till_no, product_id, id) [unique] } }
Ref: sales.(firm_id, branch_id) > branches.(firm_id, id)
Ref: sales.(firm_id, depot_id) > depots.(firm_id, id)
Ref: sales.(firm_id, product_id) > products.(firm_id, id)
Ref: sales.(branch_id, till_no) > tills.(branch_id, no)
Ref: sales.(depot_id, shelf_no) > shelves.(depot_id, no)
Table pa { a int
  x int
  indexes { (a, x) [pk] } }
Table rb { b varchar(9)
  z int
  indexes { (b, z) [pk] } }
Table qab { a int
  b varchar(9)
  y int
  indexes { (a, b, y) [pk] } }
Table ab { a int [not null]
  b varchar(9) [not null]
  x int [not null]
  y int [not null]
  z int [not null]
  indexes { (a, x) [unique]
    (b, z, x) [unique] } }
Ref: ab.(a, x) > pa.(a, x)
Ref: ab.(b, z) > rb.(b, z)
Ref: ab.(a, b, y) > qab.(a, b, y)
)";
  for (const std::uint64_t rows : {1u, 2u, 3u, 20u, 700u}) {
    const auto result = planned(dbml, rows);
    ASSERT_EQ(faults(result), "") << rows;
    EXPECT_EQ(sizes(*result.plan)["sales"], rows);
    EXPECT_GE(sizes(*result.plan)["ab"] * 2, rows);
  }
  const auto result = planned(dbml, 700);
  const auto distinct = [&](std::string_view column) {
    const auto values = column_of(*result.plan, "sales", column);
    return std::set(values.begin(), values.end()).size();
  };
  EXPECT_GT(distinct("firm_id"), 5u);
  EXPECT_GT(distinct("branch_id"), distinct("firm_id"));
  EXPECT_GT(distinct("depot_id"), distinct("firm_id"));
}

TEST(GenericPlan, SharesATextKeyAndGivesUpAnOptionalOne) {
  const auto shared = planned(
      "Table a { code varchar(20) [pk] }\nTable b { code varchar(12) [pk] }\n"
      "Table c { x varchar(20) [not null, ref: > a.code, ref: > b.code] }",
      50);
  ASSERT_TRUE(shared.plan) << shared.error.message;
  EXPECT_EQ(violations(*shared.plan), "");
  // Ціле число й текст спільних значень не мають.
  const auto optional = planned(
      "Table a { id int [pk] }\nTable b { code uuid [pk] }\n"
      "Table c { x int [ref: > a.id, ref: > b.code] }",
      20);
  ASSERT_TRUE(optional.plan) << optional.error.message;
  EXPECT_EQ(optional.plan->warnings().at(0).code, "always-null");
  EXPECT_EQ(violations(*optional.plan), "");
}

TEST(GenericPlan, TakesOnlyWhatBothParentsMayHold) {
  const auto two_parents = [](const std::string& a, const std::string& b, const std::string& child) {
    return planned("Enum ab { a\n b\n }\nEnum bc { b\n c\n }\nEnum cd { c\n d\n }\nTable p { id " + a +
                       " }\nTable q { id " + b + " }\nTable c { x " + child +
                       " }\nRef: c.x > p.id\nRef: c.x > q.id",
                   20);
  };
  const std::string low = "int [pk, check: `id < 50`]", high = "int [pk, check: `id > 100`]";
  for (const auto& [a, b, child] :
       {std::tuple{low, std::string("int [pk, check: `id > 40`]"), "int [not null]"},
        std::tuple{std::string("ab [pk]"), std::string("bc [pk]"), "bc [not null]"}}) {
    const auto shared = two_parents(a, b, child);
    ASSERT_EQ(faults(shared), "") << b;
    EXPECT_EQ(sizes(*shared.plan)["c"], 20u) << b;
  }
  const auto members = two_parents("ab [pk]", "bc [pk]", "bc [not null]");
  EXPECT_EQ(column_of(*members.plan, "c", "x"), std::vector<std::string>(20, "b"));

  for (const auto& [a, b, child] :
       {std::tuple{low, high, "int"}, std::tuple{std::string("ab [pk]"), std::string("cd [pk]"), "ab"}}) {
    const auto empty = two_parents(a, b, child);
    ASSERT_EQ(faults(empty), "") << b;
    EXPECT_EQ(column_of(*empty.plan, "c", "x"), std::vector<std::string>(20, "NULL")) << b;

    const auto required = two_parents(a, b, child + std::string(" [not null]"));
    ASSERT_FALSE(required.plan) << b;
    EXPECT_NE(required.error.message.find("(x) → 'p' (line"), std::string::npos) << required.error.message;
    EXPECT_NE(required.error.message.find("(x) → 'q'"), std::string::npos) << required.error.message;
    EXPECT_NE(required.error.hint.find("nullable"), std::string::npos) << required.error.hint;
  }
}

TEST(GenericPlan, ASetOfRepeatingColumnsStillFillsItsTable) {
  const Planned result = planned(R"(
Table people { id int [pk]
 first_name varchar(40) [not null]
 last_name varchar(40) [not null]
 indexes { (first_name, last_name) [unique] } }
Table logs { created_at timestamp [not null]
 author varchar(50) [not null]
 indexes { (created_at, author) [pk] } }
Table places { id int [pk]
 city varchar(40) [not null]
 country varchar(40) [not null]
 indexes { (city, country) [unique] } }
Enum kind { small
 large }
Table sensors { id int [pk]
 kind kind [unique] }
Table readings { sensor_id int [ref: > sensors.id]
 at timestamp
 indexes { (sensor_id, at) [pk] } })",
                                 300);
  ASSERT_TRUE(result.plan) << result.error.message;
  for (const std::string_view table : {"people", "logs", "places", "readings"})
    EXPECT_EQ(rows_of(*result.plan, table).size(), 300u) << table;
  EXPECT_EQ(rows_of(*result.plan, "sensors").size(), 2u) << "an enum has no more values";
  EXPECT_EQ(faults(result), "");
}

}  // namespace
}  // namespace techmarket::filler
