// Порядок для MySQL і MariaDB: перейменувати, прибрати зовнішні ключі, створити таблиці, змінити кожну наявну
// одним ALTER, повернути ключі, вилучити таблиці. Вилучення стоїть останнім: доки щось може не вдатися, дані
// є.

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/describe.h"
#include "ddl/mysql_syntax.h"
#include "migrate/mysql_parts.h"
#include "migrate/mysql_renames.h"
#include "migrate/steps.h"
#include "migrate/type_change.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Column;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;

class MysqlPlanner {
 public:
  MysqlPlanner(const PlanInput& input, const Clauses& clauses)
      : input_(input), clauses_(clauses), parts_(input, clauses), renames_(mysql_renames(input, clauses)) {}

  std::vector<Step> run() {
    for (const auto& name : new_schemas(input_))
      add("CREATE SCHEMA IF NOT EXISTS " + clauses_.name(name), "create schema " + name);
    std::ranges::move(renames_.steps, std::back_inserter(steps_));
    for (const auto* ref : input_.delta.dropped_refs()) drop_ref(*ref);
    for (const auto* table : input_.delta.created)
      add(clauses_.create_table(*table), "create table " + schema::display_name(table->name));
    for (const auto& delta : input_.delta.tables) alter(delta);
    for (const auto* ref : input_.delta.added_refs()) add_ref(*ref);
    for (const auto* table : input_.delta.dropped)
      add("DROP TABLE " + clauses_.table(*table), "drop table " + schema::display_name(table->name),
          {{Danger::data_loss, "every row of the table is deleted", schema::display_name(table->name)}});
    if (input_.online) ask_for_online();
    return std::move(steps_);
  }

 private:
  void add(std::string sql, std::string summary, std::vector<Hazard> hazards = {}) {
    steps_.push_back({.sql = std::move(sql), .changes = {{std::move(summary), std::move(hazards)}}});
  }

  // Котрий спосіб рушій уміє, знає лише він: на непосильний він відмовляє ще до першої зміни. Крок, про який
  // уже відомо, що записи чекатимуть, іде як є — після дозволу lock.
  void ask_for_online() {
    for (auto& step : steps_) {
      const bool waits = std::ranges::any_of(step.changes, [](const Change& change) {
        return std::ranges::any_of(change.hazards,
                                   [](const Hazard& one) { return one.danger == Danger::lock; });
      });
      // Новий ключ порожньої таблиці: на місці його додають лише без перевірки рядків.
      if (waits || !step.sql.starts_with("ALTER TABLE") || step.sql.contains(" ADD FOREIGN KEY ") ||
          (step.sql.contains(" ADD CONSTRAINT ") && step.sql.contains(" FOREIGN KEY ")))
        continue;
      step.online = {", ALGORITHM=INSTANT", ", ALGORITHM=INPLACE, LOCK=NONE"};
    }
  }

  // ---- зовнішні ключі

  void drop_ref(const Ref& ref) {
    const PhysicalRef* live = input_.names.find(ref);
    const std::string name = live ? live->name : ref.name;
    add(fmt::format("ALTER TABLE {} DROP FOREIGN KEY {}", clauses_.syntax().quote_table(ref.first.table),
                    clauses_.name(name)),
        "drop foreign key " + path(ref));
  }

  void add_ref(const Ref& ref) {
    const bool is_new = !input_.actual.table(ref.first.table);
    std::vector<Hazard> hazards;
    if (!is_new) hazards = {copies_table("checking a foreign key"), blocks_writes()};
    add(statement(ddl::add_foreign_key(clauses_.syntax(), ref)), "add foreign key " + path(ref),
        std::move(hazards));
  }

