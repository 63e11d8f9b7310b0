// Порядок для PostgreSQL: прибрати залежне (ключі, перевірки, індекси), перейменувати й змінити стовпці,
// повернути обмеження.

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/describe.h"
#include "migrate/postgres_renames.h"
#include "migrate/steps.h"
#include "migrate/type_change.h"
#include "sql/type_name.h"

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

Hazard scans(std::string_view what) {
  return {Danger::lock, fmt::format("reads and writes wait while {}", what)};
}

class Planner {
 public:
  Planner(const PlanInput& input, const Clauses& clauses) : input_(input), clauses_(clauses) {}

  std::vector<Step> run() {
    for (const auto& name : new_schemas(input_))
      add("CREATE SCHEMA IF NOT EXISTS " + clauses_.name(name), "create schema " + name);
    std::ranges::move(postgres_renames(input_, clauses_), std::back_inserter(steps_));
    for (const auto* ref : input_.delta.dropped_refs()) drop_ref(*ref);
    for (const auto* table : input_.delta.dropped)
      add("DROP TABLE " + clauses_.table(*table), "drop table " + schema::display_name(table->name),
          {{Danger::data_loss, "every row of the table is deleted", schema::display_name(table->name)}});
    for (const auto& delta : input_.delta.tables) drop_constraints(delta);
    prepare_enums();
    for (const auto* table : input_.delta.created)
      add(clauses_.create_table(*table), "create table " + schema::display_name(table->name));
    for (const auto& delta : input_.delta.tables) reshape(delta);
    finish_enums();
    for (const auto* table : input_.delta.created) complete(*table);
    for (const auto& delta : input_.delta.tables) add_constraints(delta);
    for (const auto& [table, refs] : input_.delta.refs)
      for (const auto& ref : refs.kept())
        if (ref.name) rename_ref(*ref.to, *ref.from);
    for (const auto* ref : input_.delta.added_refs()) add_ref(*ref);
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

  // ---- стовпці

  void reshape(const TableDelta& delta) {
    AlterTable shape = alter(*delta.to);
    for (const auto* column : delta.dropped)
      shape.add("DROP COLUMN " + clauses_.name(column->name),
                {"drop column " + path(*delta.to, column->name),
                 {{Danger::data_loss, "its values are deleted", path(*delta.to, column->name)}}});
    for (const auto& change : delta.changed) loosen(delta, change, shape);
    for (const auto* column : delta.added) add_column(delta, *column, shape);
    add(std::move(shape));
    for (const auto& change : delta.changed) fill_nulls(delta, change);
    AlterTable rules = alter(*delta.to);
    for (const auto& change : delta.changed) tighten(delta, change, rules);
    add(std::move(rules));
    for (const auto& change : delta.changed) sequences(delta, change);
  }

  void add_column(const TableDelta& delta, const Column& column, AlterTable& shape) {
    Change change{"add column " + path(*delta.to, column.name) + " " + ddl::describe(column)};
    if (column.increment || is_volatile(column, Dialect::postgres))
      change.hazards = {{Danger::rewrite, "a value computed for every row rewrites the table"},
                        scans("the table is rewritten")};
    shape.add("ADD COLUMN " + clauses_.column(*delta.to, column), std::move(change));
  }

  /// Те, що дає старим рядкам змінити вигляд: без значення за замовчуванням старого типу, без NOT NULL.
  void loosen(const TableDelta& delta, const ColumnDelta& change, AlterTable& shape) {
    const std::string column = "ALTER COLUMN " + clauses_.name(change.to->name);
    const PhysicalColumn& live = find_column(input_.physical, delta.to->name, change.to->name);
    Change result{describe_change(*delta.to, change)};
    std::vector<std::string> parts;
    if (change.increment && !change.to->increment)
      parts.push_back(column + (live.identity ? " DROP IDENTITY" : " DROP DEFAULT"));
    if (change.nullability && change.to->nullable()) parts.push_back(column + " DROP NOT NULL");
    if (change.from->default_value && (change.type || !change.to->default_value))
      parts.push_back(column + " DROP DEFAULT");
    if (change.type) {
      const auto assessed = assess(change);
      result.hazards = named(assessed.hazards, path(*delta.to, change.to->name));
      parts.push_back(fmt::format("{} TYPE {}{}", column, clauses_.type(*change.to), cast(change, assessed)));
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i == 0)
        shape.add(parts[i], result);
      else
        shape.add(parts[i]);
    }
  }

  TypeChange assess(const ColumnDelta& change) const {
    return assess_type_change(sql::type_of(input_.actual, change.from->type),
                              sql::type_of(input_.target, change.to->type), clauses_.name(change.to->name),
                              Dialect::postgres);
  }

  /// Між часом із поясом і без нього стоїть пояс сеансу; план однаковий для всіх, тож каже UTC.
  std::string through_utc(const ColumnDelta& change) const {
    const std::string from = sql::base_name(change.from->type), to = sql::base_name(change.to->type);
    const auto is_zoned = [](std::string_view base) { return base == "timestamptz"; };
    const auto is_local = [](std::string_view base) { return base == "timestamp" || base == "date"; };
    if (!(is_zoned(from) && is_local(to)) && !(is_local(from) && is_zoned(to))) return {};
    const bool array = !change.from->type.array.empty() || !change.to->type.array.empty();
    if (array) return {};
    return fmt::format(" USING ({}{} AT TIME ZONE 'UTC'){}", clauses_.name(change.to->name),
                       from == "date" ? "::timestamp" : "", to == "date" ? "::date" : "");
  }

