#include "schema/schema.h"

#include <gtest/gtest.h>

#include "schema/cross_service.h"
#include "schema/load_order.h"

namespace techmarket::schema {
namespace {

Table table(std::string name) {
  return {.name = {.name = std::move(name)}};
}

Ref many_to_one(const std::string& child, const std::string& parent) {
  return {.first = {.table = {.name = child}, .columns = {"id"}, .relation = Endpoint::Relation::many},
          .second = {.table = {.name = parent}, .columns = {"id"}}};
}

TEST(LoadOrder, ParentsStandBeforeChildren) {
  Database database;
  database.tables = {table("items"), table("orders"), table("tree")};
  database.refs = {many_to_one("items", "orders"), many_to_one("tree", "tree")};
  const auto order = load_order(database);
  ASSERT_TRUE(order);
  EXPECT_EQ((*order)[0]->name.name, "orders");
  EXPECT_EQ((*order)[1]->name.name, "items");
  EXPECT_EQ((*order)[2]->name.name, "tree");
}

TEST(LoadOrder, ACircleIsAnErrorThatNamesItsTables) {
  Database database;
  database.tables = {table("a"), table("b")};
  database.refs = {many_to_one("a", "b"), many_to_one("b", "a")};
  const auto order = load_order(database);
  ASSERT_FALSE(order);
  EXPECT_NE(order.error().message.find("a, b"), std::string::npos);
}

TEST(CrossService, TargetIsReadFromTheNote) {
  Column column{.name = "customer_id", .type = {}, .note = "Ref: Orders DB (customers.id), без FK"};
  EXPECT_EQ(cross_service_target(column), (CrossServiceTarget{"orders-db", "customers", "id"}));
  for (const char* note :
       {"Ref: Orders DB", "Ref: Orders DB ()", "Ref: Orders DB (customers)", "клієнт", ""}) {
    column.note = note;
    EXPECT_EQ(cross_service_target(column), std::nullopt) << note;
  }
}

TEST(Type, TextIsWhatTheSourceSaid) {
  EXPECT_EQ((Type{.schema = {}, .name = "decimal", .arguments = {"10", "2"}, .array = {}}).text(),
            "decimal(10,2)");
  EXPECT_EQ((Type{.schema = {}, .name = "int", .arguments = {}, .array = "[]"}).text(), "int[]");
}

}  // namespace
}  // namespace techmarket::schema
