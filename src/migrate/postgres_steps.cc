// Порядок для PostgreSQL: прибрати залежне (ключі, перевірки, індекси), перейменувати й змінити стовпці,
// повернути обмеження.

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/describe.h"
#include "migrate/postgres_columns.h"
#include "migrate/postgres_online.h"
#include "migrate/postgres_renames.h"
#include "migrate/steps.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Column;
using schema::Dialect;
using schema::Enum;
using schema::Index;
using schema::QualifiedName;
using schema::Ref;
using schema::Table;

class PostgresPlanner {
 public:
  PostgresPlanner(const PlanInput& input, const Clauses& clauses, DependentsPlan dependents)
      : input_(input), clauses_(clauses), dependents_(std::move(dependents)), online_(input, clauses) {}

  std::vector<Step> run() {
    for (const auto& name : new_schemas(input_))
      add("CREATE SCHEMA IF NOT EXISTS " + clauses_.name(name), "create schema " + name);
    std::ranges::move(postgres_renames(input_, clauses_), std::back_inserter(steps_));
    for (const auto* ref : input_.delta.dropped_refs()) drop_ref(*ref);
    for (const auto* table : input_.delta.dropped)
      add("DROP TABLE " + clauses_.table(*table), "drop table " + schema::display_name(table->name),
          {{Danger::data_loss, "every row of the table is deleted", schema::display_name(table->name)}});
    drop_invalid_indexes();
    std::ranges::move(dependents_.before, std::back_inserter(steps_));
    for (const auto& delta : input_.delta.tables) drop_constraints(delta);
    prepare_enums();
    for (const auto* table : input_.delta.created)
      add(clauses_.create_table(*table), "create table " + schema::display_name(table->name));
    for (const auto& delta : input_.delta.tables)
      std::ranges::move(postgres_columns(delta, input_, clauses_), std::back_inserter(steps_));
    finish_enums();
    std::ranges::move(dependents_.after, std::back_inserter(steps_));
    for (const auto* table : input_.delta.created) complete(*table);
    for (const auto& delta : input_.delta.tables) rename_constraints(delta);
    for (const auto& [table, refs] : input_.delta.refs)
      for (const auto& ref : refs.kept())
        if (ref.name) rename_ref(*ref.to, *ref.from);
    // Звідси кроки --online фіксуються по одному.
    for (const auto& delta : input_.delta.tables) not_null_online(delta);
    for (const auto& delta : input_.delta.tables) add_constraints(delta);
    for (const auto* ref : input_.delta.added_refs()) add_ref(*ref);
    if (input_.online) validate_the_rest();
    for (const auto& delta : input_.delta.tables) comments(delta);
    return std::move(steps_);
  }

 private:
  void add(std::string sql, std::string summary, std::vector<Hazard> hazards = {}) {
    steps_.push_back({.sql = std::move(sql), .changes = {{std::move(summary), std::move(hazards)}}});
  }
  void add(AlterTable alter) {
    if (!alter.empty()) steps_.push_back(std::move(alter).step());
  }
  AlterTable alter(const Table& table) const { return AlterTable(clauses_.table(table)); }
  std::string quoted(const QualifiedName& name) const { return clauses_.syntax().quote_table(name); }

  // ---- переліки: старий тип живе під тимчасовим іменем, доки стовпці переходять на новий

  static QualifiedName retired(const Enum& element) {
    return {.schema = element.name.schema, .name = "_techmarket_old_" + element.name.name};
  }

  void prepare_enums() {
    for (const auto* element : input_.delta.created_enums)
      add(statement(clauses_.syntax().create_enum(*element)),
          "create enum " + schema::display_name(element->name));
    for (const auto& [to, from] : input_.delta.extended_enums) extend(*to, *from);
    for (const auto& [to, from] : input_.delta.rebuilt_enums) {
      const std::string summary = fmt::format("rebuild enum {}: {} to {}", schema::display_name(to->name),
                                              ddl::describe(*from), ddl::describe(*to));
      add(fmt::format("ALTER TYPE {} RENAME TO {}", quoted(to->name), clauses_.name(retired(*to).name)),
          summary);
      add(statement(clauses_.syntax().create_enum(*to)), summary);
    }
  }

  void extend(const Enum& to, const Enum& from) {
    auto next = from.values.begin();
    for (const auto& value : to.values) {
      if (next != from.values.end() && next->name == value.name) {
        ++next;
        continue;
      }
      const std::string before =
          next == from.values.end() ? "" : " BEFORE " + clauses_.syntax().quote_text(next->name);
      add(fmt::format("ALTER TYPE {} ADD VALUE {}{}", quoted(to.name),
                      clauses_.syntax().quote_text(value.name), before),
          fmt::format("add value {} to enum {}", value.name, schema::display_name(to.name)));
    }
  }

