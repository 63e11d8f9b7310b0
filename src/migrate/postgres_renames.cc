#include "migrate/postgres_renames.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/automatic_names.h"
#include "migrate/steps.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Dialect;
using schema::Index;
using schema::QualifiedName;
using schema::Ref;

constexpr std::string_view kAside = "_techmarket_renamed";

class PostgresRenamePlanner {
 public:
  PostgresRenamePlanner(const PlanInput& input, const Clauses& clauses) : input_(input), clauses_(clauses) {
    for (const auto* database : {&input.actual, &input.target})
      for (const auto& table : database->tables)
        for (const auto& index : table.indexes) names_.emplace(table.name.schema, index.name);
    for (const auto& [table, live] : input.physical.tables) {
      for (const auto& index : live.indexes) names_.emplace(table.schema, index.name);
      for (const auto& check : live.checks) names_.emplace(table.schema, check.name);
      for (const auto& ref : live.refs) names_.emplace(table.schema, ref.name);
    }
  }

  std::vector<Step> run() {
    rename();
    follow();
    return std::move(steps_);
  }

 private:
  void add(std::string sql, std::string summary) {
    steps_.push_back({.sql = std::move(sql), .changes = {{std::move(summary)}}});
  }
  std::string quoted(const QualifiedName& name) const { return clauses_.syntax().quote_table(name); }

