// Порядок дій зі стовпцем: скинути те, що залежить від старого типу, змінити тип, заповнити NULL, тоді
// повернути значення за замовчуванням, NOT NULL і лічильник.

#include "migrate/postgres_columns.h"

#include <fmt/format.h>

#include "ddl/describe.h"
#include "migrate/postgres_online.h"
#include "migrate/type_change.h"
#include "sql/type_name.h"

namespace techmarket::migrate {
namespace {

using schema::Column;
using schema::Dialect;

class PostgresColumns {
 public:
  PostgresColumns(const TableDelta& delta, const PlanInput& input, const Clauses& clauses)
      : delta_(delta), input_(input), clauses_(clauses) {}

  std::vector<Step> run() {
    AlterTable shape = alter();
    for (const auto* column : delta_.dropped)
      shape.add("DROP COLUMN " + clauses_.name(column->name),
                {"drop column " + path(*delta_.to, column->name),
                 {{Danger::data_loss, "its values are deleted", path(*delta_.to, column->name)}}});
    for (const auto& change : delta_.changed) loosen(change, shape);
    for (const auto* column : delta_.added) add_column(*column, shape);
    add(std::move(shape));
    for (const auto& change : delta_.changed)
      if (!comes_later(change)) fill_nulls(change);
    AlterTable rules = alter();
    for (const auto& change : delta_.changed) tighten(change, rules);
    add(std::move(rules));
    for (const auto& change : delta_.changed) sequences(change);
    return std::move(steps_);
  }

 private:
  void add(std::string sql, std::string summary) {
    steps_.push_back({.sql = std::move(sql), .changes = {{std::move(summary)}}});
  }
  void add(AlterTable alter) {
    if (!alter.empty()) steps_.push_back(std::move(alter).step());
  }
  AlterTable alter() const { return AlterTable(clauses_.table(*delta_.to)); }

  void add_column(const Column& column, AlterTable& shape) {
    Change change{"add column " + path(*delta_.to, column.name) + " " + ddl::describe(column)};
    if (column.increment || is_volatile(column, Dialect::postgres))
      change.hazards = {{Danger::rewrite, "a value computed for every row rewrites the table"},
                        scans("the table is rewritten")};
    shape.add("ADD COLUMN " + clauses_.column(*delta_.to, column), std::move(change));
  }

  /// Те, що дає старим рядкам змінити вигляд: без значення за замовчуванням старого типу, без NOT NULL.
  void loosen(const ColumnDelta& change, AlterTable& shape) {
    const std::string column = "ALTER COLUMN " + clauses_.name(change.to->name);
    const PhysicalColumn& live = find_column(input_.physical, delta_.to->name, change.to->name);
    Change result{describe_change(*delta_.to, change)};
    std::vector<std::string> parts;
    if (change.increment && !change.to->increment)
      parts.push_back(column + (live.identity ? " DROP IDENTITY" : " DROP DEFAULT"));
    if (change.nullability && change.to->nullable()) parts.push_back(column + " DROP NOT NULL");
    if (change.from->default_value && (change.type || !change.to->default_value))
      parts.push_back(column + " DROP DEFAULT");
    if (change.type) {
      const auto assessed = assess(change);
      result.hazards = named(assessed.hazards, path(*delta_.to, change.to->name));
      parts.push_back(fmt::format("{} TYPE {}{}", column, clauses_.type(*change.to), cast(change, assessed)));
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i == 0)
        shape.add(parts[i], result);
      else
        shape.add(parts[i]);
    }
  }

  /// NOT NULL прийде окремими кроками (postgres_online.h).
  bool comes_later(const ColumnDelta& change) const {
    return change.nullability && !change.to->nullable() && !change.to->increment &&
           PostgresOnline(input_, clauses_).can(delta_.to->name);
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

  void fill_nulls(const ColumnDelta& change) {
    if (!change.nullability || change.to->nullable()) return;
    const auto value = clauses_.default_value(*delta_.to, *change.to);
    if (!value) return;
    add(fmt::format("UPDATE {0} SET {1} = {2} WHERE {1} IS NULL", clauses_.table(*delta_.to),
                    clauses_.name(change.to->name), *value),
        fmt::format("fill the NULLs of {} with its default", path(*delta_.to, change.to->name)));
  }

  void tighten(const ColumnDelta& change, AlterTable& rules) {
    const std::string column = "ALTER COLUMN " + clauses_.name(change.to->name);
    const auto value = clauses_.default_value(*delta_.to, *change.to);
    const bool lost_default = change.type && change.from->default_value;
    if (value && (change.default_value || lost_default))
      rules.add(column + " SET DEFAULT " + *value, {fmt::format("set the default of column {} to {}",
                                                                path(*delta_.to, change.to->name), *value)});
    if (change.nullability && !change.to->nullable() && !comes_later(change))
      rules.add(column + " SET NOT NULL",
                {fmt::format("set column {} not null", path(*delta_.to, change.to->name)),
                 {scans("every row is checked for NULL")}});
    if (change.increment && change.to->increment)
      rules.add(column + " ADD GENERATED BY DEFAULT AS IDENTITY",
                {fmt::format("number column {}", path(*delta_.to, change.to->name))});
  }

  void sequences(const ColumnDelta& change) {
    const PhysicalColumn& live = find_column(input_.physical, delta_.to->name, change.to->name);
    const auto& text = clauses_.syntax();
    if (change.increment && change.to->increment)
      add(fmt::format(
              "SELECT setval(pg_get_serial_sequence({}, {}), COALESCE(MAX({}), 0) + 1, false) FROM {}",
              text.quote_text(clauses_.table(*delta_.to)), text.quote_text(change.to->name),
              clauses_.name(change.to->name), clauses_.table(*delta_.to)),
          fmt::format("continue the numbers of {} after the last one", path(*delta_.to, change.to->name)));
    else if (change.increment && !live.sequence.empty() && !live.identity)
      add("DROP SEQUENCE " + live.sequence, "drop the sequence of " + path(*delta_.to, change.to->name));
    else if (change.type && change.to->increment && !live.sequence.empty() && !live.identity)
      add(fmt::format("ALTER SEQUENCE {} AS {}", live.sequence, clauses_.type(*change.to)),
          "widen the sequence of " + path(*delta_.to, change.to->name));
  }

  const TableDelta& delta_;
  const PlanInput& input_;
  const Clauses& clauses_;
  std::vector<Step> steps_;
};

}  // namespace

Hazard scans(std::string_view what) {
  return {Danger::lock, fmt::format("reads and writes wait while {}", what)};
}

std::vector<Step> postgres_columns(const TableDelta& delta, const PlanInput& input, const Clauses& clauses) {
  return PostgresColumns(delta, input, clauses).run();
}

}  // namespace techmarket::migrate