  /// Індекс, який сервер створив для вилученого ключа і який більше нікому не потрібен.
  const PhysicalIndex* implied_index(const Ref& ref) const {
    const auto owner = input_.physical.tables.find(ref.first.table);
    const PhysicalRef* live = input_.names.find(ref);
    if (owner == input_.physical.tables.end() || !live) return nullptr;
    for (const auto& index : owner->second.indexes) {
      if (index.unique || !is_over(index, live->columns)) continue;
      if (index.name != live->name && renames_.name_of(index) != live->columns.front()) continue;
      // Ключ, що лишається на тих самих стовпцях, упізнає цей індекс як свій.
      const bool used = std::ranges::any_of(input_.target.refs, [&](const Ref& other) {
        return other.first.table == ref.first.table && is_over(index, other.first.columns) &&
               (renames_.name_of(index) == other.first.columns.front() ||
                renames_.name_of(index) == other.name);
      });
      return used ? nullptr : &index;
    }
    return nullptr;
  }

  // ---- таблиці

  void alter(const TableDelta& delta) {
    fill_nulls(delta);
    AlterTable alter(clauses_.table(*delta.to));
    Redefined redefined;
    for (const auto* check : delta.checks.dropped()) drop_check(delta, *check, alter, redefined);
    for (const auto* index : delta.indexes.dropped()) drop_index(delta, *index, alter);
    std::set<const PhysicalIndex*> implied;
    for (const auto* ref : input_.delta.dropped_refs())
      if (ref->first.table == delta.to->name)
        if (const auto* index = implied_index(*ref); index && implied.insert(index).second)
          alter.add("DROP INDEX " + clauses_.name(renames_.name_of(*index)),
                    {fmt::format("drop index {}: it served the dropped foreign key",
                                 path(*delta.to, renames_.name_of(*index)))});
    for (const auto* column : delta.dropped)
      alter.add("DROP COLUMN " + clauses_.name(column->name) + redefined.take(column->name),
                {"drop column " + path(*delta.to, column->name),
                 {{Danger::data_loss, "its values are deleted", path(*delta.to, column->name)}}});
    for (const auto* column : delta.added) add_column(delta, *column, alter);
    for (const auto& change : delta.changed)
      change_column(delta, change, redefined.take(change.to->name), alter);
    for (const auto& [name, suffix] : redefined.columns)
      alter.add("MODIFY COLUMN " + parts_.definition(delta, *delta.to->column(name)) + suffix);
    for (const auto* index : delta.indexes.added()) add_index(delta, *index, alter);
    for (const auto& index : delta.indexes.kept())
      if (index.name) rename_index(delta, *index.to, *index.from, alter);
    for (const auto& [index, live] : stale_indexes(input_, delta))
      if (!renames_.indexes.contains(live)) rename_index(live->name, free_name(delta, {}), delta, alter);
    for (const auto* check : delta.checks.added()) add_check(delta, *check, alter);
    for (const auto& check : delta.checks.kept())
      if (renames_.freed.contains(check.from)) restore_check(delta, *check.to, *check.from, alter);
    if (delta.note)
      alter.add("COMMENT = " + clauses_.syntax().quote_text(delta.to->note.value_or("")),
                {"change the note of table " + schema::display_name(delta.to->name)});
    if (!alter.empty()) steps_.push_back(std::move(alter).step());
    fill_added(delta);
  }

  // NULL стовпця, що стає NOT NULL, заповнює його значення за замовчуванням. Воно може не вміститися в старий
  // тип, тому новий тип тоді приходить окремим кроком.
  void fill_nulls(const TableDelta& delta) {
    for (const auto& change : delta.changed) {
      if (!change.nullability || change.to->nullable()) continue;
      const auto value = clauses_.default_value(*delta.to, *change.to);
      if (!value) continue;
      if (change.type) {
        Column nullable = *change.to;
        nullable.not_null = false;
        nullable.primary_key = false;
        AlterTable alter(clauses_.table(*delta.to));
        alter.add("MODIFY COLUMN " + parts_.definition(delta, nullable),
                  {fmt::format("change column {}: the new type first, still nullable",
                               path(*delta.to, nullable.name)),
                   type_hazards(delta, change)});
        steps_.push_back(std::move(alter).step());
      }
      add(fmt::format("UPDATE {0} SET {1} = {2}{3} WHERE {1} IS NULL", clauses_.table(*delta.to),
                      clauses_.name(change.to->name), *value, parts_.kept_times(*delta.to)),
          fmt::format("fill the NULLs of {} with its default", path(*delta.to, change.to->name)));
    }
  }

