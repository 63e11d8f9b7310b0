#include "rows/table_binding.h"
#include "world/world_tables.h"

#include <regex>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket::world {
namespace {

const std::filesystem::path kRoot = TECHMARKET_SOURCE_DIR;

/// Справжня схема замовлень із заміненим шматком тексту.
rows::Schemas schemas(std::string_view from = {}, std::string_view to = {}) {
  rows::Schemas schemas;
  for (const char* name : {"auth", "catalog", "orders", "payments"}) {
    const auto file = kRoot / "docs" / "db" / (std::string(name) + "_mysql.dbml");
    std::string text = read_file(file).value_or("");
    // Схему вирівняно пробілами; шукаємо в ній без вирівнювання.
    text = std::regex_replace(text, std::regex(R"((\S) +)"), "$1 ");
    if (!from.empty()) text = replace_all(text, from, to);
    auto parsed = dbml::parse(text, file.string());
    EXPECT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);
    schemas[std::string(name) + "-db"] = {file, std::move(parsed.database)};
  }
  return schemas;
}

Status check(const rows::Schemas& schemas) {
  const auto world = world::World::create({.until = make_date(2026, 11, 22)}, kRoot / "database" / "data");
  EXPECT_TRUE(world);
  return rows::check_declared(schemas, world_tables(**world, rows::RowOrder::natural));
}

TEST(Binding, AcceptsTheSchemasOfTheRepository) {
  const auto status = check(schemas());
  EXPECT_TRUE(status) << status.error().message;
}

TEST(Binding, NamesARenamedColumnAndTheNearestOne) {
  const auto status = check(schemas("  phone varchar(20)", "  phone_number varchar(20)"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::bad_input);
  for (const char* part : {"orders_mysql.dbml:", "customers", "'phone'", "phone_number"})
    EXPECT_NE(status.error().message.find(part), std::string::npos) << status.error().message;
}

TEST(Binding, ListsEveryProblemAtOnce) {
  const auto status = check(schemas(" email varchar(255)", " mail varchar(255)"));
  ASSERT_FALSE(status);
  for (const char* table : {"'auth_users'", "'employees'", "'customers'"})
    EXPECT_NE(status.error().message.find(table), std::string::npos) << status.error().message;
}

TEST(Binding, IgnoresNewOptionalColumnsAndRefusesRequiredOnes) {
  const std::string phone = "  phone varchar(20)";
  EXPECT_TRUE(check(schemas(phone, "  loyalty int [null]\n  level int [not null, default: 1]\n" + phone)));
  const auto status = check(schemas(phone, "  level int [not null]\n" + phone));
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("customers.level"), std::string::npos) << status.error().message;
}

}  // namespace
}  // namespace techmarket::world
