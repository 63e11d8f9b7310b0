// Порядок для MySQL і MariaDB: перейменувати, прибрати зовнішні ключі, створити таблиці, змінити кожну наявну
// одним ALTER, повернути ключі, вилучити таблиці. Вилучення стоїть останнім: доки щось може не вдатися, дані
// є.

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/compare_text.h"
#include "ddl/migration/steps.h"
#include "ddl/migration/types.h"
#include "ddl/mysql_syntax.h"
#include "ddl/normalise_expression.h"

namespace techmarket::ddl {
namespace {

using schema::Check;
using schema::Column;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;

Hazard copies(std::string_view what) {
  return {Danger::rewrite, fmt::format("{} copies the table", what)};
}
Hazard blocks_writes() {
  return {Danger::lock, "writes wait until the table is copied"};
}

class Planner {
 public:
  Planner(const PlanInput& input, const Clauses& clauses)
      : input_(input), clauses_(clauses), server_(input.physical.server) {}

  std::vector<Step> run() {
    for (const auto& name : new_schemas(input_))
      add("CREATE SCHEMA IF NOT EXISTS " + clauses_.name(name), "create schema " + name);
    for (const auto& delta : input_.delta.tables) free_checks(delta);
    rename();
    for (const auto& delta : input_.delta.tables) rename_members(delta);
    for (const auto* ref : input_.delta.dropped_refs) drop_ref(*ref);
    for (const auto* table : input_.delta.created)
      add(clauses_.create_table(*table), "create table " + schema::display_name(table->name));
    for (const auto& delta : input_.delta.tables) alter(delta);
    for (const auto* ref : input_.delta.added_refs) add_ref(*ref);
    for (const auto* table : input_.delta.dropped)
      add("DROP TABLE " + clauses_.table(*table), "drop table " + schema::display_name(table->name),
          {{Danger::data_loss, "every row of the table is deleted"}});
    return std::move(steps_);
  }

 private:
  void add(std::string sql, std::string summary, std::vector<Hazard> hazards = {}) {
    steps_.push_back({.sql = std::move(sql), .changes = {{std::move(summary), std::move(hazards)}}});
  }

  // ---- перейменування

  // MySQL 8 не перейменує стовпець, про який є перевірка (помилка 3959); MariaDB сама переписує вираз.
  // Перевірку, яка називає старі члени переліку, порушив би UPDATE.
  void free_checks(const TableDelta& delta) {
    const auto pairs = input_.renames.columns.find(delta.to->name);
    const bool renamed = pairs != input_.renames.columns.end() && server_ != Server::mariadb;
    const auto members = input_.renames.members.find(delta.to->name);
    const bool retold = members != input_.renames.members.end();
    if (!renamed && !retold) return;
    const auto old_table = input_.renames.old_table(delta.to->name);
    const std::string table = clauses_.syntax().quote_table(old_table);
    AlterTable alter(table);
    const auto mentions = [&](const Check& check, bool dropped) {
      return std::ranges::any_of(expression_columns(check.expression, Dialect::mysql), [&](const auto& name) {
        return (renamed && std::ranges::any_of(
                               pairs->second,
                               [&](const auto& pair) { return equals_ignore_case(name, pair.second); })) ||
               (retold && dropped && members->second.contains(name));
      });
    };
    const auto free = [&](const Check& check, bool dropped) {
      const auto* renamed_live = input_.names.find(check);
      // Таблицю ще не перейменовано, тож і перевірка, названа за нею, має старе ім'я.
      PhysicalCheck before = renamed_live ? *renamed_live : PhysicalCheck{};
      follow_table(before.name, delta.to->name.name, old_table.name);
      follow_table(before.mysql_name, delta.to->name.name, old_table.name);
      const PhysicalCheck* live = renamed_live ? &before : nullptr;
      // Перевірку стовпця MariaDB забере MODIFY.
      if (server_ == Server::mariadb && live && !live->column.empty()) return;
      if (!mentions(check, dropped) || !freed_.insert(&check).second) return;
      Change change{"drop check " + path(*delta.to, check) + ": it names a renamed column or value"};
      if (!live || live->column.empty()) return alter.add(drop_constraint(live, check), std::move(change));
      // Для MariaDB цей оператор порожній, тож стоїть окремо.
      AlterTable mysql(table);
      mysql.add(only_mysql("", drop_mysql_check(*live)), std::move(change));
      steps_.push_back(std::move(mysql).step());
    };
    for (const auto* check : delta.dropped_checks) free(*check, true);
    for (const auto& [to, from] : delta.kept_checks) free(*from, false);
    if (!alter.empty()) steps_.push_back(std::move(alter).step());
  }