  void add_column(const TableDelta& delta, const Column& column, AlterTable& alter) {
    Change change{"add column " + path(*delta.to, column.name) + " " + ddl::describe(column)};
    if (column.increment)
      change.hazards = {copies_table("numbering the rows"), blocks_writes()};
    else if (is_volatile(column, Dialect::mysql))
      change.hazards = {copies_table("a value computed for every row"), blocks_writes()};
    alter.add("ADD COLUMN " + clauses_.column(*delta.to, is_filled_later(column) ? empty(column) : column),
              std::move(change));
  }

  // MySQL не додає стовпця, чиє значення для кожного рядка інше (помилка 1674), тож стовпець приходить
  // порожнім, дістає значення, а тоді своє визначення. MariaDB робить усе це одним оператором.
  bool is_filled_later(const Column& column) const {
    return input_.physical.server != Server::mariadb && !column.primary_key &&
           is_volatile(column, Dialect::mysql);
  }

  static Column empty(Column column) {
    column.default_value.reset();
    column.not_null = false;
    return column;
  }

  void fill_added(const TableDelta& delta) {
    for (const auto* column : delta.added) {
      if (!is_filled_later(*column)) continue;
      const auto value = clauses_.default_value(*delta.to, *column);
      add(fmt::format("UPDATE {0} SET {1} = {2} WHERE {1} IS NULL", clauses_.table(*delta.to),
                      clauses_.name(column->name), value.value_or("NULL")),
          fmt::format("compute {} for every row", path(*delta.to, column->name)));
      AlterTable alter(clauses_.table(*delta.to));
      alter.add("MODIFY COLUMN " + parts_.definition(delta, *column),
                {fmt::format("give column {} its default", path(*delta.to, column->name))});
      steps_.push_back(std::move(alter).step());
    }
  }

  std::vector<Hazard> type_hazards(const TableDelta& delta, const ColumnDelta& change) const {
    auto assessed = assess_type_change(sql::type_of(input_.actual, change.from->type),
                                       sql::type_of(input_.target, change.to->type),
                                       clauses_.name(change.to->name), Dialect::mysql);
    return named(std::move(assessed.hazards), path(*delta.to, change.to->name));
  }

  void change_column(const TableDelta& delta, const ColumnDelta& change, const std::string& suffix,
                     AlterTable& alter) {
    Change result{describe_change(*delta.to, change)};
    const auto add_hazard = [&](Hazard hazard) {
      if (std::ranges::find(result.hazards, hazard) == result.hazards.end())
        result.hazards.push_back(std::move(hazard));
    };
    if (change.type) result.hazards = type_hazards(delta, change);
    if (change.nullability) add_hazard({Danger::rewrite, "a change of NULL rebuilds the table in place"});
    if (change.increment) {
      add_hazard(copies_table("a change of AUTO_INCREMENT"));
      add_hazard(blocks_writes());
    }
    alter.add("MODIFY COLUMN " + parts_.definition(delta, *change.to) + suffix, std::move(result));
  }

  // ---- індекси

  void drop_index(const TableDelta& delta, const Index& index, AlterTable& alter) {
    if (index.primary_key) {
      alter.add("DROP PRIMARY KEY", {"drop the primary key of " + schema::display_name(delta.to->name),
                                     {copies_table("a change of the primary key"), blocks_writes()}});
      return;
    }
    const std::string summary = "drop index " + path(*delta.to, index);
    const auto live = input_.names.all(index);
    if (live.empty()) alter.add("DROP INDEX " + clauses_.name(index.name), {summary});
    for (const auto* one : live) alter.add("DROP INDEX " + clauses_.name(renames_.name_of(*one)), {summary});
  }