  void finish_enums() {
    for (const auto& [to, from] : input_.delta.rebuilt_enums)
      add("DROP TYPE " + quoted(retired(*to)), "drop the former enum " + schema::display_name(to->name));
    for (const auto* element : input_.delta.dropped_enums)
      add("DROP TYPE " + quoted(element->name), "drop enum " + schema::display_name(element->name));
  }

  // ---- вилучення обмежень та індексів

  void drop_constraints(const TableDelta& delta) {
    AlterTable checks = alter(*delta.to);
    for (const auto* check : delta.checks.dropped()) {
      const auto* live = input_.names.find(*check);
      checks.add("DROP CONSTRAINT " + clauses_.name(live ? live->name : check->name),
                 {"drop check " + path(*delta.to, *check)});
    }
    add(std::move(checks));
    for (const auto* index : delta.indexes.dropped()) {
      if (online_.outlives(delta, *index)) continue;
      const auto live = input_.names.all(*index);
      if (live.empty()) drop_index(delta, *index, index->name, index->primary_key);
      for (const auto* one : live) drop_index(delta, *index, one->name, one->constraint);
    }
  }

  void drop_index(const TableDelta& delta, const Index& index, const std::string& name, bool constraint) {
    const std::string summary = index.primary_key
                                    ? "drop the primary key of " + schema::display_name(delta.to->name)
                                    : "drop index " + path(*delta.to, index);
    if (constraint)
      add(fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", clauses_.table(*delta.to), clauses_.name(name)),
          summary);
    else
      add("DROP INDEX " + quoted({.schema = delta.to->name.schema, .name = name}), summary);
  }

