#include "migrate/mysql_renames.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "migrate/mysql_parts.h"
#include "migrate/steps.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Column;
using schema::Dialect;
using schema::Table;

class MysqlRenamePlanner {
 public:
  MysqlRenamePlanner(const PlanInput& input, const Clauses& clauses)
      : input_(input), clauses_(clauses), parts_(input, clauses), server_(input.physical.server) {}

  MysqlRenames run() {
    for (const auto& delta : input_.delta.tables) free_checks(delta);
    rename();
    for (const auto& delta : input_.delta.tables) rename_members(delta);
    return std::move(out_);
  }

 private:
  void add(std::string sql, std::string summary) {
    out_.steps.push_back({.sql = std::move(sql), .changes = {{std::move(summary)}}});
  }

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
      return std::ranges::any_of(
          sql::expression_columns(check.expression, Dialect::mysql), [&](const auto& name) {
            return (renamed && std::ranges::any_of(pairs->second,
                                                   [&](const auto& pair) {
                                                     return equals_ignore_case(name, pair.second);
                                                   })) ||
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
      if (!mentions(check, dropped) || !out_.freed.insert(&check).second) return;
      Change change{"drop check " + path(*delta.to, check) + ": it names a renamed column or value"};
      if (!live || live->column.empty()) return alter.add(parts_.drop_check(live, check), std::move(change));
      // Для MariaDB цей оператор порожній, тож стоїть окремо.
      AlterTable mysql(table);
      mysql.add(parts_.drop_check_of_mysql(*live, ""), std::move(change));
      out_.steps.push_back(std::move(mysql).step());
    };
    for (const auto* check : delta.checks.dropped()) free(*check, true);
    for (const auto& check : delta.checks.kept()) free(*check.from, false);
    if (!alter.empty()) out_.steps.push_back(std::move(alter).step());
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
        const std::size_t circle = circle_at(pairs, i);
        const auto renamed = std::span(pairs).subspan(i, std::max<std::size_t>(circle, 1));
        if (circle > 0) {
          change_circle(table, renamed, alter);
          i += circle - 1;
        } else {
          const auto& [from, to] = pairs[i];
          alter.add(fmt::format("RENAME COLUMN {} TO {}", clauses_.name(from), clauses_.name(to)),
                    {rename_summary(table, from, to)});
          rename_index_of(table, from, to, alter);
        }
        Step step = std::move(alter).step();
        if (is_in_an_expression(table, renamed)) reopen_before(step, table);
        out_.steps.push_back(std::move(step));
      }
  }

  // Таблицю, яку хтось читав під псевдонімом («FROM orders AS o»), MariaDB тримає відкритою разом із виразами
  // її перевірок і значень, а в них стовпець зветься «o.total». ALTER бере її ж, стовпця там не впізнає і
  // відмовляє: Unknown column 'total' in 'CHECK'. Будь-яка зміна закриває таблицю; найдешевша — та сама
  // примітка.
  void reopen_before(Step& step, const schema::QualifiedName& table) const {
    step.sql =
        fmt::format("ALTER TABLE {} COMMENT = {};\n{}", quoted(table),
                    clauses_.syntax().quote_text(input_.actual.table(table)->note.value_or("")), step.sql);
    step.changes.insert(step.changes.begin(),
                        {fmt::format("reopen table {}: MariaDB may remember its expressions under an alias",
                                     schema::display_name(table))});
  }

  bool is_in_an_expression(const schema::QualifiedName& table, std::span<const Renames::Pair> pairs) const {
    if (server_ == Server::mysql) return false;
    const Table& live = *input_.actual.table(table);
    const auto named_in = [&](const std::string& expression) {
      return std::ranges::any_of(sql::expression_columns(expression, Dialect::mysql), [&](const auto& name) {
        return std::ranges::any_of(pairs,
                                   [&](const auto& pair) { return equals_ignore_case(name, pair.second); });
      });
    };
    return std::ranges::any_of(live.checks, [&](const Check& check) { return named_in(check.expression); }) ||
           std::ranges::any_of(live.columns, [&](const Column& column) {
             const auto& value = column.default_value;
             return find_column(input_.physical, table, column.name).generated ||
                    (value && value->kind == schema::Value::Kind::expression && named_in(value->text));
           });
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
    out_.steps.push_back(std::move(step));
  }

  void change_circle(const schema::QualifiedName& table, std::span<const Renames::Pair> circle,
                     AlterTable& alter) {
    const Table& live = *input_.actual.table(table);
    for (const auto& [from, to] : circle)
      alter.add(fmt::format("CHANGE COLUMN {} {}", clauses_.name(from),
                            parts_.live_definition(live, with_old_members(table, *live.column(to)))),
                {rename_summary(table, from, to)});
  }

  /// Члени переліку перейменовуються пізніше: доти рядки тримають старі.
  Column with_old_members(const schema::QualifiedName& table, Column column) const {
    const MemberRenames* members = input_.renames.members_of(table, column.name);
    if (!members) return column;
    set_members(column, members->before);
    if (auto& value = column.default_value)
      if (const auto pair = std::ranges::find(members->pairs, value->text, &Renames::Pair::second);
          pair != members->pairs.end())
        value->text = pair->first;
    return column;
  }

  static void set_members(Column& column, const std::vector<std::string>& values) {
    column.type.arguments.clear();
    for (const auto& value : values) column.type.arguments.push_back(ddl::quoted(value, '\''));
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
        set_members(changed, values);
        AlterTable alter(clauses_.table(*delta.to));
        alter.add("MODIFY COLUMN " + parts_.live_definition(live, changed), std::move(change));
        out_.steps.push_back(std::move(alter).step());
      };
      if (both != renames.before) modify(both, {fmt::format("add the new names to {}", where)});
      if (!olds.empty())
        add(fmt::format("UPDATE {0} SET {1} = CASE {1}{2} END{3} WHERE {1} IN ({4})",
                        clauses_.table(*delta.to), clauses_.name(name), cases, parts_.kept_times(*delta.to),
                        olds),
            fmt::format("rename the values of {}: {}", where, summary));
      modify(renames.after, {fmt::format("remove the old names from {}", where),
                             {copies_table("a new type"), blocks_writes()}});
    }
  }

  // Безіменний індекс сервер назвав за стовпцем. Під новим іменем його й далі впізнають як автоматичний.
  void rename_index_of(const schema::QualifiedName& table, const std::string& from, const std::string& to,
                       AlterTable& alter) {
    const auto owner = input_.physical.tables.find(table);
    if (owner == input_.physical.tables.end()) return;
    const auto called = [](const std::string& name) {
      return [&name](const PhysicalIndex& index) { return equals_ignore_case(index.name, name); };
    };
    const auto& indexes = owner->second.indexes;
    const auto index = std::ranges::find_if(indexes, called(from));
    if (index == indexes.end() || index->parts.front().text != to || std::ranges::any_of(indexes, called(to)))
      return;
    alter.add(fmt::format("RENAME INDEX {} TO {}", clauses_.name(index->name), clauses_.name(to)));
    out_.indexes[&*index] = to;
  }

  const PlanInput& input_;
  const Clauses& clauses_;
  const MysqlParts parts_;
  const Server server_;
  MysqlRenames out_;
};

}  // namespace

MysqlRenames mysql_renames(const PlanInput& input, const Clauses& clauses) {
  return MysqlRenamePlanner(input, clauses).run();
}

}  // namespace techmarket::migrate