  void add_index(const TableDelta& delta, const Index& index, AlterTable& alter) {
    if (index.primary_key) {
      alter.add("ADD " + clauses_.primary_key(index),
                {fmt::format("add primary key {} to {}", ddl::describe_parts(index),
                             schema::display_name(delta.to->name)),
                 {copies_table("a change of the primary key"), blocks_writes()}});
      return;
    }
    Change change{"add index " + path(*delta.to, index) + (index.unique ? " unique" : "")};
    if (!index.type.empty())
      change.hazards = {{Danger::lock, fmt::format("writes wait while the {} index is built", index.type)}};
    alter.add("ADD " + clauses_.mysql_index(index, free_name(delta, index)), std::move(change));
  }

  /// Ім'я, яке дав би dbml2sql: t_index_N. Унікальний індекс без імені називає сервер — за стовпцем.
  std::string free_name(const TableDelta& delta, const Index& index) {
    if (!index.name.empty() || index.unique) return index.name;
    const auto owner = input_.physical.tables.find(delta.to->name);
    for (std::size_t number = 0;; ++number) {
      std::string name = ddl::mysql_index_name(delta.to->name.name, number);
      const bool taken = owner != input_.physical.tables.end() &&
                         std::ranges::any_of(owner->second.indexes, [&](const PhysicalIndex& other) {
                           return equals_ignore_case(other.name, name);
                         });
      if (!taken && given_names_.emplace(delta.to->name, name).second) return name;
    }
  }

  void rename_index(const TableDelta& delta, const Index& to, const Index& from, AlterTable& alter) {
    if (to.primary_key) return;  // у MySQL ключ імені не має
    const PhysicalIndex* live = input_.names.find(from);
    rename_index(live ? renames_.name_of(*live) : from.name, to.name, delta, alter);
  }

  void rename_index(const std::string& from, const std::string& to, const TableDelta& delta,
                    AlterTable& alter) {
    alter.add(fmt::format("RENAME INDEX {} TO {}", clauses_.name(from), clauses_.name(to)),
              {fmt::format("rename index {} to {}", path(*delta.to, from), to)});
  }

  // ---- перевірки

  /// Стовпці, які треба записати наново без перевірки, і те, що після цього дописати.
  struct Redefined {
    std::map<std::string, std::string> columns;

    std::string take(const std::string& column) {
      const auto found = columns.extract(column);
      return found ? found.mapped() : std::string();
    }
  };

  // Перевірка стовпця в MariaDB — частина його означення, тож зникає, коли її там немає.
  void drop_check(const TableDelta& delta, const Check& check, AlterTable& alter, Redefined& redefined) {
    if (renames_.freed.contains(&check)) return;
    const auto* live = input_.names.find(check);
    Change change{"drop check " + path(*delta.to, check)};
    if (!live || live->column.empty()) return alter.add(parts_.drop_check(live, check), std::move(change));
    alter.note(std::move(change));
    if (input_.physical.server == Server::unknown_mysql)
      redefined.columns[live->column] += " " + parts_.drop_check_of_mysql(*live, ", ");
    else if (delta.to->column(live->column))
      redefined.columns[live->column];
  }

  void restore_check(const TableDelta& delta, const Check& to, const Check& from, AlterTable& alter) {
    const auto* live = input_.names.find(from);
    if (!live || live->column.empty()) return add_check(delta, to, alter);
    AlterTable mysql(clauses_.table(*delta.to));
    mysql.add(parts_.add_check_of_mysql(to),
              {"add check " + path(*delta.to, to), {copies_table("a new check"), blocks_writes()}});
    steps_.push_back(std::move(mysql).step());
  }

  void add_check(const TableDelta& delta, const Check& check, AlterTable& alter) {
    alter.add("ADD " + clauses_.check(check),
              {"add check " + path(*delta.to, check), {copies_table("a new check"), blocks_writes()}});
  }

  const PlanInput& input_;
  const Clauses& clauses_;
  const MysqlParts parts_;
  MysqlRenames renames_;
  std::vector<Step> steps_;
  std::set<std::pair<schema::QualifiedName, std::string>> given_names_;
};

}  // namespace

std::vector<Step> mysql_steps(const PlanInput& input, const Clauses& clauses) {
  return MysqlPlanner(input, clauses).run();
}

}  // namespace techmarket::migrate