  void rename() {
    const auto& tables = input_.renames.tables;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const auto& [from, to] = tables[i];
      if (const std::size_t count = circle_at(tables, i); count > 0) {
        rename_circle(std::span(tables).subspan(i, count));
        i += count - 1;
        continue;
      }
      add(fmt::format("RENAME TABLE {} TO {}", quoted(from), quoted(to)), rename_summary(from, to));
    }
    for (const auto& [table, pairs] : input_.renames.columns)
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        AlterTable alter(quoted(table));
        if (const std::size_t count = circle_at(pairs, i); count > 0) {
          change_circle(table, std::span(pairs).subspan(i, count), alter);
          i += count - 1;
        } else {
          const auto& [from, to] = pairs[i];
          alter.add(fmt::format("RENAME COLUMN {} TO {}", clauses_.name(from), clauses_.name(to)),
                    {rename_summary(table, from, to)});
          rename_implied_index(table, from, to, alter);
        }
        steps_.push_back(std::move(alter).step());
      }
  }

  std::string quoted(const schema::QualifiedName& name) const { return clauses_.syntax().quote_table(name); }
  static std::string rename_summary(const schema::QualifiedName& from, const schema::QualifiedName& to) {
    return fmt::format("rename table {} to {}", schema::display_name(from), schema::display_name(to));
  }
  static std::string rename_summary(const schema::QualifiedName& table, const std::string& from,
                                    const std::string& to) {
    return fmt::format("rename column {}.{} to {}", schema::display_name(table), from, to);
  }

  // Примітки йдуть перші, а всі перейменування — один оператор: кожна зупинка лишає стан, за яким видно, чи
  // обмін уже відбувся (find_renames()).
  void rename_circle(std::span<const std::pair<schema::QualifiedName, schema::QualifiedName>> circle) {
    for (const auto& [from, to] : circle)
      add(fmt::format("ALTER TABLE {} COMMENT = {}", quoted(from),
                      clauses_.syntax().quote_text(input_.target.table(to)->note.value_or(""))),
          fmt::format("note of table {}, which becomes {}", schema::display_name(from),
                      schema::display_name(to)));
    schema::QualifiedName aside = circle.front().first;
    aside.name = "_techmarket_renamed";
    std::vector<std::string> parts{fmt::format("{} TO {}", quoted(circle.front().first), quoted(aside))};
    Step step;
    for (const auto& pair : circle) {
      step.changes.push_back({rename_summary(pair.first, pair.second)});
      if (&pair != &circle.front())
        parts.push_back(fmt::format("{} TO {}", quoted(pair.first), quoted(pair.second)));
    }
    parts.push_back(fmt::format("{} TO {}", quoted(aside), quoted(circle.front().second)));
    step.sql = fmt::format("RENAME TABLE {}", fmt::join(parts, ", "));
    steps_.push_back(std::move(step));
  }

  void change_circle(const schema::QualifiedName& table, std::span<const Renames::Pair> circle,
                     AlterTable& alter) {
    const Table& live = *input_.actual.table(table);
    for (const auto& [from, to] : circle)
      alter.add(
          fmt::format("CHANGE COLUMN {} {}", clauses_.name(from), live_definition(live, *live.column(to))),
          {rename_summary(table, from, to)});
  }

  /// Стовпець таким, яким він є, під новим іменем: значення за замовчуванням — теж живе, а не з цілі.
  std::string live_definition(const Table& live, const Column& column) const {
    std::string text = clauses_.column({}, column, find_column(input_.physical, live.name, column.name));
    const auto delta =
        std::ranges::find(input_.delta.tables, live.name, [](const TableDelta& one) { return one.to->name; });
    return delta == input_.delta.tables.end() ? text : text + kept_checks(*delta, column);
  }

  // ---- члени переліків: дописати нові, перевести рядки, прибрати старі. Кожна межа — стан, у якому ще жодне
  // значення не загублено, а повторний запуск бачить, що лишилося.

