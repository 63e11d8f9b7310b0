// Довільна схема: план дає рядки, які прийняв би сервер, — неповторні ключі, чинні посилання, виконані
// перевірки.

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/testing/case_file.h"
#include "base/text.h"
#include "datagen/generate.h"
#include "datagen/generic/pattern.h"
#include "datagen/generic/plan.h"
#include "datagen/generic/tables.h"
#include "datagen/sink.h"
#include "dbml/parse.h"

namespace techmarket::datagen::generic {
namespace {

using schema::Dialect;

LexiconPtr lexicon(Language language = Language::uk) {
  auto read = Lexicon::read(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data", language, {});
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read.value_or(nullptr);
}

/// Схема і план разом: план вказує у схему.
struct Planned {
  dbml::Parsed parsed;
  std::unique_ptr<const Plan> plan;
  Error error;
};

Planned planned(const std::string& dbml, std::uint64_t rows, Dialect dialect = Dialect::postgres,
                Spec spec = {}, Seed seed = {}) {
  static const LexiconPtr words = lexicon();
  Planned result{dbml::parse(dbml, "test.dbml"), nullptr, {}};
  EXPECT_TRUE(result.parsed.ok()) << dbml::render_all(result.parsed, false);
  auto plan = Plan::create({.database = result.parsed.database,
                            .dialect = dialect,
                            .rows = rows,
                            .seed = seed,
                            .until = make_date(2026, 11, 22),
                            .lexicon = words,
                            .spec = std::move(spec)});
  if (plan)
    result.plan = std::move(*plan);
  else
    result.error = plan.error();
  return result;
}

using Rows = std::vector<std::vector<Cell>>;

Rows rows_of(const Plan& plan, std::string_view table) {
  Rows rows;
  for (std::size_t i = 0; i < plan.tables().size(); ++i)
    if (plan.tables()[i].table->name.name == table)
      for (std::uint64_t row = 0; row < plan.tables()[i].rows; ++row) plan.row(i, row, rows.emplace_back());
  return rows;
}

std::vector<std::string> column_of(const Plan& plan, std::string_view table, std::string_view column) {
  const auto names = plan.database().table(table)->column_names();
  const auto at = static_cast<std::size_t>(std::ranges::find(names, column) - names.begin());
  std::vector<std::string> values;
  for (const auto& row : rows_of(plan, table)) values.push_back(row[at].null ? "NULL" : row[at].text);
  return values;
}

/// Чи порожній хоч один зі стовпців, і значення разом.
std::optional<std::string> key_of(const schema::Table& table, const std::vector<std::string>& columns,
                                  const std::vector<Cell>& row) {
  std::string key;
  for (const auto& column : columns) {
    const auto at = static_cast<std::size_t>(std::ranges::find(table.columns, column, &schema::Column::name) -
                                             table.columns.begin());
    if (row[at].null) return std::nullopt;
    key += ascii_lower(row[at].text) + '\x1f';
  }
  return key;
}

/// Усе, за що сервер відмовив би; порожньо, якщо план добрий.
std::string violations(const Plan& plan) {
  std::string found;
  std::map<schema::QualifiedName, Rows> all;
  for (std::size_t i = 0; i < plan.tables().size(); ++i) {
    const TablePlan& table = plan.tables()[i];
    const schema::Table& declared = *table.table;
    Rows& rows = all[declared.name];
    for (std::uint64_t row = 0; row < table.rows; ++row) plan.row(i, row, rows.emplace_back());
    for (const auto& row : rows) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        const schema::Column& column = declared.columns[c];
        if (row[c].null && !column.nullable() && found.size() < 2'000)
          found += fmt::format("{}.{} is null\n", declared.name.name, column.name);
        const std::uint64_t room = table.columns[c].type.length;
        if (!row[c].null && room > 0 && table.columns[c].type.kind == ValueKind::text &&
            !table.columns[c].type.array && count_code_points(row[c].text) > room)
          found += fmt::format("{}.{}: '{}' is too long\n", declared.name.name, column.name, row[c].text);
      }
      for (const Condition& condition : table.conditions)
        if (!condition.accepts(row))
          found += fmt::format("{}: check {}\n", declared.name.name, condition.text());
    }
    for (const schema::Index& index : declared.indexes) {
      if (!index.unique || std::ranges::any_of(index.parts, &schema::IndexPart::expression)) continue;
      std::vector<std::string> columns;
      for (const auto& part : index.parts) columns.push_back(part.text);
      std::set<std::string> seen;
      for (const auto& row : rows)
        if (const auto key = key_of(declared, columns, row); key && !seen.insert(*key).second)
          found += fmt::format("{} ({}) repeats: {}\n", declared.name.name, columns[0], *key);
    }
  }
  for (const schema::Ref& ref : plan.database().refs) {
    const schema::Table *child = plan.database().table(ref.first.table),
                        *parent = plan.database().table(ref.second.table);
    std::set<std::string> keys;
    for (const auto& row : all[parent->name])
      if (const auto key = key_of(*parent, ref.second.columns, row)) keys.insert(*key);
    for (const auto& row : all[child->name])
      if (const auto key = key_of(*child, ref.first.columns, row); key && !keys.contains(*key))
        found += fmt::format("{} ({}) has no parent: {}\n", child->name.name, ref.first.columns[0], *key);
  }
  return found.substr(0, 2'000);
}

constexpr std::string_view kShop = R"(
Enum order_status { new
  paid
  shipped }
Table users {
  id int [pk, increment]
  first_name varchar(50) [not null]
  last_name varchar(50) [not null]
  email varchar(100) [unique, not null]
  gender varchar(10)
  created_at timestamp [not null]
  updated_at timestamp [not null]
  manager_id int [ref: > users.id]
}
Table products {
  id uuid [pk]
  sku varchar(12) [unique]
  price decimal(6,2) [not null, check: `price > 0`]
  old_price decimal(6,2)
  checks { `old_price > price` }
}
Table orders {
  id bigint [pk, increment]
  user_id int [not null, ref: > users.id]
  status order_status [not null]
  starts date [not null]
  ends date [not null]
  checks { `starts < ends` }
}
Table items {
  order_id bigint [ref: > orders.id]
  product_id uuid [ref: > products.id]
  position int [not null]
  quantity int [not null, check: `quantity BETWEEN 2 AND 4`]
  indexes { (order_id, product_id) [pk]
    (order_id, position) [unique] }
}
Table follows {
  a int [ref: > users.id]
  b int [ref: > users.id]
  indexes { (a, b) [pk] }
  checks { `a <> b` }
}
Table profiles { user_id int [pk, ref: - users.id]
  bio varchar(30) }
)";

TEST(GenericPlan, KeepsEveryConstraint) {
  for (const std::uint64_t rows : {1u, 2u, 3u, 10u, 500u}) {
    const auto shop = planned(std::string(kShop), rows);
    ASSERT_TRUE(shop.plan) << shop.error.message;
    EXPECT_EQ(violations(*shop.plan), "") << rows << " rows";
  }
}

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

/// id рядка → значення його стовпця.
std::map<std::string, std::string> by_id(const Plan& plan, std::string_view table, std::string_view column) {
  const auto keys = column_of(plan, table, "id"), values = column_of(plan, table, column);
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < keys.size(); ++i) found[keys[i]] = values[i];
  return found;
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
  const Plan& plan = *result.plan;
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

TEST(GenericPlan, GivesTheSameBytesForAnyThreads) {
  const auto shop = planned(std::string(kShop), 20'000);
  const auto tables = plan_tables(*shop.plan, Dialect::postgres);
  std::set<std::string> digests;
  for (const unsigned threads : {1u, 2u, 7u}) {
    const auto report = generate(tables, *null_sink(), threads, ProgressStyle::silent);
    ASSERT_TRUE(report);
    digests.insert(report->digest);
  }
  EXPECT_EQ(digests.size(), 1u);
  const auto other = planned(std::string(kShop), 20'000, Dialect::postgres, {}, Seed{43});
  const auto report =
      generate(plan_tables(*other.plan, Dialect::postgres), *null_sink(), 1, ProgressStyle::silent);
  EXPECT_FALSE(digests.contains(report->digest)) << "another seed, other rows";
}

TEST(GenericPlan, FillsEveryValidSchemaOfTheCases) {
  int filled = 0;
  for (const char* folder : {"sql", "dbml"})
    for (const auto& path : case_paths(folder)) {
      const auto file = read_case(path);
      const std::string* input = file ? file->section("input") : nullptr;
      // Схеми, про які попереджає вже розбір, навмисне суперечливі.
      if (!input || !dbml::parse(*input, "x").diagnostics.empty()) continue;
      for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
        const auto result = planned(*input, 40, dialect);
        if (!result.plan) {
          // Немає таблиць, або два ключі одного стовпця ведуть один до одного колом.
          const bool expected = result.error.message.contains("no tables") || path.stem() == "ref_forms" ||
                                path.stem() == "column_several_refs";
          EXPECT_TRUE(expected) << path << ": " << result.error.message;
          continue;
        }
        EXPECT_EQ(violations(*result.plan), "") << path;
        ++filled;
      }
    }
  EXPECT_GT(filled, 150);
}

TEST(GenericPlan, ShrinksATableWhoseKeyHasFewValues) {
  const auto result = planned(
      "Table flags { on boolean [pk] }\nTable b { x int [pk, ref: - a.id] }\n"
      "Table a { id int [pk] }",
      50);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_EQ(rows_of(*result.plan, "flags").size(), 2u);
  EXPECT_EQ(rows_of(*result.plan, "b").size(), 50u);
  ASSERT_EQ(result.plan->warnings().size(), 1u);
  EXPECT_EQ(result.plan->warnings()[0].code, "fewer-rows");
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericPlan, KeepsRecordsAndAvoidsTheirKeys) {
  const auto result = planned(
      "Table c { id int [pk, increment]\n code varchar(1) [unique, not null]\n name text }\n"
      "Records c(id, code, name) { 7, 'b', 'kept'\n 9, 'a', null }\n"
      "Table d { c_id int [ref: > c.id] }",
      20);
  ASSERT_TRUE(result.plan) << result.error.message;
  const auto rows = rows_of(*result.plan, "c");
  EXPECT_EQ(rows[0][0].text, "7");
  EXPECT_EQ(rows[0][2].text, "kept");
  EXPECT_TRUE(rows[1][2].null);
  EXPECT_EQ(rows[2][0].text, "10") << "the counter goes on after the records";
  EXPECT_EQ(rows.size(), 20u);
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericPlan, FillsCirclesOfTables) {
  const auto result = planned(
      "Table a { id int [pk]\n b_id int [not null, ref: > b.id] }\n"
      "Table b { id int [pk]\n a_id int [not null, ref: > a.id] }",
      30);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericPlan, NamesAKeyWithoutAFirstValue) {
  const auto result = planned(
      "Table a { id int [pk, ref: > b.id] }\nTable b { id int [pk, ref: > c.id] }\n"
      "Table c { id int [pk, ref: > a.id] }",
      30);
  EXPECT_FALSE(result.plan);
  EXPECT_NE(result.error.message.find("a.id"), std::string::npos) << result.error.message;
}

TEST(GenericPlan, SharesTenantsThroughACompositeKey) {
  const auto result = planned(
      "Table tenants { id int [pk] }\n"
      "Table users { tenant_id int [ref: > tenants.id]\n id int\n indexes { (tenant_id, id) [pk] } }\n"
      "Table posts { id int [pk]\n tenant_id int [not null, ref: > tenants.id]\n user_id int [not null] }\n"
      "Ref: posts.(tenant_id, user_id) > users.(tenant_id, id)",
      40);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_EQ(violations(*result.plan), "");
}

/// Скільки рядків має кожна таблиця, якщо план добрий.
std::map<std::string, std::size_t> sizes(const Plan& plan) {
  std::map<std::string, std::size_t> all;
  for (const TablePlan& table : plan.tables()) all[table.table->name.name] = table.rows;
  return all;
}

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

TEST(GenericPlan, SatisfiesTwoCompositeKeysThatShareAColumn) {
  for (const std::uint64_t rows : {1u, 2u, 10u, 1'000u}) {
    const auto result = planned(std::string(kTenants), rows);
    ASSERT_TRUE(result.plan) << result.error.message;
    EXPECT_EQ(violations(*result.plan), "") << rows;
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
    ASSERT_TRUE(result.plan) << result.error.message;
    EXPECT_EQ(violations(*result.plan), "") << type;
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
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_EQ(violations(*result.plan), "");
  EXPECT_EQ(sizes(*result.plan)["badges"], 50u);
}

TEST(GenericPlan, FindsAValueThatTwoParentsShare) {
  for (const std::string type : {"int", "uuid"}) {
    const auto result = planned("Table a { id " + type + " [pk] }\nTable b { id " + type +
                                    " [pk] }\n"
                                    "Table c { x " +
                                    type + " [not null, ref: > a.id, ref: > b.id] }",
                                30);
    ASSERT_TRUE(result.plan) << result.error.message;
    EXPECT_EQ(violations(*result.plan), "");
  }
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

TEST(GenericPlan, NarrowsByEveryCheckOfAColumn) {
  const auto result = planned(R"(Table t {
    age int [check: `age >= 18`, check: `age BETWEEN 10 AND 70`, check: `age > 0`]
    kind char(2) [not null]
    mail text [check: `mail IS NOT NULL AND length(mail) > 5`]
    site text [not null, check: `site LIKE '%@%.com' OR site LIKE '%@%.org'`]
    checks { `kind IS NULL OR upper((kind)::text) = ANY (ARRAY['SC'::text, 'VC'::text])` } })",
                              100);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_EQ(violations(*result.plan), "");
  EXPECT_EQ(std::ranges::count(column_of(*result.plan, "t", "mail"), "NULL"), 0);
  for (const auto& kind : column_of(*result.plan, "t", "kind"))
    EXPECT_TRUE(kind == "SC" || kind == "VC") << kind;
}

TEST(Codecs, HashesLookLikeHashesAndNeverRepeat) {
  for (const std::uint64_t length : {2u, 8u, 16u, 40u, 64u}) {
    const CodecPtr codec = hex_codec(length);
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(1'000, codec->size()); ++i) {
      std::string text;
      codec->write({i, 0}, text);
      EXPECT_EQ(text.size(), length);
      EXPECT_TRUE(length < 16 || !text.ends_with("0000")) << text;
      EXPECT_TRUE(seen.insert(text).second) << text;
    }
  }
}

TEST(GenericPlan, DefaultsDoNotRepeatAUniqueSet) {
  const auto result = planned(
      "Table v { id int [pk] }\nTable p { v_id int [not null, ref: > v.id]\n"
      " currency varchar(3) [not null, default: 'GBP']\n kind varchar(9) [not null]\n"
      " indexes { (v_id, currency, kind) [unique] } }",
      200);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_EQ(violations(*result.plan), "");
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

TEST(GenericPlan, WarnsOfACheckItDoesNotUnderstand) {
  const auto result = planned("Table t { a int [check: `a > mystery(a)`] }", 5);
  ASSERT_TRUE(result.plan);
  ASSERT_EQ(result.plan->warnings().size(), 1u);
  EXPECT_NE(result.plan->warnings()[0].message.find("mystery"), std::string::npos);
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

TEST(Pattern, GivesEveryTextOnce) {
  for (const std::string pattern : {"[a-c]{1,3}", "(x|yy)-\\d?", "A[0-9]B{2}", "ї[аб]+"}) {
    const auto codec = pattern_codec(pattern);
    ASSERT_TRUE(codec) << pattern;
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i < (*codec)->size(); ++i) {
      std::string text;
      (*codec)->write({i, 0}, text);
      EXPECT_TRUE(seen.insert(text).second) << pattern << ": " << text;
      EXPECT_LE(count_code_points(text), (*codec)->longest(1));
    }
  }
}

TEST(Pattern, SaysWhatItCannotRead) {
  for (const std::string pattern : {"(a", "[", "a{3", "*a", "[^a]", "(?=a)", "a)", "\\", "[z-a]"}) {
    const auto codec = pattern_codec(pattern);
    ASSERT_FALSE(codec) << pattern;
    EXPECT_NE(codec.error().message.find("at character"), std::string::npos);
  }
}

TEST(Meaning, ReadsNamesNotesAndTables) {
  const auto meaning = [](const std::string& table, const std::string& column, const std::string& note = "",
                          ValueKind kind = ValueKind::text) {
    schema::Table owner{.name = {.name = table}};
    schema::Column subject{.name = column, .type = {}};
    if (!note.empty()) subject.note = note;
    return guess(owner, subject, {.kind = kind}).meaning;
  };
  EXPECT_EQ(meaning("t", "firstName"), Meaning::first_name);
  EXPECT_EQ(meaning("t", "customer_email"), Meaning::email);
  EXPECT_EQ(meaning("t", "UnitPrice", "", ValueKind::decimal), Meaning::price);
  EXPECT_EQ(meaning("customers", "name"), Meaning::full_name);
  EXPECT_EQ(meaning("cities", "name"), Meaning::city);
  EXPECT_EQ(meaning("things", "name"), Meaning::title);
  EXPECT_EQ(meaning("t", "x1", "номер телефону клієнта"), Meaning::phone);
  EXPECT_EQ(meaning("t", "island"), Meaning::none) << "'is' and 'land' are not words of their own here";
  EXPECT_EQ(snake_case("HTTPServerID"), "http_server_id");
}

TEST(Lexicon, SpeaksEnglishToo) {
  const LexiconPtr english = lexicon(Language::en);
  for (const PersonPart part : {PersonPart::first_name, PersonPart::full_name, PersonPart::email}) {
    std::string text;
    english->person(part)->write({12, 0}, text);
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        << text;
  }
}

}  // namespace
}  // namespace techmarket::datagen::generic
