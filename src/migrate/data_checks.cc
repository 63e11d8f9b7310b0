#include "migrate/data_checks.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/describe.h"
#include "migrate/steps.h"
#include "migrate/type_change.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Column;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;

class DataCheckFinder {
 public:
  DataCheckFinder(const PlanInput& input, const Clauses& clauses)
      : input_(input), clauses_(clauses), mysql_(input.dialect() == Dialect::mysql) {}

  std::vector<DataCheck> run() {
    for (const auto& delta : input_.delta.tables) {
      for (const auto* column : delta.added) added(delta, *column);
      for (const auto& change : delta.changed) changed(delta, change);
    }
    // Перевірки, чиї запити спираються на вже придатні значення, йдуть після перевірок типів.
    for (const auto& delta : input_.delta.tables) {
      for (const auto* index : delta.indexes.added())
        if (index->unique || index->primary_key) unique(delta, *index);
      for (const auto* check : delta.checks.added()) satisfied(delta, *check);
      for (const auto& check : delta.checks.kept())
        if (is_validated_now(check)) satisfied(delta, *check.to);
    }
    for (const auto* ref : input_.delta.added_refs()) orphans(*ref);
    for (const auto& [table, refs] : input_.delta.refs)
      for (const auto& ref : refs.kept())
        if (is_validated_now(ref)) orphans(*ref.to);
    return std::move(checks_);
  }

 private:
  std::string old_table(const Table& table) const {
    return clauses_.syntax().quote_table(input_.renames.old_table(table.name));
  }
  std::string old_column(const Table& table, const std::string& column) const {
    return clauses_.name(input_.renames.old_column(table.name, column));
  }
  /// Значення стовпця з новими іменами членів переліку.
  std::string old_value(const Table& table, const std::string& column) const {
    const std::string name = old_column(table, column);
    const auto* pairs = renamed_members(table, column);
    if (!pairs) return name;
    const std::string text = mysql_ ? name : name + "::text";
    std::string cases;
    for (const auto& [from, to] : *pairs)
      cases += fmt::format(" WHEN {} THEN {}", clauses_.syntax().quote_text(from),
                           clauses_.syntax().quote_text(to));
    return fmt::format("(CASE {0}{1} ELSE {0} END)", text, cases);
  }

  const std::vector<Renames::Pair>* renamed_members(const Table& table, const std::string& column) const {
    if (const auto* members = input_.renames.members_of(table.name, column)) return &members->pairs;
    const Table* live = input_.actual.table(table.name);
    const Column* old = live ? live->column(column) : nullptr;
    const auto* element = old ? sql::type_of(input_.actual, old->type).element : nullptr;
    const auto pairs = element ? input_.renames.enums.find(element->name) : input_.renames.enums.end();
    return pairs == input_.renames.enums.end() ? nullptr : &pairs->second;
  }

  /// NOT VALID, яке --online перевірить.
  template <class Pair>
  bool is_validated_now(const Pair& pair) const {
    const auto* live = input_.online ? input_.names.find(*pair.from) : nullptr;
    return live && !live->validated;
  }

  void add(DataCheck check) {
    if (std::ranges::find(checks_, check) == checks_.end()) checks_.push_back(std::move(check));
  }

  void added(const TableDelta& delta, const Column& column) {
    if (column.nullable() || column.increment || clauses_.default_value(*delta.to, column)) return;
    add({.query = fmt::format("SELECT COUNT(*) FROM {}", old_table(*delta.to)),
         .subject = path(*delta.to, column.name),
         .problem = "rows would have no value for the new NOT NULL column",
         .hint = "give the column a default in the DBML, or add it as nullable, fill it and migrate again"});
  }