  void drop_ref(const Ref& ref) {
    const PhysicalRef* live = input_.names.find(ref);
    add(fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", quoted(ref.first.table),
                    clauses_.name(live ? live->name : ref.name)),
        "drop foreign key " + path(ref));
  }

  // ---- додавання обмежень та індексів

  void complete(const Table& table) {
    for (const auto& index : table.indexes)
      if (!index.primary_key) add_index(table, index, {});
    for (const auto& sql : clauses_.syntax().comments(table))
      add(statement(sql), "note of table " + schema::display_name(table.name));
  }

  void rename_constraints(const TableDelta& delta) {
    for (const auto& index : delta.indexes.kept())
      if (index.name) rename_index(delta, *index.to, *index.from);
    for (const auto& check : delta.checks.kept())
      if (check.name) rename_check(delta, *check.to, *check.from);
  }

  void take(std::vector<Step> steps) { std::ranges::move(steps, std::back_inserter(steps_)); }

  void not_null_online(const TableDelta& delta) {
    if (!online_.can(delta.to->name)) return;
    for (const auto& change : delta.changed)
      if (change.nullability && !change.to->nullable() && !change.to->increment)
        take(online_.not_null(*delta.to, *change.to));
  }

  /// Те, що лишив NOT VALID убитий запуск — або людина.
  void validate_the_rest() {
    for (const auto& delta : input_.delta.tables)
      for (const auto& check : delta.checks.kept())
        if (const auto* live = input_.names.find(*check.from); live && !live->validated)
          steps_.push_back(online_.validate(delta.to->name, name_of(check, live->name),
                                            "check " + path(*delta.to, *check.to)));
    for (const auto& [table, refs] : input_.delta.refs)
      for (const auto& ref : refs.kept())
        if (const auto* live = input_.names.find(*ref.from); live && !live->validated)
          steps_.push_back(online_.validate(table, name_of(ref, live->name), "foreign key " + path(*ref.to)));
  }

  /// Ім'я обмеження після перейменувань.
  template <class Pair>
  static std::string name_of(const Pair& pair, const std::string& live) {
    return pair.name ? pair.to->name : live;
  }

  // Недобудований CONCURRENTLY індекс лише заважає: запити його не бачать, а записи — наповнюють.
  void drop_invalid_indexes() {
    for (const auto& delta : input_.delta.tables) {
      const auto live = input_.physical.tables.find(delta.to->name);
      if (live == input_.physical.tables.end() || live->second.partitioned) continue;
      for (const auto& index : live->second.indexes)
        if (index.invalid)
          add("DROP INDEX " + quoted({.schema = delta.to->name.schema, .name = index.name}),
              fmt::format("drop index {}: its build was interrupted", path(*delta.to, index.name)));
    }
  }

  void add_constraints(const TableDelta& delta) {
    const bool online = online_.can(delta.to->name);
    if (online)
      take(online_.indexes(delta));
    else
      for (const auto* index : delta.indexes.added()) add_index(delta, *index);
    AlterTable checks = alter(*delta.to);
    for (const auto* check : delta.checks.added()) {
      if (online)
        take(online_.check(*delta.to, *check));
      else
        checks.add("ADD " + clauses_.check(*check),
                   {"add check " + path(*delta.to, *check), {scans("every row is checked")}});
    }
    add(std::move(checks));
  }

  void add_index(const TableDelta& delta, const Index& index) {
    if (index.primary_key) {
      AlterTable key = alter(*delta.to);
      key.add("ADD " + clauses_.primary_key(index),
              {fmt::format("add primary key {} to {}", ddl::describe_parts(index),
                           schema::display_name(delta.to->name)),
               {scans("the index is built")}});
      return add(std::move(key));
    }
    // Обмеження UNIQUE приходить через ALTER TABLE, а той зупиняє й читання.
    add_index(*delta.to, index,
              {is_constraint(index) ? scans("the index is built")
                                    : Hazard{Danger::lock, "writes wait while the index is built"}});
  }

  static bool is_constraint(const Index& index) {
    return index.unique && index.name.empty() && index.type.empty() &&
           std::ranges::none_of(index.parts, &schema::IndexPart::expression);
  }

  void add_index(const Table& table, const Index& index, std::vector<Hazard> hazards) {
    const std::string summary = "add index " + path(table, index) + (index.unique ? " unique" : "");
    if (is_constraint(index))
      add(fmt::format("ALTER TABLE {} ADD UNIQUE {}", clauses_.table(table),
                      ddl::index_parts(clauses_.syntax(), index)),
          summary, std::move(hazards));
    else
      add(statement(clauses_.syntax().create_index(table, index, 0)), summary, std::move(hazards));
  }

  void rename_index(const TableDelta& delta, const Index& to, const Index& from) {
    const PhysicalIndex* live = input_.names.find(from);
    steps_.push_back(rename_postgres_index(clauses_, delta.to->name.schema, live ? live->name : from.name,
                                           to.name, path(*delta.to, from)));
  }

  void rename_check(const TableDelta& delta, const Check& to, const Check& from) {
    const PhysicalCheck* live = input_.names.find(from);
    steps_.push_back(rename_postgres_constraint(clauses_, delta.to->name, live ? live->name : from.name,
                                                to.name, "check " + path(*delta.to, from)));
  }

  void rename_ref(const Ref& to, const Ref& from) {
    const PhysicalRef* live = input_.names.find(from);
    steps_.push_back(rename_postgres_constraint(clauses_, to.first.table, live ? live->name : from.name,
                                                to.name, "foreign key " + path(from)));
  }

  void add_ref(const Ref& ref) {
    const bool is_new = !input_.actual.table(ref.first.table);
    if (online_.can(ref.first.table)) return take(online_.ref(ref));
    add(statement(ddl::add_foreign_key(clauses_.syntax(), ref)), "add foreign key " + path(ref),
        is_new
            ? std::vector<Hazard>{}
            : std::vector<Hazard>{{Danger::lock, "writes to both tables wait while every row is checked"}});
  }

  void comments(const TableDelta& delta) {
    const auto write = [&](std::string_view object, const std::string& name,
                           const std::optional<std::string>& note, const std::string& shown) {
      add(fmt::format("COMMENT ON {} {} IS {}", object, name,
                      ddl::has_text(note) ? clauses_.syntax().quote_text(*note) : "NULL"),
          fmt::format("change the note of {}", shown));
    };
    const std::string table = clauses_.table(*delta.to);
    if (delta.note) write("TABLE", table, delta.to->note, "table " + schema::display_name(delta.to->name));
    const auto column = [&](const Column& one) {
      write("COLUMN", table + "." + clauses_.name(one.name), one.note, "column " + path(*delta.to, one.name));
    };
    for (const auto* added : delta.added)
      if (ddl::has_text(added->note)) column(*added);
    for (const auto& change : delta.changed)
      if (change.note) column(*change.to);
    const auto index = [&](const Index& one) {
      write("INDEX", quoted({.schema = delta.to->name.schema, .name = one.name}), one.note,
            "index " + path(*delta.to, one));
    };
    for (const auto* added : delta.indexes.added())
      if (ddl::has_text(added->note) && !added->name.empty()) index(*added);
    for (const auto& kept : delta.indexes.kept()) {
      if (!kept.note) continue;
      Index named = *kept.to;
      const PhysicalIndex* live = input_.names.find(*kept.from);
      if (named.name.empty()) named.name = live ? live->name : kept.from->name;
      if (!named.name.empty()) index(named);
    }
  }

  const PlanInput& input_;
  const Clauses& clauses_;
  DependentsPlan dependents_;
  PostgresOnline online_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> postgres_steps(const PlanInput& input, const Clauses& clauses, DependentsPlan dependents) {
  return PostgresPlanner(input, clauses, std::move(dependents)).run();
}

}  // namespace techmarket::migrate
