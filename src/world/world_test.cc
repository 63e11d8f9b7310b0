// Властивості світу: підсумки, причинність, унікальність, відтворюваність, розподіли.

#include "world/world.h"
#include "world/world_tables.h"

#include <argon2.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "rows/generate.h"
#include "world/password.h"

namespace techmarket::world {
namespace {

const std::filesystem::path kData = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";

std::unique_ptr<const World> world(std::uint64_t orders, rows::UuidVersion uuid = rows::UuidVersion::v4,
                                   Seed seed = {}) {
  auto created =
      World::create({.seed = seed, .orders = orders, .until = make_date(2026, 11, 22), .uuid = uuid}, kData);
  if (!created) ADD_FAILURE() << created.error().message << "; " << created.error().hint;
  return created ? std::move(*created) : nullptr;
}

using Row = std::map<std::string, std::string>;
using Tables = std::map<std::string, std::vector<Row>>;

std::vector<Row> rows_of(const rows::TableSource& table) {
  rows::RowBuffer buffer;
  table.write({0, table.units}, buffer);
  std::vector<Row> rows;
  for (const std::string_view line : split(buffer.bytes(), '\n')) {
    if (line.empty()) continue;
    const auto fields = split(line, '\t');
    EXPECT_EQ(fields.size(), table.columns.size());
    Row row;
    for (std::size_t i = 0; i < fields.size(); ++i) row[std::string(table.columns[i])] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

Tables tables_of(const World& world) {
  Tables tables;
  for (const rows::TableSource& table : world_tables(world, rows::RowOrder::natural))
    tables[std::string(table.table)] = rows_of(table);
  return tables;
}

std::map<std::string, Row> by_id(const std::vector<Row>& rows) {
  std::map<std::string, Row> index;
  for (const Row& row : rows) EXPECT_TRUE(index.emplace(row.at("id"), row).second) << "duplicate id";
  return index;
}

Money money(const Row& row, const std::string& column) {
  return *parse_money(row.at(column));
}

bool sold(const Row& order) {
  return order.at("status") != "new" && order.at("status") != "cancelled";
}

rows::GenerateReport run(const World& world, unsigned threads) {
  const auto sink = rows::null_sink();
  auto report = rows::generate(world_tables(world, sink->order()), *sink, threads, ProgressStyle::silent);
  EXPECT_TRUE(report);
  return *report;
}

TEST(World, HasExactlyTheDefaultDataSetAtScaleOne) {
  Tables tables = tables_of(*world(600));
  const std::map<std::string, std::size_t> expected = {
      {"regions", 5},    {"categories", 14},  {"products", 25},   {"employees", 10},
      {"customers", 50}, {"orders", 600},     {"auth_users", 61}, {"auth_credentials", 61},
      {"roles", 4},      {"auth_tokens", 20}, {"user_roles", 66}};
  for (const auto& [table, rows] : expected) EXPECT_EQ(tables[table].size(), rows) << table;
  EXPECT_NEAR(static_cast<double>(tables["payments"].size()), 540, 20);
  EXPECT_EQ(
      std::ranges::count(tables["categories"], "\\N", [](Row& row) { return row["parent_category_id"]; }), 6);
  std::map<std::string, std::multiset<std::string>> teams;
  for (const Row& employee : tables["employees"])
    teams[employee.at("region_id")].insert(employee.at("is_manager"));
  EXPECT_EQ(teams.size(), 5u);
  for (const auto& [region, team] : teams) EXPECT_EQ(team, (std::multiset<std::string>{"0", "1"}));
}

TEST(World, KeepsEveryReferenceTotalAndCause) {
  for (const rows::UuidVersion uuid : {rows::UuidVersion::v4, rows::UuidVersion::v7}) {
    const auto created = world(6'000, uuid);
    Tables tables = tables_of(*created);
    const auto regions = by_id(tables["regions"]), employees = by_id(tables["employees"]),
               customers = by_id(tables["customers"]), products = by_id(tables["products"]),
               orders = by_id(tables["orders"]), users = by_id(tables["auth_users"]),
               roles = by_id(tables["roles"]);
    const std::string end = "2026-11-22 00:00:00", start = "2024-11-22 00:00:00";

    std::map<std::string, std::int64_t> totals;
    std::set<std::pair<std::string, std::string>> basket;
    for (const Row& item : tables["order_items"]) {
      const Row& order = orders.at(item.at("order_id"));
      const Row& product = products.at(item.at("product_id"));
      EXPECT_TRUE(basket.insert({item.at("order_id"), item.at("product_id")}).second)
          << "twice in one basket";
      const std::int64_t quantity = std::stoll(item.at("quantity"));
      const Money revenue = money(item, "unit_price") * quantity, discount = money(item, "discount");
      EXPECT_GE(quantity, 1);
      EXPECT_LE(discount, percentage(revenue, 1'500));
      EXPECT_GE(revenue - discount, money(item, "unit_cost") * quantity) << "sold below cost";
      EXPECT_LE(money(item, "unit_cost"), money(product, "cost"));
      EXPECT_GT(order.at("order_date"), product.at("created_at"));
      if (product.at("status") == "discontinued") {
        EXPECT_LT(order.at("order_date"), product.at("updated_at"));
      } else if (order.at("order_date") > product.at("updated_at")) {
        EXPECT_EQ(item.at("unit_price"), product.at("price"))
            << "the current price holds since its last change";
        EXPECT_EQ(item.at("unit_cost"), product.at("cost")) << "and so does the cost";
      }
      totals[item.at("order_id")] += (revenue - discount).kopiykas;
    }

    std::map<std::string, Row> payments;
    for (const Row& payment : tables["payments"])
      EXPECT_TRUE(payments.emplace(payment.at("order_id"), payment).second) << "paid twice";
    for (const auto& [id, order] : orders) {
      EXPECT_EQ(money(order, "total_amount").kopiykas, totals.at(id));
      EXPECT_GE(order.at("order_date"), start);
      EXPECT_LE(order.at("order_date"), order.at("updated_at"));
      EXPECT_LT(order.at("updated_at"), end);
      EXPECT_GT(order.at("order_date"), customers.at(order.at("customer_id")).at("created_at"));
      const Row& employee = employees.at(order.at("employee_id"));
      EXPECT_EQ(employee.at("region_id"), order.at("region_id"));
      EXPECT_LT(employee.at("hired_at"), order.at("order_date"));
      ASSERT_EQ(payments.contains(id), sold(order)) << order.at("status");
      if (!sold(order)) continue;
      const Row& payment = payments.at(id);
      EXPECT_EQ(payment.at("amount"), order.at("total_amount"));
      EXPECT_GT(payment.at("paid_at"), order.at("order_date"));
      EXPECT_LE(payment.at("paid_at"), order.at("updated_at"));
      EXPECT_TRUE(payment.at("method") != "cash" || order.at("status") == "delivered");
    }

    for (const Row& user : tables["auth_users"]) {
      EXPECT_LE(user.at("created_at"), user.at("updated_at"));
      EXPECT_LT(user.at("updated_at"), end);
      if (user.at("customer_id") != "\\N") {
        EXPECT_EQ(user.at("email"), customers.at(user.at("customer_id")).at("email"));
        EXPECT_EQ(user.at("created_at"), customers.at(user.at("customer_id")).at("created_at"));
      } else if (user.at("employee_id") != "\\N") {
        EXPECT_EQ(user.at("email"), employees.at(user.at("employee_id")).at("email"));
      } else {
        EXPECT_EQ(user.at("email"), kAdminEmail);
      }
    }
    for (const Row& token : tables["auth_tokens"]) {
      EXPECT_GE(token.at("issued_at"), users.at(token.at("user_id")).at("created_at"));
      EXPECT_LT(token.at("issued_at"), end);
      EXPECT_LT(token.at("issued_at"), token.at("expires_at"));
      if (token.at("last_used_at") == "\\N") continue;
      EXPECT_GE(token.at("last_used_at"), token.at("issued_at"));
      EXPECT_LE(token.at("last_used_at"), token.at("expires_at"));
      EXPECT_LT(token.at("last_used_at"), end);
    }
    for (const Row& link : tables["user_roles"]) {
      EXPECT_TRUE(users.contains(link.at("user_id")));
      EXPECT_TRUE(roles.contains(link.at("role_id")));
    }
    for (const Row& customer : tables["customers"]) {
      EXPECT_TRUE(regions.contains(customer.at("region_id")));
      EXPECT_LE(customer.at("created_at"), customer.at("updated_at"));
    }
  }
}

TEST(World, GivesTheSameBytesForAnyThreadsAndOrder) {
  for (const rows::UuidVersion uuid : {rows::UuidVersion::v4, rows::UuidVersion::v7}) {
    const auto created = world(20'000, uuid);
    const rows::GenerateReport one = run(*created, 1), two = run(*created, 2), seven = run(*created, 7);
    EXPECT_EQ(one.digest, two.digest);
    EXPECT_EQ(one.digest, seven.digest);
    const auto natural = world_tables(*created, rows::RowOrder::natural),
               by_key = world_tables(*created, rows::RowOrder::by_key);
    for (std::size_t i = 0; i < natural.size(); ++i) {
      rows::RowBuffer whole, sorted, pieces;
      natural[i].write({0, natural[i].units}, whole);
      by_key[i].write({0, by_key[i].units}, sorted);
      for (std::uint64_t first = 0; first < natural[i].units; first += 777)
        natural[i].write({first, std::min(first + 777, natural[i].units)}, pieces);
      EXPECT_EQ(whole.bytes(), pieces.bytes()) << natural[i].table;
      EXPECT_EQ(whole.digest(), sorted.digest()) << natural[i].table;
      EXPECT_EQ(whole.rows(), sorted.rows()) << natural[i].table;
    }
  }
}

// Опубліковано в docs/world.md. Зміниться лише тоді, коли зміниться світ або його словники; тоді змініть
// обидва місця.
TEST(World, HasThePublishedDigest) {
  EXPECT_EQ(run(*world(600), 1).digest, "fa5fcfd6826c82c5");
  EXPECT_EQ(run(*world(600, rows::UuidVersion::v7), 1).digest, "cfed577bea108a01");
}

TEST(World, ChangesWithTheSeed) {
  EXPECT_NE(run(*world(600), 1).digest, run(*world(600, rows::UuidVersion::v4, Seed{43}), 1).digest);
}

TEST(World, IsValidAtAnySize) {
  for (const std::uint64_t orders : {1u, 2u, 7u, 59u, 601u, 6'001u}) {
    const auto created = world(orders);
    const rows::GenerateReport report = run(*created, 2);
    for (const rows::TableReport& table : report.tables)
      EXPECT_TRUE(table.table != "orders" || table.rows == orders);
  }
}

TEST(World, SortsRowsByKeyForTheLoader) {
  const auto created = world(6'000);
  const std::set<std::string_view> small = {"categories", "products", "regions", "employees", "roles"};
  for (const rows::TableSource& table : world_tables(*created, rows::RowOrder::by_key)) {
    if (small.contains(table.table)) continue;
    std::string previous;
    for (const Row& row : rows_of(table)) {
      const std::string& key = row.contains("id") ? row.at("id") : row.at("user_id");
      EXPECT_LE(previous, key) << table.table;
      previous = key;
    }
  }
}

TEST(World, HasUniqueMailAndPhonesForAHundredThousandCustomers) {
  const auto created = world(1'200'000);
  std::unordered_set<std::string> mails, phones;
  std::uint64_t numbered = 0;
  rows::RowBuffer mail, phone;
  for (std::uint64_t i = 0; i < created->counts.customers; ++i) {
    mail.clear(), phone.clear();
    mail.begin_row(), phone.begin_row();
    const words::PersonName name = created->names.customer(i);
    name.write_email(mail);
    numbered += name.number > 0 ? 1 : 0;
    created->customers.write_phone(i, phone);
    ASSERT_TRUE(mails.emplace(mail.bytes()).second) << mail.bytes();
    ASSERT_TRUE(phones.emplace(phone.bytes()).second) << phone.bytes();
    ASSERT_TRUE(phone.bytes().starts_with("+380") && phone.bytes().size() == 13);
  }
  EXPECT_EQ(mails.size(), 100'000u);
  EXPECT_LT(numbered, 2'000u) << "a number in the address is an exception";
}

TEST(World, StoresPasswordsThatVerify) {
  Tables tables = tables_of(*world(600));
  std::set<std::string> hashes;
  for (const Row& credential : tables["auth_credentials"]) {
    const std::string& hash = credential.at("password_hash");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$"));
    EXPECT_EQ(argon2id_verify(hash.c_str(), kDemoPassword.data(), kDemoPassword.size()), ARGON2_OK);
    EXPECT_NE(argon2id_verify(hash.c_str(), "guess", 5), ARGON2_OK);
    EXPECT_TRUE(hashes.insert(hash).second) << "every user has a salt of their own";
  }
}

TEST(World, LooksLikeAShop) {
  const auto created = world(60'000);
  Tables tables = tables_of(*created);

  // Парето: десята частина клієнтів робить понад чверть замовлень, а є й ті, хто купив лише раз.
  std::map<std::string, int> per_customer;
  for (const Row& order : tables["orders"]) ++per_customer[order.at("customer_id")];
  std::vector<int> counts;
  for (const auto& [customer, count] : per_customer) counts.push_back(count);
  std::ranges::sort(counts, std::greater());
  int top = 0, once = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i < counts.size() / 10) top += counts[i];
    once += counts[i] == 1 ? 1 : 0;
  }
  EXPECT_GT(top, 60'000 / 4);
  EXPECT_GT(once, static_cast<int>(counts.size()) / 50);

  // Ціпф: п'ята частина товарів дає більш ніж половину рядків.
  std::map<std::string, int> per_product;
  for (const Row& item : tables["order_items"]) ++per_product[item.at("product_id")];
  counts.clear();
  for (const auto& [product, count] : per_product) counts.push_back(count);
  std::ranges::sort(counts, std::greater());
  std::size_t head = 0;
  for (std::size_t i = 0; i < counts.size() / 5; ++i) head += static_cast<std::size_t>(counts[i]);
  EXPECT_GT(head, tables["order_items"].size() / 2);

  // Чорна п'ятниця 2025 року проти звичайної п'ятниці за місяць до неї; ніч проти вечора; зростання за рік.
  std::map<std::string, int> per_day, per_hour, per_year;
  for (const Row& order : tables["orders"]) {
    ++per_day[order.at("order_date").substr(0, 10)];
    ++per_hour[order.at("order_date").substr(11, 2)];
    ++per_year[order.at("order_date") < "2025-11-22" ? "first" : "second"];
  }
  EXPECT_GT(per_day["2025-11-28"], 2 * per_day["2025-10-24"]);
  EXPECT_GT(per_hour["20"], 5 * per_hour["03"]);
  EXPECT_GT(per_year["second"], per_year["first"]);
  EXPECT_EQ(per_day.begin()->first, "2024-11-22");
  EXPECT_EQ(per_day.rbegin()->first, "2026-11-21");

  // Регіони — за населенням: χ² з 24 степенями свободи, 0.999-квантиль 51.2.
  std::map<std::string, double> per_region;
  for (const Row& customer : tables["customers"]) ++per_region[customer.at("region_id")];
  double population = 0, chi2 = 0;
  for (const words::RegionEntry& region : created->dictionaries.regions)
    population += static_cast<double>(region.population);
  for (std::size_t i = 0; i < tables["regions"].size(); ++i) {
    const double expected = static_cast<double>(created->dictionaries.regions[i].population) / population *
                            static_cast<double>(tables["customers"].size());
    const double found = per_region[tables["regions"][i].at("id")];
    chi2 += (found - expected) * (found - expected) / expected;
  }
  EXPECT_LT(chi2, 51.2);
}

TEST(World, AgreesSurnamesWithGender) {
  const auto created = world(6'000);
  std::map<std::string, bool> female;
  for (const words::GivenName& name : created->dictionaries.ukrainian.given) female[name.name] = name.female;
  std::set<std::string> men, women;
  for (const words::Surname& surname : created->dictionaries.ukrainian.surnames) {
    men.insert(surname.male);
    women.insert(surname.female);
  }
  int checked = 0;
  for (std::uint64_t i = 0; i < created->counts.customers; ++i) {
    const words::PersonName name = created->names.customer(i);
    const auto known = female.find(std::string(name.first_name));
    if (known == female.end()) continue;
    EXPECT_TRUE((known->second ? women : men).contains(std::string(name.last_name)))
        << name.first_name << " " << name.last_name;
    ++checked;
  }
  EXPECT_GT(checked, 400);
}

}  // namespace
}  // namespace techmarket::world