  void rename_members(const TableDelta& delta) {
    const auto members = input_.renames.members.find(delta.to->name);
    if (members == input_.renames.members.end()) return;
    for (const auto& [name, renames] : members->second) {
      const Table& live = *input_.actual.table(delta.to->name);
      const Column& column = *live.column(name);
      std::vector<std::string> both = renames.before;
      std::string cases, olds, summary;
      for (const auto& [from, to] : renames.pairs) {
        summary += fmt::format("{}{} to {}", summary.empty() ? "" : ", ", from, to);
        // Сервер порівнює члени без регістру: такий зміниться в самому типі.
        if (equals_ignore_case(from, to)) continue;
        const auto text = [&](const std::string& value) { return clauses_.syntax().quote_text(value); };
        cases += fmt::format(" WHEN {} THEN {}", text(from), text(to));
        olds += (olds.empty() ? "" : ", ") + text(from);
        if (std::ranges::find(both, to) == both.end()) both.push_back(to);
      }
      const std::string where = path(*delta.to, name);
      const auto modify = [&](const std::vector<std::string>& values, Change change) {
        Column changed = column;
        changed.type.arguments.clear();
        for (const auto& value : values) changed.type.arguments.push_back(ddl::quoted(value, '\''));
        AlterTable alter(clauses_.table(*delta.to));
        alter.add("MODIFY COLUMN " + live_definition(live, changed), std::move(change));
        steps_.push_back(std::move(alter).step());
      };
      if (both != renames.before) modify(both, {fmt::format("add the new names to {}", where)});
      if (!olds.empty())
        add(fmt::format("UPDATE {0} SET {1} = CASE {1}{2} END{3} WHERE {1} IN ({4})",
                        clauses_.table(*delta.to), clauses_.name(name), cases, kept_times(*delta.to), olds),
            fmt::format("rename the values of {}: {}", where, summary));
      modify(renames.after,
             {fmt::format("remove the old names from {}", where), {copies("a new type"), blocks_writes()}});
    }
  }

  /// «, `updated_at` = `updated_at`»: стовпці з ON UPDATE, які UPDATE інакше змінив би.
  std::string kept_times(const Table& table) const {
    std::string text;
    const auto owner = input_.physical.tables.find(table.name);
    if (owner == input_.physical.tables.end()) return text;
    for (const auto& [name, live] : owner->second.columns)
      if (!live.on_update.empty()) text += fmt::format(", {0} = {0}", clauses_.name(name));
    return text;
  }

  // Індекс, який сервер створив для зовнішнього ключа без імені, зветься старим іменем стовпця. Під новим
  // його й далі впізнають як службовий.
  void rename_implied_index(const schema::QualifiedName& table, const std::string& from,
                            const std::string& to, AlterTable& alter) {
    const auto owner = input_.physical.tables.find(table);
    if (owner == input_.physical.tables.end()) return;
    for (const auto& index : owner->second.indexes) {
      if (index.unique || !equals_ignore_case(index.name, from) || index.parts.front().text != to) continue;
      const bool implied = std::ranges::any_of(
          owner->second.refs, [&](const PhysicalRef& ref) { return is_over(index, ref.columns); });
      if (!implied) continue;
      alter.add(fmt::format("RENAME INDEX {} TO {}", clauses_.name(index.name), clauses_.name(to)));
      renamed_indexes_[&index] = to;
    }
  }

  const std::string& name_of(const PhysicalIndex& index) const {
    const auto renamed = renamed_indexes_.find(&index);
    return renamed == renamed_indexes_.end() ? index.name : renamed->second;
  }

  static bool is_over(const PhysicalIndex& index, const std::vector<std::string>& columns) {
    return std::ranges::equal(index.parts, columns, [](const auto& part, const auto& column) {
      return !part.expression && part.text == column;
    });
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
    if (!is_new) hazards = {copies("checking a foreign key"), blocks_writes()};
    add(statement(add_foreign_key(clauses_.syntax(), ref)), "add foreign key " + path(ref),
        std::move(hazards));
  }

