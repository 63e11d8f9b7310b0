// Довільна схема: план дає рядки, які прийняв би сервер, — неповторні ключі, чинні посилання, виконані
// перевірки.

#include "filler/plan_tables.h"
#include "filler/testing/planned.h"
#include "rows/generate.h"
#include "rows/sink.h"
#include "support/case_file.h"

namespace techmarket::filler {
namespace {

using namespace testing;

TEST(GenericPlan, KeepsEveryConstraint) {
  for (const std::uint64_t rows : {1u, 2u, 3u, 10u, 500u}) {
    const auto shop = planned(std::string(kShop), rows);
    ASSERT_TRUE(shop.plan) << shop.error.message;
    EXPECT_EQ(violations(*shop.plan), "") << rows << " rows";
  }
}

TEST(GenericPlan, FillsEveryValidSchemaOfTheCases) {
  int filled = 0;
  for (const char* folder : {"sql", "dbml"})
    for (const auto& path : support::case_paths(folder)) {
      const auto file = support::read_case(path);
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

TEST(GenericPlan, GivesTheSameBytesForAnyThreads) {
  const auto shop = planned(std::string(kShop), 20'000);
  const auto tables = plan_tables(*shop.plan, Dialect::postgres);
  std::set<std::string> digests;
  for (const unsigned threads : {1u, 2u, 7u}) {
    const auto report = rows::generate(tables, *rows::null_sink(), threads, ProgressStyle::silent);
    ASSERT_TRUE(report);
    digests.insert(report->digest);
  }
  EXPECT_EQ(digests.size(), 1u);
  const auto other = planned(std::string(kShop), 20'000, Dialect::postgres, {}, Seed{43});
  const auto report = rows::generate(plan_tables(*other.plan, Dialect::postgres), *rows::null_sink(), 1,
                                     ProgressStyle::silent);
  EXPECT_FALSE(digests.contains(report->digest)) << "another seed, other rows";
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

TEST(GenericPlan, EmptyRecordsOfAUniqueColumnTakeNothing) {
  const auto result = planned(
      "Table c { id int [pk]\n phone varchar(12) [unique] }\nRecords c(id, phone) { 1, null\n 2, '123' }",
      300);
  ASSERT_TRUE(result.plan) << result.error.message;
  EXPECT_TRUE(result.plan->warnings().empty());
  EXPECT_EQ(rows_of(*result.plan, "c").size(), 300u);
  EXPECT_EQ(violations(*result.plan), "");
}

TEST(GenericPlan, PlansManyTablesWithManyReferences) {
  // Шляхів посилань тут мільярди: план, який ходив би кожним, не закінчився б (bench/plan.sh).
  std::string dbml;
  for (int i = 0; i < 60; ++i) {
    dbml += fmt::format("Table t{} {{ id int [pk, check: `id > 0`]\n", i);
    for (int k = 1; k <= 8 && k <= i; ++k) dbml += fmt::format(" a{} int [ref: > t{}.id]\n", k, i - k);
    dbml +=
        " starts timestamp [not null]\n ends timestamp [not null]\n note varchar(20)\n"
        " checks { `starts < ends`\n `length(note) > 3` } }\n";
  }
  ASSERT_EQ(faults(planned(dbml, 20)), "");
}

TEST(GenericPlan, DefaultsDoNotRepeatAUniqueSet) {
  const auto result = planned(
      "Table v { id int [pk] }\nTable p { v_id int [not null, ref: > v.id]\n"
      " currency varchar(3) [not null, default: 'GBP']\n kind varchar(9) [not null]\n"
      " indexes { (v_id, currency, kind) [unique] } }",
      200);
  ASSERT_EQ(faults(result), "");
}

}  // namespace
}  // namespace techmarket::filler
