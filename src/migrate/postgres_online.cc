#include "migrate/postgres_online.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/automatic_names.h"
#include "ddl/describe.h"
#include "migrate/steps.h"
#include "sql/expression.h"

namespace techmarket::migrate {

using schema::Column;
using schema::Index;
using schema::QualifiedName;
using schema::Table;

bool PostgresOnline::can(const QualifiedName& table) const {
  const auto live = input_.physical.tables.find(table);
  return input_.online && input_.actual.table(table) && live != input_.physical.tables.end() &&
         !live->second.partitioned;
}

Step PostgresOnline::alone(std::string sql, std::string summary) const {
  return {.sql = std::move(sql), .changes = {{std::move(summary)}}, .alone = true};
}

std::string PostgresOnline::free_name(const QualifiedName& table, const std::vector<std::string>& columns,
                                      std::string_view label) {
  const auto is_taken = [&](const std::string& name) {
    const auto same = [&](const auto& one) { return one.name == name; };
    return given_.contains({table.schema, name}) ||
           std::ranges::any_of(input_.physical.tables, [&](const auto& live) {
             return live.first.schema == table.schema &&
                    (std::ranges::any_of(live.second.indexes,
                                         [&](const auto& one) { return !one.invalid && same(one); }) ||
                     std::ranges::any_of(live.second.checks, same) ||
                     std::ranges::any_of(live.second.refs, same));
           });
  };
  const std::string joined = fmt::format("{}", fmt::join(columns, "_"));
  std::string name = ddl::postgres_name(table.name, joined, label);
  for (int number = 1; is_taken(name); ++number)
    name = ddl::postgres_name(table.name, joined, fmt::format("{}{}", label, number));
  given_.emplace(table.schema, name);
  return name;
}

std::vector<Step> PostgresOnline::not_null(const Table& table, const Column& column) {
  const std::string shown = path(table, column.name), quoted = clauses_.table(table),
                    name = clauses_.name(column.name),
                    constraint = clauses_.name(ddl::postgres_name("_techmarket", column.name, "not_null"));
  std::vector<Step> steps;
  if (const auto value = clauses_.default_value(table, column))
    steps.push_back(alone(fmt::format("UPDATE {0} SET {1} = {2} WHERE {1} IS NULL", quoted, name, *value),
                          fmt::format("fill the NULLs of {} with its default", shown)));
  steps.push_back(alone(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID",
                                    quoted, constraint, name),
                        fmt::format("let no new NULL into {}", shown)));
  steps.push_back(alone(fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", quoted, constraint),
                        fmt::format("look for NULLs in {}", shown)));
  // Перевіреної умови серверові досить: рядків він уже не переглядає.
  steps.push_back(alone(fmt::format("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL, DROP CONSTRAINT {}", quoted,
                                    name, constraint),
                        fmt::format("set column {} not null", shown)));
  return steps;
}

std::vector<Step> PostgresOnline::index(const Table& table, const Index& index) {
  const std::string shown = schema::display_name(table.name);
  const std::string summary =
      index.primary_key ? fmt::format("build the primary key {} of {}", ddl::describe_parts(index), shown)
                        : "add index " + path(table, index) + (index.unique ? " unique" : "");
  const bool plain = std::ranges::none_of(index.parts, &schema::IndexPart::expression);
  const bool constraint =
      index.primary_key || (index.unique && index.name.empty() && index.type.empty() && plain);
  Index named = index;
  if (constraint) {
    std::vector<std::string> columns;
    if (!index.primary_key)
      for (const auto& part : index.parts) columns.push_back(part.text);
    if (named.name.empty()) named.name = free_name(table.name, columns, index.primary_key ? "pkey" : "key");
    named.unique = true;
    named.primary_key = false;
  }
  std::string sql = statement(clauses_.syntax().create_index(table, named, 0));
  constexpr std::string_view kIndex = " INDEX";
  sql.insert(sql.find(kIndex) + kIndex.size(), " CONCURRENTLY");
  std::vector<Step> steps{alone(std::move(sql), summary)};
  if (constraint)
    steps.push_back(
        alone(fmt::format("ALTER TABLE {0} ADD CONSTRAINT {1} {2} USING INDEX {1}", clauses_.table(table),
                          clauses_.name(named.name), index.primary_key ? "PRIMARY KEY" : "UNIQUE"),
              fmt::format("make index {} a constraint of {}", named.name, shown)));
  return steps;
}

std::vector<Step> PostgresOnline::check(const Table& table, const schema::Check& check) {
  schema::Check named = check;
  if (named.name.empty()) {
    auto columns = sql::expression_columns(check.expression, schema::Dialect::postgres);
    if (columns.size() != 1) columns.clear();
    named.name = free_name(table.name, columns, "check");
  }
  return {alone(fmt::format("ALTER TABLE {} ADD {} NOT VALID", clauses_.table(table), clauses_.check(named)),
                "add check " + path(table, check) + " for new rows"),
          validate(table.name, named.name, "check " + path(table, check))};
}

std::vector<Step> PostgresOnline::ref(const schema::Ref& ref) {
  schema::Ref named = ref;
  if (named.name.empty()) named.name = free_name(ref.first.table, ref.first.columns, "fkey");
  return {alone(statement(ddl::add_foreign_key(clauses_.syntax(), named)) + " NOT VALID",
                "add foreign key " + path(ref) + " for new rows"),
          validate(ref.first.table, named.name, "foreign key " + path(ref))};
}

Step PostgresOnline::validate(const QualifiedName& table, const std::string& name,
                              const std::string& title) const {
  return alone(fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", clauses_.syntax().quote_table(table),
                           clauses_.name(name)),
               "check the old rows against " + title);
}

}  // namespace techmarket::migrate
