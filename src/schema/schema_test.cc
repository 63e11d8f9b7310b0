#include "schema/schema.h"

#include <gtest/gtest.h>

#include "schema/cross_service.h"

namespace techmarket::schema {
namespace {

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
