#include "migrate/postgres_online.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/automatic_names.h"
#include "ddl/describe.h"
#include "migrate/postgres_renames.h"
#include "migrate/steps.h"
#include "sql/expression.h"

namespace techmarket::migrate {

using schema::Column;
using schema::Index;
using schema::QualifiedName;
using schema::Table;

namespace {

/// Індекс, що займе ім'я колишнього, коли той дослужить. Забутий убитим запуском, він прибирається.
constexpr std::string_view kTemporary = "_techmarket_new";

}  // namespace

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

bool PostgresOnline::outlives(const TableDelta& delta, const Index& index) const {
  if (!can(delta.to->name) || delta.indexes.added().empty()) return false;
  // Стовпця, що зникає, дістає інший тип чи чиї NULL заповнюються, індекс не пережив би або не пустив би.
  const auto stays = [&](const std::string& column) {
    const ColumnDelta* change = delta.change_of(column);
    return delta.to->column(column) && !(change && (change->type || change->nullability));
  };
  const bool columns_stay = std::ranges::all_of(index.parts, [&](const schema::IndexPart& part) {
    if (!part.expression) return stays(part.text);
    const auto names = sql::expression_columns(part.text, schema::Dialect::postgres);
    return !names.empty() && std::ranges::all_of(names, stays);
  });
  const auto live = input_.names.all(index);
  return columns_stay && !live.empty() && std::ranges::none_of(live, [&](const PhysicalIndex* one) {
           const auto takes_its_name = [&](const IndexDelta& kept) {
             return kept.name && kept.to->name == one->name;
           };
           return one->invalid || one->name.starts_with(kTemporary) ||
                  std::ranges::any_of(delta.indexes.kept(), takes_its_name);
         });
}

std::vector<const PhysicalIndex*> PostgresOnline::outliving(const TableDelta& delta) const {
  std::vector<const PhysicalIndex*> found;
  for (const auto* index : delta.indexes.dropped())
    if (outlives(delta, *index)) std::ranges::copy(input_.names.all(*index), std::back_inserter(found));
  return found;
}

std::vector<Step> PostgresOnline::indexes(const TableDelta& delta) {
  std::vector<Step> steps, placed;
  const auto added = delta.indexes.added();
  for (const auto* index : added) build(delta, *index, steps, placed);
  const bool has_new_key = std::ranges::any_of(added, &Index::primary_key);
  for (const auto* old : outliving(delta)) {
    const std::string summary = "drop index " + path(*delta.to, old->name) + ": the new one is built";
    if (!old->constraint)
      steps.push_back(
          alone("DROP INDEX CONCURRENTLY " +
                    clauses_.syntax().quote_table({.schema = delta.to->name.schema, .name = old->name}),
                summary));
    else if (!old->primary_key || !has_new_key)
      steps.push_back(alone(fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", clauses_.table(*delta.to),
                                        clauses_.name(old->name)),
                            summary));
  }
  std::ranges::move(placed, std::back_inserter(steps));
  return steps;
}

void PostgresOnline::build(const TableDelta& delta, const Index& index, std::vector<Step>& built,
                           std::vector<Step>& placed) {
  const Table& table = *delta.to;
  const std::string shown = schema::display_name(table.name);
  const bool plain = std::ranges::none_of(index.parts, &schema::IndexPart::expression);
  const bool constraint =
      index.primary_key || (index.unique && index.name.empty() && index.type.empty() && plain);
  const auto old = outliving(delta);
  const auto old_key = std::ranges::find(old, true, &PhysicalIndex::primary_key);
  Index named = index;
  if (constraint) {
    std::vector<std::string> columns;
    if (!index.primary_key)
      for (const auto& part : index.parts) columns.push_back(part.text);
    if (named.name.empty() && index.primary_key && old_key != old.end()) named.name = (*old_key)->name;
    if (named.name.empty()) named.name = free_name(table.name, columns, index.primary_key ? "pkey" : "key");
    named.unique = true;
    named.primary_key = false;
  }
  const std::string final_name = named.name;
  const bool occupied =
      !final_name.empty() && std::ranges::find(old, final_name, &PhysicalIndex::name) != old.end();
  if (occupied) named.name = ddl::postgres_name(kTemporary, final_name, "idx");

  std::string sql = statement(clauses_.syntax().create_index(table, named, 0));
  constexpr std::string_view kIndex = " INDEX";
  sql.insert(sql.find(kIndex) + kIndex.size(), " CONCURRENTLY");
  built.push_back(alone(std::move(sql),
                        index.primary_key
                            ? fmt::format("build the primary key {} of {}", ddl::describe_parts(index), shown)
                            : "add index " + path(table, index) + (index.unique ? " unique" : "")));
  if (constraint) {
    // Ключ таблиця має один: колишній виходить тим самим оператором. Індекс дістає ім'я обмеження.
    const bool replaces = index.primary_key && old_key != old.end();
    placed.push_back(alone(
        fmt::format("ALTER TABLE {} {}ADD CONSTRAINT {} {} USING INDEX {}", clauses_.table(table),
                    replaces ? fmt::format("DROP CONSTRAINT {}, ", clauses_.name((*old_key)->name)) : "",
                    clauses_.name(final_name), index.primary_key ? "PRIMARY KEY" : "UNIQUE",
                    clauses_.name(named.name)),
        fmt::format("make index {} a constraint of {}", final_name, shown)));
  } else if (occupied) {
    placed.push_back(
        rename_postgres_index(clauses_, table.name.schema, named.name, final_name, path(table, named.name)));
    placed.back().alone = true;
  }
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