  /// Індекс, який сервер створив для вилученого ключа і який більше нікому не потрібен.
  const PhysicalIndex* implied_index(const Ref& ref) const {
    const auto owner = input_.physical.tables.find(ref.first.table);
    const PhysicalRef* live = input_.names.find(ref);
    if (owner == input_.physical.tables.end() || !live) return nullptr;
    for (const auto& index : owner->second.indexes) {
      if (index.unique || !is_over(index, live->columns)) continue;
      if (index.name != live->name && name_of(index) != live->columns.front()) continue;
      // Ключ, що лишається на тих самих стовпцях, упізнає цей індекс як свій.
      const bool used = std::ranges::any_of(input_.target.refs, [&](const Ref& other) {
        return other.first.table == ref.first.table && is_over(index, other.first.columns) &&
               (name_of(index) == other.first.columns.front() || name_of(index) == other.name);
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
    for (const auto* check : delta.dropped_checks) drop_check(delta, *check, alter, redefined);
    for (const auto* index : delta.dropped_indexes) drop_index(delta, *index, alter);
    std::set<const PhysicalIndex*> implied;
    for (const auto* ref : input_.delta.dropped_refs)
      if (ref->first.table == delta.to->name)
        if (const auto* index = implied_index(*ref); index && implied.insert(index).second)
          alter.add("DROP INDEX " + clauses_.name(name_of(*index)),
                    {fmt::format("drop index {}: it served the dropped foreign key",
                                 path(*delta.to, name_of(*index)))});
    for (const auto* column : delta.dropped)
      alter.add(
          "DROP COLUMN " + clauses_.name(column->name) + redefined.take(column->name),
          {"drop column " + path(*delta.to, column->name), {{Danger::data_loss, "its values are deleted"}}});
    for (const auto* column : delta.added) add_column(delta, *column, alter);
    for (const auto& change : delta.changed)
      change_column(delta, change, redefined.take(change.to->name), alter);
    for (const auto& [name, suffix] : redefined.columns)
      alter.add("MODIFY COLUMN " + definition(delta, *delta.to->column(name)) + suffix);
    for (const auto* index : delta.added_indexes) add_index(delta, *index, alter);
    for (const auto& [to, from] : delta.renamed_indexes) rename_index(delta, *to, *from, alter);
    for (const auto& [index, twin] : stale_twins(input_, delta))
      alter.add(
          "DROP INDEX " + clauses_.name(name_of(*twin)),
          {"drop index " + path(*delta.to, name_of(*twin)) + ": the same as " + path(*delta.to, *index)});
    for (const auto* check : delta.added_checks) add_check(delta, *check, alter);
    for (const auto& [to, from] : delta.kept_checks)
      if (freed_.contains(from)) restore_check(delta, *to, *from, alter);
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
        alter.add("MODIFY COLUMN " + definition(delta, nullable),
                  {fmt::format("change column {}: the new type first, still nullable",
                               path(*delta.to, nullable.name)),
                   type_hazards(change)});
        steps_.push_back(std::move(alter).step());
      }
      add(fmt::format("UPDATE {0} SET {1} = {2}{3} WHERE {1} IS NULL", clauses_.table(*delta.to),
                      clauses_.name(change.to->name), *value, kept_times(*delta.to)),
          fmt::format("fill the NULLs of {} with its default", path(*delta.to, change.to->name)));
    }
  }

  void add_column(const TableDelta& delta, const Column& column, AlterTable& alter) {
    Change change{"add column " + path(*delta.to, column.name) + " " + describe(column)};
    if (column.increment)
      change.hazards = {copies("numbering the rows"), blocks_writes()};
    else if (is_volatile(column, Dialect::mysql))
      change.hazards = {copies("a value computed for every row"), blocks_writes()};
    alter.add("ADD COLUMN " + clauses_.column(*delta.to, is_filled_later(column) ? empty(column) : column),
              std::move(change));
  }

  // MySQL не додає стовпця, чиє значення для кожного рядка інше (помилка 1674), тож стовпець приходить
  // порожнім, дістає значення, а тоді своє визначення. MariaDB робить усе це одним оператором.
  bool is_filled_later(const Column& column) const {
    return server_ != Server::mariadb && !column.primary_key && is_volatile(column, Dialect::mysql);
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
      alter.add("MODIFY COLUMN " + definition(delta, *column),
                {fmt::format("give column {} its default", path(*delta.to, column->name))});
      steps_.push_back(std::move(alter).step());
    }
  }

  std::vector<Hazard> type_hazards(const ColumnDelta& change) const {
    return assess_type_change(type_of(input_.actual, change.from->type),
                              type_of(input_.target, change.to->type), clauses_.name(change.to->name),
                              Dialect::mysql)
        .hazards;
  }

  void change_column(const TableDelta& delta, const ColumnDelta& change, const std::string& suffix,
                     AlterTable& alter) {
    Change result{describe_change(*delta.to, change)};
    const auto add_hazard = [&](Hazard hazard) {
      if (std::ranges::find(result.hazards, hazard) == result.hazards.end())
        result.hazards.push_back(std::move(hazard));
    };
    if (change.type) result.hazards = type_hazards(change);
    if (change.nullability) add_hazard({Danger::rewrite, "a change of NULL rebuilds the table in place"});
    if (change.increment) {
      add_hazard(copies("a change of AUTO_INCREMENT"));
      add_hazard(blocks_writes());
    }
    alter.add("MODIFY COLUMN " + definition(delta, *change.to) + suffix, std::move(result));
  }

  /// Повне означення: MODIFY забирає все, чого в ньому не сказано, зокрема перевірку стовпця в MariaDB.
  std::string definition(const TableDelta& delta, const Column& column) const {
    return clauses_.column(*delta.to, column, find_column(input_.physical, delta.to->name, column.name)) +
           kept_checks(delta, column);
  }

