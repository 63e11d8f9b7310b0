// Рядок розповідає одну історію: дати в порядку подій, суми з доданків, ніщо не старше за те, на що
// посилається.

#include <cmath>

#include "base/romanise.h"
#include "filler/testing/planned.h"

namespace techmarket::filler {
namespace {

using namespace testing;

TEST(GenericPlan, TellsOneStoryPerRow) {
  const auto shop = planned(std::string(kShop), 300);
  ASSERT_TRUE(shop.plan);
  const auto created = column_of(*shop.plan, "users", "created_at"),
             updated = column_of(*shop.plan, "users", "updated_at");
  const auto mails = column_of(*shop.plan, "users", "email"),
             names = column_of(*shop.plan, "users", "first_name");
  for (std::size_t i = 0; i < created.size(); ++i) {
    EXPECT_LT(created[i], updated[i]);
    EXPECT_LT(updated[i], "2026-11-22");
    EXPECT_EQ(mails[i].substr(0, mails[i].find('.')).empty(), names[i].empty());
  }
  // Дерево: кожен керівник стоїть раніше за підлеглого.
  const auto ids = column_of(*shop.plan, "users", "id"),
             managers = column_of(*shop.plan, "users", "manager_id");
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_TRUE(managers[i] == "NULL" || std::stoi(managers[i]) < std::stoi(ids[i])) << managers[i];
}

TEST(GenericPlan, NoRowIsOlderThanTheRowsItRefersTo) {
  const auto result = planned(R"(
Table customers { id int [pk]
  birth_date date
  created_at timestamp [not null] }
Table products { id int [pk]
  released_on date [not null] }
Table carts { id int [pk]
  customer_id int [not null, ref: > customers.id] }
Table orders { id int [pk]
  cart_id int [not null, ref: > carts.id]
  reply_to int [ref: > orders.id]
  created_at timestamp [not null]
  shipped_at timestamp [not null] }
Table order_items { id int [pk]
  order_id int [not null, ref: > orders.id]
  product_id int [not null, ref: > products.id]
  created_at timestamp [not null]
  updated_at timestamp [not null] }
Table deliveries { order_id int [not null, ref: > orders.id]
  delivered_at timestamp [not null] }
)",
                              400);
  ASSERT_TRUE(result.plan) << result.error.message;
  const FillPlan& plan = *result.plan;
  const auto not_before = [&](std::string_view child, std::string_view key, std::string_view at,
                              std::string_view parent, std::string_view since) {
    const auto keys = column_of(plan, child, key), times = column_of(plan, child, at);
    const auto parents = by_id(plan, parent, since);
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i] != "NULL") {
        EXPECT_LE(parents.at(keys[i]), times[i]) << child << " " << i;
      }
  };
  not_before("order_items", "order_id", "created_at", "orders", "created_at");
  not_before("order_items", "product_id", "created_at", "products", "released_on");
  not_before("orders", "reply_to", "created_at", "orders", "created_at");
  not_before("deliveries", "order_id", "delivered_at", "orders", "shipped_at");
  // Через таблицю, яка сама часу не має.
  const auto carts = column_of(plan, "orders", "cart_id"), placed = column_of(plan, "orders", "created_at");
  const auto owners = by_id(plan, "carts", "customer_id"), joined = by_id(plan, "customers", "created_at");
  for (std::size_t i = 0; i < carts.size(); ++i) EXPECT_LE(joined.at(owners.at(carts[i])), placed[i]);
  for (const char* table : {"orders", "order_items"})
    EXPECT_LT(std::ranges::max(column_of(plan, table, "created_at")), "2026-11-22");
}

TEST(GenericPlan, TheStatusOfARowAndItsDatesAgree) {
  const auto result = planned(R"(
Enum stage { pending
  paid
  shipped
  delivered
  cancelled }
Table orders { status stage [not null]
  paid_at timestamp
  shippedAt timestamp
  date_delivered date
  cancelled_at timestamp
  deleted_at timestamp }
Table posts { status varchar(20) [not null]
  published_at timestamp
  is_deleted boolean [not null]
  deleted_at timestamp }
)",
                              500);
  ASSERT_TRUE(result.plan) << result.error.message;
  std::set<std::string> seen;
  int deleted = 0;
  for (const auto& row : rows_of(*result.plan, "orders")) {
    const std::string& status = row[0].text;
    seen.insert(status);
    const bool shipped = status == "shipped" || status == "delivered";
    EXPECT_EQ(!row[2].null, shipped) << status;
    EXPECT_EQ(!row[3].null, status == "delivered") << status;
    EXPECT_EQ(!row[4].null, status == "cancelled") << status;
    if (status != "cancelled") {
      EXPECT_EQ(!row[1].null, status == "paid" || shipped) << status;
    }
    deleted += row[5].null ? 0 : 1;
  }
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_GT(deleted, 10) << "no status says that a row is deleted: some are";
  EXPECT_LT(deleted, 100);
  for (const auto& row : rows_of(*result.plan, "posts")) {
    if (row[0].text != "archived") {
      EXPECT_EQ(!row[1].null, row[0].text == "published") << row[0].text;
    }
    EXPECT_EQ(!row[3].null, row[2].text == "1");
  }
}