  void rename() {
    const auto& tables = input_.renames.tables;
    in_order(tables, [&](const QualifiedName& from, const QualifiedName& to, const auto& pair) {
      rename_object("TABLE", from, to, pair);
    });
    for (const auto& pair : input_.renames.enum_types) rename_object("TYPE", pair.first, pair.second, pair);
    for (const auto& [table, pairs] : input_.renames.columns)
      in_order(pairs, [&, &owner = table](const std::string& from, const std::string& to, const auto& pair) {
        add(fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted(owner), clauses_.name(from),
                        clauses_.name(to)),
            fmt::format("rename column {}.{} to {}", schema::display_name(owner), pair.first, pair.second));
      });
    for (const auto& [name, pairs] : input_.renames.enums)
      for (const auto& [from, to] : pairs)
        add(fmt::format("ALTER TYPE {} RENAME VALUE {} TO {}", quoted(name),
                        clauses_.syntax().quote_text(from), clauses_.syntax().quote_text(to)),
            fmt::format("rename value {} of enum {} to {}", from, schema::display_name(name), to));
  }

  static QualifiedName aside(QualifiedName name) {
    name.name = kAside;
    return name;
  }
  static std::string aside(const std::string&) { return std::string(kAside); }

  /// Викликає rename(звідки, куди, пара). Перше ім'я кола чекає осторонь, доки звільниться його місце.
  template <class Name, class Rename>
  static void in_order(const std::vector<std::pair<Name, Name>>& pairs, const Rename& rename) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const std::size_t count = circle_at(pairs, i);
      if (count == 0) {
        rename(pairs[i].first, pairs[i].second, pairs[i]);
        continue;
      }
      const auto& first = pairs[i];
      rename(first.first, aside(first.first), first);
      for (const std::size_t end = i + count - 1; i < end;) {
        ++i;
        rename(pairs[i].first, pairs[i].second, pairs[i]);
      }
      rename(aside(first.first), first.second, first);
    }
  }

  /// @param kind TABLE чи TYPE. @param named хто кого змінює для людини: дорогою ім'я буває й тимчасовим.
  void rename_object(std::string_view kind, const QualifiedName& from, const QualifiedName& to,
                     const std::pair<QualifiedName, QualifiedName>& named) {
    const std::string summary =
        fmt::format("rename {} {} to {}", kind == "TABLE" ? "table" : "enum",
                    schema::display_name(named.first), schema::display_name(named.second));
    QualifiedName moved = from;
    if (from.schema != to.schema) {
      add(fmt::format("ALTER {} {} SET SCHEMA {}", kind, quoted(from), clauses_.name(to.schema)), summary);
      moved.schema = to.schema;
    }
    if (from.name != to.name)
      add(fmt::format("ALTER {} {} RENAME TO {}", kind, quoted(moved), clauses_.name(to.name)), summary);
  }

  // ---- автоматичні імена, які назвали б старе: сервер їх не змінює. Ідуть перед новими таблицями, яким
  // можуть знадобитися звільнені.

  void follow() {
    for (const auto& delta : input_.delta.tables) {
      for (const auto& [index, live] : stale_indexes(input_, delta)) follow(delta, *index, *live);
      for (const auto& check : delta.checks.kept())
        if (check.from->name.empty() && check.to->name.empty()) follow(delta, *check.from);
    }
    for (const auto& [table, refs] : input_.delta.refs)
      for (const auto& ref : refs.kept())
        if (ref.from->name.empty() && ref.to->name.empty()) follow(*ref.from);
  }

  /// Автоматичне ім'я, ще не зайняте в схемі.
  std::string free_name(const QualifiedName& table, const std::string& columns, const std::string& label) {
    std::string name = ddl::postgres_name(table.name, columns, label);
    for (int number = 1; !names_.emplace(table.schema, name).second; ++number)
      name = ddl::postgres_name(table.name, columns, fmt::format("{}{}", label, number));
    return name;
  }

  // Вилучати двійника не можна: на нього може спиратися зовнішній ключ.
  void follow(const TableDelta& delta, const Index& index, const PhysicalIndex& live) {
    const QualifiedName& table = delta.to->name;
    const bool expressions = std::ranges::any_of(index.parts, &schema::IndexPart::expression);
    std::vector<std::string> columns;
    for (const auto& part : index.parts) columns.push_back(part.text);
    const std::string joined = expressions ? "expr" : fmt::format("{}", fmt::join(columns, "_"));
    const std::string name = live.primary_key ? free_name(table, "", "pkey")
                                              : free_name(table, joined, live.constraint ? "key" : "idx");
    steps_.push_back(
        rename_postgres_index(clauses_, table.schema, live.name, name, path(*delta.to, live.name)));
  }

  void follow(const TableDelta& delta, const Check& check) {
    const auto* live = input_.names.find(check);
    const auto& table = delta.to->name;
    const auto columns = sql::expression_columns(check.expression, Dialect::postgres);
    if (!live || ddl::is_automatic_check_name(table.name, columns, live->name, Dialect::postgres)) return;
    steps_.push_back(rename_postgres_constraint(
        clauses_, table, live->name, free_name(table, columns.size() == 1 ? columns.front() : "", "check"),
        "check " + path(*delta.to, live->name)));
  }

  void follow(const Ref& ref) {
    const auto* live = input_.names.find(ref);
    const auto& [table, columns] = std::tie(ref.first.table, ref.first.columns);
    if (!live || ddl::is_automatic_ref_name(table.name, columns, live->name, Dialect::postgres)) return;
    steps_.push_back(rename_postgres_constraint(
        clauses_, table, live->name, free_name(table, fmt::format("{}", fmt::join(columns, "_")), "fkey"),
        fmt::format("foreign key {}.{}", schema::display_name(table), live->name)));
  }

  const PlanInput& input_;
  const Clauses& clauses_;
  std::vector<Step> steps_;
  std::set<std::pair<std::string, std::string>> names_;  ///< зайняті індексами й обмеженнями: (схема, ім'я)
};

}  // namespace

std::vector<Step> postgres_renames(const PlanInput& input, const Clauses& clauses) {
  return PostgresRenamePlanner(input, clauses).run();
}

Step rename_postgres_index(const Clauses& clauses, const std::string& schema, const std::string& from,
                           const std::string& to, const std::string& shown) {
  return {
      .sql = fmt::format("ALTER INDEX {} RENAME TO {}",
                         clauses.syntax().quote_table({.schema = schema, .name = from}), clauses.name(to)),
      .changes = {{fmt::format("rename index {} to {}", shown, to)}}};
}

Step rename_postgres_constraint(const Clauses& clauses, const QualifiedName& table, const std::string& from,
                                const std::string& to, const std::string& shown) {
  return {.sql = fmt::format("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", clauses.syntax().quote_table(table),
                             clauses.name(from), clauses.name(to)),
          .changes = {{fmt::format("rename {} to {}", shown, to)}}};
}

}  // namespace techmarket::migrate