  std::string cast(const ColumnDelta& change, const TypeChange& assessed) const {
    if (const std::string zoned = through_utc(change); !zoned.empty()) return zoned;
    if (!assessed.needs_cast) return {};
    // Переліки між собою не приводяться, а char дописано пропусками: шлях лежить через текст.
    const bool through_text =
        sql::type_of(input_.actual, change.from->type).element || change.from->type.is("char");
    // boolean приводиться лише до integer й назад.
    const auto other_integer = [](const schema::Type& type) {
      return type.is("smallint") || type.is("bigint");
    };
    const bool through_int = (change.to->type.is("boolean") && other_integer(change.from->type)) ||
                             (change.from->type.is("boolean") && other_integer(change.to->type));
    const std::string text = "::text" + change.from->type.array;
    return fmt::format(" USING {}{}::{}", clauses_.name(change.to->name),
                       through_text  ? text
                       : through_int ? "::integer"
                                     : "",
                       clauses_.type(*change.to));
  }

  void fill_nulls(const TableDelta& delta, const ColumnDelta& change) {
    if (!change.nullability || change.to->nullable()) return;
    const auto value = clauses_.default_value(*delta.to, *change.to);
    if (!value) return;
    add(fmt::format("UPDATE {0} SET {1} = {2} WHERE {1} IS NULL", clauses_.table(*delta.to),
                    clauses_.name(change.to->name), *value),
        fmt::format("fill the NULLs of {} with its default", path(*delta.to, change.to->name)));
  }

  void tighten(const TableDelta& delta, const ColumnDelta& change, AlterTable& rules) {
    const std::string column = "ALTER COLUMN " + clauses_.name(change.to->name);
    const auto value = clauses_.default_value(*delta.to, *change.to);
    const bool lost_default = change.type && change.from->default_value;
    if (value && (change.default_value || lost_default))
      rules.add(column + " SET DEFAULT " + *value, {fmt::format("set the default of column {} to {}",
                                                                path(*delta.to, change.to->name), *value)});
    if (change.nullability && !change.to->nullable())
      rules.add(column + " SET NOT NULL",
                {fmt::format("set column {} not null", path(*delta.to, change.to->name)),
                 {scans("every row is checked for NULL")}});
    if (change.increment && change.to->increment)
      rules.add(column + " ADD GENERATED BY DEFAULT AS IDENTITY",
                {fmt::format("number column {}", path(*delta.to, change.to->name))});
  }

  void sequences(const TableDelta& delta, const ColumnDelta& change) {
    const PhysicalColumn& live = find_column(input_.physical, delta.to->name, change.to->name);
    const auto& text = clauses_.syntax();
    if (change.increment && change.to->increment)
      add(fmt::format(
              "SELECT setval(pg_get_serial_sequence({}, {}), COALESCE(MAX({}), 0) + 1, false) FROM {}",
              text.quote_text(clauses_.table(*delta.to)), text.quote_text(change.to->name),
              clauses_.name(change.to->name), clauses_.table(*delta.to)),
          fmt::format("continue the numbers of {} after the last one", path(*delta.to, change.to->name)));
    else if (change.increment && !live.sequence.empty() && !live.identity)
      add("DROP SEQUENCE " + live.sequence, "drop the sequence of " + path(*delta.to, change.to->name));
    else if (change.type && change.to->increment && !live.sequence.empty() && !live.identity)
      add(fmt::format("ALTER SEQUENCE {} AS {}", live.sequence, clauses_.type(*change.to)),
          "widen the sequence of " + path(*delta.to, change.to->name));
  }

  // ---- додавання обмежень та індексів

  void complete(const Table& table) {
    for (const auto& index : table.indexes)
      if (!index.primary_key) add_index(table, index, {});
    for (const auto& sql : clauses_.syntax().comments(table))
      add(statement(sql), "note of table " + schema::display_name(table.name));
  }

  void add_constraints(const TableDelta& delta) {
    for (const auto& index : delta.indexes.kept())
      if (index.name) rename_index(delta, *index.to, *index.from);
    for (const auto* index : delta.indexes.added()) {
      if (index->primary_key) {
        AlterTable key = alter(*delta.to);
        key.add("ADD " + clauses_.primary_key(*index),
                {fmt::format("add primary key {} to {}", ddl::describe_parts(*index),
                             schema::display_name(delta.to->name)),
                 {scans("the index is built")}});
        add(std::move(key));
      } else {
        add_index(*delta.to, *index, {{Danger::lock, "writes wait while the index is built"}});
      }
    }
    AlterTable checks = alter(*delta.to);
    for (const auto* check : delta.checks.added())
      checks.add("ADD " + clauses_.check(*check),
                 {"add check " + path(*delta.to, *check), {scans("every row is checked")}});
    for (const auto& check : delta.checks.kept())
      if (check.name) rename_check(delta, *check.to, *check.from);
    add(std::move(checks));
  }

  void add_index(const Table& table, const Index& index, std::vector<Hazard> hazards) {
    const std::string summary = "add index " + path(table, index) + (index.unique ? " unique" : "");
    const bool expressions = std::ranges::any_of(index.parts, &schema::IndexPart::expression);
    if (index.unique && index.name.empty() && index.type.empty() && !expressions)
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
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> postgres_steps(const PlanInput& input, const Clauses& clauses) {
  return Planner(input, clauses).run();
}

}  // namespace techmarket::migrate
