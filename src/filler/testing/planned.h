#pragma once
// План із тексту DBML, його рядки й усе, за що сервер відмовив би їм.

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "dbml/parse.h"
#include "filler/fill_plan.h"

namespace techmarket::filler::testing {

using schema::Dialect;

inline const std::filesystem::path kData = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";

inline words::LexiconPtr lexicon(words::Language language = words::Language::uk) {
  auto read = words::Lexicon::read(kData, language, {});
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read.value_or(nullptr);
}

inline MeaningRulesPtr meanings() {
  auto read = MeaningRules::read(kData);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read.value_or(nullptr);
}

/// Схема і план разом: план вказує у схему.
struct Planned {
  dbml::Parsed parsed;
  std::unique_ptr<const FillPlan> plan;
  Error error;
};

inline Planned planned(const std::string& dbml, std::uint64_t rows, Dialect dialect = Dialect::postgres,
                       Spec spec = {}, Seed seed = {}) {
  static const words::LexiconPtr words = lexicon();
  static const MeaningRulesPtr rules = meanings();
  Planned result{dbml::parse(dbml, "test.dbml"), nullptr, {}};
  EXPECT_TRUE(result.parsed.ok()) << dbml::render_all(result.parsed, false);
  auto plan = FillPlan::create({.database = result.parsed.database,
                                .dialect = dialect,
                                .rows = rows,
                                .seed = seed,
                                .until = make_date(2026, 11, 22),
                                .lexicon = words,
                                .meanings = rules,
                                .spec = std::move(spec)});
  if (plan)
    result.plan = std::move(*plan);
  else
    result.error = plan.error();
  return result;
}

using Rows = std::vector<std::vector<Cell>>;

inline Rows rows_of(const FillPlan& plan, std::string_view table) {
  Rows rows;
  for (std::size_t i = 0; i < plan.tables().size(); ++i)
    if (plan.tables()[i].table->name.name == table)
      for (std::uint64_t row = 0; row < plan.tables()[i].rows; ++row) plan.row(i, row, rows.emplace_back());
  return rows;
}

inline std::vector<std::string> column_of(const FillPlan& plan, std::string_view table,
                                          std::string_view column) {
  const auto names = plan.database().table(table)->column_names();
  const auto at = static_cast<std::size_t>(std::ranges::find(names, column) - names.begin());
  std::vector<std::string> values;
  for (const auto& row : rows_of(plan, table)) values.push_back(row[at].null ? "NULL" : row[at].text);
  return values;
}

/// Чи порожній хоч один зі стовпців, і значення разом.
inline std::optional<std::string> key_of(const schema::Table& table, const std::vector<std::string>& columns,
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
inline std::string violations(const FillPlan& plan) {
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
        if (!row[c].null && room > 0 && table.columns[c].type.kind == Family::text &&
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

/// Чому схема не наповнюється: помилка плану або порушення в рядках; порожньо, якщо все гаразд.
inline std::string faults(const Planned& result) {
  return result.plan ? violations(*result.plan) : result.error.message;
}

/// id рядка → значення його стовпця.
inline std::map<std::string, std::string> by_id(const FillPlan& plan, std::string_view table,
                                                std::string_view column) {
  const auto keys = column_of(plan, table, "id"), values = column_of(plan, table, column);
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < keys.size(); ++i) found[keys[i]] = values[i];
  return found;
}

/// Скільки рядків має кожна таблиця, якщо план добрий.
inline std::map<std::string, std::size_t> sizes(const FillPlan& plan) {
  std::map<std::string, std::size_t> all;
  for (const TablePlan& table : plan.tables()) all[table.table->name.name] = table.rows;
  return all;
}

inline constexpr std::string_view kShop = R"(
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

}  // namespace techmarket::filler::testing