TEST(GenericPlan, ManyPathsToTheSameAncestorStayCheap) {
  // Кожна таблиця посилається на всі попередні: шляхів до першої 2^23.
  std::string dbml = "Table t0 { id int [pk]\n created_at timestamp [not null] }\n";
  for (int i = 1; i < 24; ++i) {
    dbml += fmt::format("Table t{} {{ id int [pk]\n created_at timestamp [not null]\n", i);
    for (int j = 0; j < i; ++j) dbml += fmt::format(" a{} int [not null, ref: > t{}.id]\n", j, j);
    dbml += "}\n";
  }
  const auto result = planned(dbml, 10);
  ASSERT_TRUE(result.plan) << result.error.message;
  for (int i = 1; i < 24; ++i) {
    const std::string table = fmt::format("t{}", i), parent = fmt::format("t{}", i - 1);
    const auto keys = column_of(*result.plan, table, fmt::format("a{}", i - 1)),
               times = column_of(*result.plan, table, "created_at");
    const auto parents = by_id(*result.plan, parent, "created_at");
    for (std::size_t row = 0; row < keys.size(); ++row) EXPECT_LE(parents.at(keys[row]), times[row]) << table;
  }
}

TEST(GenericPlan, TotalsFollowFromTheirParts) {
  const auto result = planned(R"(
Table lines { quantity int [not null]
  unit_price decimal(8,2) [not null]
  discount decimal(8,2) [not null]
  line_total decimal(10,2) [not null] }
Table orders { subtotal decimal(10,2) [not null]
  discount decimal(8,2)
  tax decimal(8,2) [not null]
  total decimal(10,2) [not null] }
Table ads { min_salary int [not null]
  max_salary int [not null]
  price_from decimal(9,3) [not null]
  price_to decimal(9,3) [not null] }
Table small { qty int [not null]
  price int [not null]
  total smallint [not null] }
)",
                              300);
  ASSERT_TRUE(result.plan) << result.error.message;
  const auto number = [](const Cell& cell) {
    return cell.null ? 0L : std::lround(std::stod(cell.text) * 100);
  };
  for (const auto& row : rows_of(*result.plan, "lines")) {
    EXPECT_EQ(number(row[3]), number(row[0]) / 100 * number(row[1]) - number(row[2]));
    EXPECT_GE(number(row[3]), 0);
  }
  for (const auto& row : rows_of(*result.plan, "orders"))
    EXPECT_EQ(number(row[3]), number(row[0]) - number(row[1]) + number(row[2]));
  for (const auto& row : rows_of(*result.plan, "ads")) {
    EXPECT_LE(number(row[0]), number(row[1]));
    EXPECT_LE(std::stod(row[2].text), std::stod(row[3].text));
  }
  // Добуток, якого стовпець не вмістив би, не пишеться.
  for (const auto& row : rows_of(*result.plan, "small")) EXPECT_LE(std::stol(row[2].text), 32'767);
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericStory, PartsOfARowBelongTogether) {
  const Planned result = planned(R"(
Table orders {
  id int [pk]
  customer_name varchar(100) [not null]
  email varchar(100) [not null]
  city varchar(60) [not null]
  country varchar(60) [not null]
  postcode varchar(10) [not null]
  latitude decimal(9,6) [not null]
  region varchar(60) [not null]
}
Table posts {
  id int [pk]
  title varchar(100) [not null]
  slug varchar(120) [not null, unique]
  password_hash varchar(255) [not null]
  is_deleted boolean [not null]
  is_active boolean [not null]
  created_at timestamp
})",
                                 400);
  ASSERT_TRUE(result.plan) << result.error.message;
  std::map<std::string, std::string> area;  // місто й область → перші цифри індексу
  for (const auto& row : rows_of(*result.plan, "orders")) {
    const std::string login = row[2].text.substr(0, row[2].text.find_first_of(".@"));
    EXPECT_EQ(address_part(row[1].text.substr(0, row[1].text.find(' '))), login) << row[1].text;
    EXPECT_EQ(row[4].text, "Україна");
    const std::string digits = row[5].text.substr(0, 2);
    EXPECT_EQ(area.try_emplace(row[3].text + row[7].text, digits).first->second, digits);  // Миколаїв не один
    EXPECT_EQ(row[6].text.size(), 9u) << row[6].text;
  }
  std::set<std::string> slugs;
  int deleted = 0, active = 0;
  for (const auto& row : rows_of(*result.plan, "posts")) {
    const std::string first = address_part(row[1].text.substr(0, row[1].text.find(' ')));
    EXPECT_TRUE(row[2].text.starts_with(first + "-")) << row[1].text << " " << row[2].text;
    EXPECT_TRUE(slugs.insert(row[2].text).second);
    EXPECT_TRUE(row[3].text.starts_with("$2b$10$") && row[3].text.size() == 60) << row[3].text;
    deleted += row[4].text == "1", active += row[5].text == "1";
    EXPECT_FALSE(row[6].null) << "every row was created some day";
  }
  EXPECT_LT(deleted, 80);
  EXPECT_GT(active, 300);
}

}  // namespace
}  // namespace techmarket::filler