  std::string kept_checks(const TableDelta& delta, const Column& column) const {
    std::string text;
    for (const auto& [to, from] : delta.kept_checks) {
      const auto* live = input_.names.find(*from);
      if (!live || live->column != column.name) continue;
      const std::string check = fmt::format(" CHECK ({})", to->expression);
      text += server_ == Server::mariadb ? check : fmt::format(" /*M!{} */", check);
    }
    return text;
  }

  // ---- індекси

  void drop_index(const TableDelta& delta, const Index& index, AlterTable& alter) {
    if (index.primary_key) {
      alter.add("DROP PRIMARY KEY", {"drop the primary key of " + schema::display_name(delta.to->name),
                                     {copies("a change of the primary key"), blocks_writes()}});
      return;
    }
    const std::string summary = "drop index " + path(*delta.to, index);
    const auto live = input_.names.all(index);
    if (live.empty()) alter.add("DROP INDEX " + clauses_.name(index.name), {summary});
    for (const auto* one : live) alter.add("DROP INDEX " + clauses_.name(name_of(*one)), {summary});
  }

  void add_index(const TableDelta& delta, const Index& index, AlterTable& alter) {
    if (index.primary_key) {
      alter.add("ADD " + clauses_.primary_key(index),
                {fmt::format("add primary key {} to {}", describe_parts(index),
                             schema::display_name(delta.to->name)),
                 {copies("a change of the primary key"), blocks_writes()}});
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
      std::string name = mysql_index_name(delta.to->name.name, number);
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
    const std::string old = live ? name_of(*live) : from.name;
    alter.add(fmt::format("RENAME INDEX {} TO {}", clauses_.name(old), clauses_.name(to.name)),
              {fmt::format("rename index {} to {}", path(*delta.to, old), to.name)});
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

  /// Те, що виконає лише MySQL: MariaDB бачить коментар.
  static std::string only_mysql(std::string_view before, std::string_view clause) {
    return fmt::format("/*!80016 {}{} */", before, clause);
  }

  std::string drop_mysql_check(const PhysicalCheck& live) const {
    return "DROP CONSTRAINT " + clauses_.name(live.mysql_name);
  }

  /// Перевірка таблиці. Безіменну сервери називають по-різному, тож кожен читає своє ім'я.
  std::string drop_constraint(const PhysicalCheck* live, const Check& check) const {
    const std::string name = clauses_.name(live ? live->name : check.name);
    if (!live || live->mysql_name.empty()) return "DROP CONSTRAINT " + name;
    return fmt::format("DROP CONSTRAINT /*M! {} */ {}", name,
                       only_mysql("", clauses_.name(live->mysql_name)));
  }

  // Перевірка стовпця в MariaDB — частина його означення, тож зникає, коли її там немає.
  void drop_check(const TableDelta& delta, const Check& check, AlterTable& alter, Redefined& redefined) {
    if (freed_.contains(&check)) return;
    const auto* live = input_.names.find(check);
    Change change{"drop check " + path(*delta.to, check)};
    if (!live || live->column.empty()) return alter.add(drop_constraint(live, check), std::move(change));
    alter.note(std::move(change));
    if (server_ == Server::unknown_mysql)
      redefined.columns[live->column] += " " + only_mysql(", ", drop_mysql_check(*live));
    else if (delta.to->column(live->column))
      redefined.columns[live->column];
  }

  void restore_check(const TableDelta& delta, const Check& to, const Check& from, AlterTable& alter) {
    const auto* live = input_.names.find(from);
    if (!live || live->column.empty()) return add_check(delta, to, alter);
    AlterTable mysql(clauses_.table(*delta.to));
    mysql.add(only_mysql("", "ADD " + clauses_.check(to)),
              {"add check " + path(*delta.to, to), {copies("a new check"), blocks_writes()}});
    steps_.push_back(std::move(mysql).step());
  }

  void add_check(const TableDelta& delta, const Check& check, AlterTable& alter) {
    alter.add("ADD " + clauses_.check(check),
              {"add check " + path(*delta.to, check), {copies("a new check"), blocks_writes()}});
  }

  const PlanInput& input_;
  const Clauses& clauses_;
  const Server server_;
  std::vector<Step> steps_;
  std::set<const Check*> freed_;  ///< вилучені перед перейменуванням стовпця
  std::map<const PhysicalIndex*, std::string> renamed_indexes_;
  std::set<std::pair<schema::QualifiedName, std::string>> given_names_;
};

}  // namespace

std::vector<Step> mysql_steps(const PlanInput& input, const Clauses& clauses) {
  return Planner(input, clauses).run();
}

}  // namespace techmarket::ddl