  void changed(const TableDelta& delta, const ColumnDelta& change) {
    const std::string column = old_value(*delta.to, change.to->name);
    const std::string subject = path(*delta.to, change.to->name);
    if (change.nullability && !change.to->nullable() && !clauses_.default_value(*delta.to, *change.to))
      add({.query = fmt::format("SELECT COUNT(*) FROM {} WHERE {} IS NULL", old_table(*delta.to), column),
           .subject = subject,
           .problem = "rows are NULL, but the column becomes NOT NULL",
           .hint = fmt::format("give the column a default in the DBML to fill them with, or UPDATE {} first",
                               old_table(*delta.to))});
    if (!change.type) return;
    for (const auto& misfit : assess(change, column).misfits)
      add({.query = fmt::format("SELECT COUNT(*) FROM {} WHERE {}", old_table(*delta.to), misfit.condition),
           .subject = subject,
           .problem = fmt::format("{} and do not fit {}", misfit.problem, ddl::describe(change.to->type)),
           .hint = misfit.waived_by
                       ? "allow data-loss to let the server change them, or correct the rows first"
                       : "correct these rows first, or choose a wider type",
           .waived_by = misfit.waived_by});
  }

  /// Рядки таблиці такими, якими їх побачать нові обмеження: під новими іменами, з новими стовпцями.
  std::string rows(const TableDelta& delta) const {
    const bool renamed = input_.renames.columns.contains(delta.to->name) ||
                         std::ranges::any_of(delta.to->columns, [&](const Column& column) {
                           return renamed_members(*delta.to, column.name) || becomes_text(delta, column.name);
                         });
    if (!renamed && delta.added.empty()) return old_table(*delta.to);
    std::vector<std::string> columns;
    for (const auto& column : delta.to->columns) {
      const bool is_new = std::ranges::find(delta.added, &column) != delta.added.end();
      columns.push_back(
          fmt::format("{}{} AS {}", is_new ? new_value(delta, column) : old_value(*delta.to, column.name),
                      becomes_text(delta, column.name) ? "::text" : "", clauses_.name(column.name)));
    }
    return fmt::format("(SELECT {} FROM {}) AS techmarket_rows", fmt::join(columns, ", "),
                       old_table(*delta.to));
  }

  std::string new_value(const TableDelta& delta, const Column& column) const {
    const std::string value = clauses_.default_value(*delta.to, column).value_or("NULL");
    return mysql_ ? value
                  : fmt::format("CAST({} AS {})", known_type(column) ? value : "NULL",
                                known_type(column) ? clauses_.type(column) : "text");
  }

  /// Переліку, якого ще немає, і нових імен його членів запит назвати не може.
  bool known_type(const Column& column) const {
    const auto* element = sql::type_of(input_.target, column.type).element;
    const auto& created = input_.delta.created_enums;
    return !element || (std::ranges::find(created, element) == created.end() &&
                        !input_.renames.enums.contains(element->name) &&
                        input_.renames.old_enum(element->name) == element->name &&
                        std::ranges::none_of(input_.delta.rebuilt_enums,
                                             [&](const auto& pair) { return pair.first == element; }));
  }

  /// Чи читатиме вираз значення типу, якого PostgreSQL сам до нового не приведе.
  bool needs_cast(const TableDelta& delta, const std::string& column) const {
    const ColumnDelta* change = delta.change_of(column);
    return change && change->type && assess(*change, clauses_.name(column)).needs_cast;
  }

  bool becomes_text(const TableDelta& delta, const std::string& column) const {
    const ColumnDelta* change = delta.change_of(column);
    return change && change->type && assess(*change, clauses_.name(column)).becomes_text;
  }

  TypeChange assess(const ColumnDelta& change, const std::string& column) const {
    return assess_type_change(sql::type_of(input_.actual, change.from->type),
                              sql::type_of(input_.target, change.to->type), column, input_.dialect());
  }

