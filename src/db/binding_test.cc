#include "db/binding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace techmarket::db {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

schema::Database declared() {
  const auto column = [](std::string name, int line, bool not_null) {
    return schema::Column{.name = std::move(name),
                          .type = {.schema = {}, .name = "int", .arguments = {}, .array = {}},
                          .not_null = not_null,
                          .at = {"docs/shop.dbml", line, 3, line, 8}};
  };
  schema::Database database;
  database.tables.push_back(
      {.name = {.name = "orders"},
       .columns = {column("id", 2, true), column("total", 3, true), column("memo", 4, false)},
       .at = {"docs/shop.dbml", 1, 7, 1, 13}});
  return database;
}

std::vector<LiveColumn> live() {
  return {{.schema = "", .table = "orders", .name = "id"},
          {.schema = "", .table = "orders", .name = "total"},
          {.schema = "", .table = "orders", .name = "memo", .nullable = true}};
}

std::vector<Diagnostic> check(const std::vector<LiveColumn>& columns, const TableUse& use) {
  const schema::Database database = declared();
  return check_binding(
      {.service = "shop-db", .dbml_file = "docs/shop.dbml", .declared = database, .live = columns},
      std::span(&use, 1));
}

TEST(BindingTest, KnownColumnsBindAndExtraNullableColumnIsFine) {
  EXPECT_THAT(check(live(), {.table = {.name = "orders"}, .columns = {"id", "total"}, .inserts = true}),
              IsEmpty());
}

TEST(BindingTest, UnknownColumnNamesFileLineTableAndNeighbour) {
  const auto problems = check(live(), {.table = {.name = "orders"}, .columns = {"id", "totl"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "unknown-column");
  EXPECT_EQ(problems[0].at.line, 1);
  EXPECT_EQ(problems[0].subject, "orders.totl");
  EXPECT_THAT(problems[0].hint, HasSubstr("'total'"));
}

TEST(BindingTest, ColumnMissingFromTheRunningDatabasePointsAtItsDeclaration) {
  auto columns = live();
  columns[1].name = "total_amount";
  const auto problems = check(columns, {.table = {.name = "orders"}, .columns = {"id", "total"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "missing-column");
  EXPECT_EQ(problems[0].at.line, 3);
  EXPECT_THAT(problems[0].hint, HasSubstr("'total_amount'"));
}

TEST(BindingTest, EveryProblemIsReportedAtOnce) {
  const auto problems = check(live(), {.table = {.name = "orders"}, .columns = {"idd", "memos"}});
  EXPECT_THAT(problems, ElementsAre(Field(&Diagnostic::subject, "orders.idd"),
                                    Field(&Diagnostic::subject, "orders.memos")));
}

TEST(BindingTest, RequiredColumnNobodyFillsStopsAnInsert) {
  const TableUse use{.table = {.name = "orders"}, .columns = {"id"}, .inserts = true};
  auto columns = live();
  columns.push_back({.schema = "", .table = "orders", .name = "channel"});
  EXPECT_THAT(check(columns, use), ElementsAre(Field(&Diagnostic::subject, "orders.total"),
                                               Field(&Diagnostic::subject, "orders.channel")));
}

TEST(BindingTest, UnknownTableAndMissingTableDiffer) {
  EXPECT_THAT(check(live(), {.table = {.name = "order"}, .columns = {"id"}}),
              ElementsAre(Field(&Diagnostic::code, "unknown-table")));
  EXPECT_THAT(check({}, {.table = {.name = "orders"}, .columns = {"id"}}),
              ElementsAre(Field(&Diagnostic::code, "missing-table")));
}

TEST(BindingTest, StatusIsBadInputWithEveryMessage) {
  const auto problems = check(live(), {.table = {.name = "orders"}, .columns = {"idd", "memos"}});
  const Status status = binding_status(problems);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(status.error().message,
              HasSubstr("docs/shop.dbml:1:7: error: table 'orders' of shop-db has no column 'idd'"));
  EXPECT_THAT(status.error().message, HasSubstr("memos"));
  EXPECT_TRUE(binding_status({}));
}

}  // namespace
}  // namespace techmarket::db
