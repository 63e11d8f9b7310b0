// Нові обов'язкові стовпці світу: неповторні там, де того вимагає схема, і ті самі за будь-якого порядку
// рядків.

#include "world/complete.h"
#include "world/world_tables.h"

#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "dbml/parse.h"
#include "rows/generate.h"

namespace techmarket::world {
namespace {

const std::filesystem::path kRoot(TECHMARKET_SOURCE_DIR);
const std::filesystem::path kData = kRoot / "database" / "data";
const Parameters kParameters{
    .seed = {}, .orders = 300, .until = make_date(2026, 11, 22), .uuid = rows::UuidVersion::v4};

/// Схема бази замовлень із доданими в customers, order_items і user_roles стовпцями.
rows::Schemas schemas(std::string_view customers, std::string_view items = "", std::string_view roles = "") {
  rows::Schemas all;
  const std::string text = fmt::format(
      "Table customers {{\n id char(36) [pk]\n{}\n}}\nTable order_items {{\n id char(36) [pk]\n{}\n}}",
      customers, items);
  all["orders-db"] = {"orders.dbml", dbml::parse(text, "orders.dbml").database};
  all["auth-db"] = {
      "auth.dbml",
      dbml::parse(fmt::format("Table user_roles {{\n user_id char(36)\n role_id char(36)\n{}\n}}", roles),
                  "auth.dbml")
          .database};
  return all;
}

struct Column {
  std::vector<std::string> values;
  std::uint64_t digest = 0;
};

Column column_of(const World& world, rows::RowOrder order, const rows::Schemas& added, std::string_view name,
                 std::string_view column) {
  auto tables = complete_tables(world_tables(world, order), added, kData, kParameters);
  EXPECT_TRUE(tables) << tables.error().message;
  Column result;
  for (const rows::TableSource& table : *tables) {
    if (table.table != name) continue;
    const auto place = std::ranges::find(table.columns, column) - table.columns.begin();
    rows::RowBuffer rows;
    table.write({0, table.units}, rows);
    for (const std::string_view row : split(rows.bytes(), '\n'))
      if (!row.empty()) result.values.emplace_back(split(row, '\t').at(static_cast<std::size_t>(place)));
    result.digest = rows.digest();
  }
  return result;
}

TEST(CompleteTables, UniqueColumnsNeverRepeatInAnyOrderOfRows) {
  const auto world = World::create(kParameters, kData);
  ASSERT_TRUE(world);
  const auto added =
      schemas(" tax_code varchar(20) [not null, unique]\n  pin char(4) [not null, unique]",
              " serial_number varchar(30) [not null, unique]", " grant_no int [not null, unique]");
  for (const auto& [table, column] :
       {std::pair("customers", "tax_code"), std::pair("customers", "pin"),
        std::pair("order_items", "serial_number"), std::pair("user_roles", "grant_no")}) {
    const Column natural = column_of(**world, rows::RowOrder::natural, added, table, column),
                 by_key = column_of(**world, rows::RowOrder::by_key, added, table, column);
    ASSERT_GT(natural.values.size(), 20u) << column;
    const std::set<std::string> distinct(natural.values.begin(), natural.values.end());
    EXPECT_EQ(distinct.size(), natural.values.size()) << column;
    EXPECT_FALSE(distinct.contains("")) << column;
    EXPECT_EQ(natural.digest, by_key.digest) << column;
  }
  EXPECT_EQ(column_of(**world, rows::RowOrder::natural, added, "customers", "pin").values.front().size(), 4u);
}

TEST(CompleteTables, RowsToComeHaveRoomOfTheirOwn) {
  const auto world = World::create(kParameters, kData);
  ASSERT_TRUE(world);
  const auto tables = world_tables(**world, rows::RowOrder::natural);
  const auto all =
      find_completions(tables, schemas(" tax_code varchar(20) [not null, unique]"), kData, kParameters);
  ASSERT_TRUE(all);
  const Completion& customers = all->at({"orders-db", "customers"});
  EXPECT_GT(customers.room(), 100'000u);
  std::set<std::string> seen;
  for (std::uint64_t number = 0; number < 2'000; ++number) {
    rows::RowBuffer row;
    customers.append("id", number, row);
    EXPECT_TRUE(seen.emplace(row.bytes()).second) << number;
  }
}

TEST(CompleteTables, NamesTheUniqueColumnWhoseTypeIsTooNarrow) {
  const auto world = World::create(kParameters, kData);
  ASSERT_TRUE(world);
  const auto tables = complete_tables(world_tables(**world, rows::RowOrder::natural),
                                      schemas(" flag boolean [not null, unique]"), kData, kParameters);
  ASSERT_FALSE(tables);
  EXPECT_NE(tables.error().message.find("orders.dbml:3:"), std::string::npos) << tables.error().message;
  EXPECT_NE(tables.error().message.find("'customers.flag'"), std::string::npos) << tables.error().message;
}

}  // namespace
}  // namespace techmarket::world