  void unique(const TableDelta& delta, const Index& index) {
    std::vector<std::string> parts, present;
    for (const auto& part : index.parts) {
      parts.push_back(part.expression ? "(" + part.text + ")" : clauses_.name(part.text));
      const Column* column = part.expression ? nullptr : delta.to->column(part.text);
      const bool is_new = std::ranges::find(delta.added, column) != delta.added.end();
      if (!is_new) continue;
      // Новий стовпець без значення — NULL, а пронумерований чи обчислений для кожного рядка — різний.
      const auto& value = column->default_value;
      if (column->increment || !value || value->kind == schema::Value::Kind::expression) return;
    }
    for (const auto& part : parts) present.push_back(part + " IS NOT NULL");
    add({.query =
             fmt::format("SELECT COUNT(*) FROM (SELECT 1 FROM {} WHERE {} GROUP BY {} HAVING COUNT(*) > 1) "
                         "AS techmarket_groups",
                         rows(delta), fmt::join(present, " AND "), fmt::join(parts, ", ")),
         .subject = path(*delta.to, index),
         .problem = fmt::format("groups of rows share the same {}", ddl::describe_parts(index)),
         .hint = "remove the duplicates first"});
  }

  void satisfied(const TableDelta& delta, const schema::Check& check) {
    const auto columns = sql::expression_columns(check.expression, input_.dialect());
    // Такий вираз над старими значеннями може й не виконатися; його перевірить сам ALTER.
    if (std::ranges::any_of(columns, [&](const auto& name) { return needs_cast(delta, name); })) return;
    add({.query = fmt::format("SELECT COUNT(*) FROM {} WHERE NOT ({})", rows(delta), check.expression),
         .subject = path(*delta.to, check),
         .problem = check.name.empty() ? "rows break the check"
                                       : fmt::format("rows break the check {}", check.expression),
         .hint = "correct these rows first"});
  }

  void orphans(const Ref& ref) {
    const TableDelta* child = input_.delta.table(ref.first.table);
    if (!child) return;  // нова таблиця порожня
    const TableDelta* parent = input_.delta.table(ref.second.table);
    std::vector<std::string> present, equal;
    for (std::size_t i = 0; i < ref.first.columns.size(); ++i) {
      const std::string& name = ref.first.columns[i];
      const Column* column = child->to->column(name);
      const bool is_new = std::ranges::find(child->added, column) != child->added.end();
      if (is_new && !column->default_value) return;  // NULL нікуди не посилається
      const Column* target = parent ? parent->from->column(ref.second.columns[i]) : nullptr;
      if (parent && !target) parent = nullptr;
      present.push_back(fmt::format("child.{} IS NOT NULL", clauses_.name(name)));
      if (!parent) continue;
      const Column* from = is_new ? column : child->from->column(name);
      const bool as_text = !mysql_ && ddl::describe(from->type) != ddl::describe(target->type);
      equal.push_back(fmt::format("parent.{0}{2} = child.{1}{2}",
                                  old_column(*parent->to, ref.second.columns[i]), clauses_.name(name),
                                  as_text ? "::text" : ""));
    }
    const std::string exists = parent ? fmt::format(" AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
                                                    old_table(*parent->to), fmt::join(equal, " AND "))
                                      : std::string();
    const std::string source = rows(*child);
    const bool derived = source.starts_with('(');
    add({.query = fmt::format("SELECT COUNT(*) FROM {} AS child WHERE {}{}",
                              derived ? source.substr(0, source.rfind(" AS ")) : source,
                              fmt::join(present, " AND "), exists),
         .subject = path(ref),
         .problem = fmt::format("rows lead to no row of {}", schema::display_name(ref.second.table)),
         .hint = "add the missing rows, or remove these"});
  }

  const PlanInput& input_;
  const Clauses& clauses_;
  const bool mysql_;
  std::vector<DataCheck> checks_;
};

}  // namespace

std::vector<DataCheck> find_data_checks(const PlanInput& input, const Clauses& clauses) {
  return DataCheckFinder(input, clauses).run();
}

}  // namespace techmarket::migrate
