#include "migrate/steps.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/automatic_names.h"
#include "ddl/describe.h"
#include "sql/expression_tree.h"

namespace techmarket::migrate {
namespace {

// Однакові в усіх рядках одного оператора.
bool is_stable_function(std::string_view name) {
  constexpr auto kStable = std::to_array<std::string_view>({"now",
                                                            "current_timestamp",
                                                            "current_date",
                                                            "current_time",
                                                            "localtimestamp",
                                                            "localtime",
                                                            "transaction_timestamp",
                                                            "statement_timestamp",
                                                            "curdate",
                                                            "curtime",
                                                            "utc_timestamp",
                                                            "utc_date",
                                                            "date_trunc",
                                                            "timezone",
                                                            "lower",
                                                            "upper",
                                                            "concat",
                                                            "coalesce",
                                                            "cast",
                                                            "current_user",
                                                            "to_char"});
  return std::ranges::find(kStable, name) != kStable.end();
}

bool has_volatile_call(const sql::SqlNode& node) {
  if (node.kind == sql::SqlNode::Kind::call && !is_stable_function(ascii_lower(node.text))) return true;
  return std::ranges::any_of(node.children, has_volatile_call);
}

}  // namespace

Step AlterTable::step() && {
  const bool one = clauses_.size() == 1 && !clauses_.front().contains('\n');
  return {.sql = one ? fmt::format("ALTER TABLE {} {}", table_, clauses_.front())
                     : fmt::format("ALTER TABLE {}\n  {}", table_, fmt::join(clauses_, ",\n  ")),
          .changes = std::move(changes_)};
}

std::string describe_change(const schema::Table& table, const ColumnDelta& change) {
  const auto default_of = [](const schema::Column& column) {
    return column.default_value ? ddl::describe(*column.default_value) : "none";
  };
  std::vector<std::string> parts;
  if (change.type) {
    const std::string from = ddl::describe(change.from->type), to = ddl::describe(change.to->type);
    parts.push_back(from == to ? "new values of " + to : fmt::format("{} to {}", from, to));
  }
  if (change.nullability) parts.push_back(change.to->nullable() ? "not null to null" : "null to not null");
  if (change.increment) parts.push_back(change.to->increment ? "increment" : "no increment");
  if (change.default_value)
    parts.push_back(fmt::format("default {} to {}", default_of(*change.from), default_of(*change.to)));
  if (change.note) parts.push_back("note");
  return fmt::format("change column {}: {}", path(table, change.to->name), fmt::join(parts, ", "));
}

std::string path(const schema::Table& table, const std::string& name) {
  return schema::display_name(table.name) + "." + name;
}

std::string path(const schema::Table& table, const schema::Index& index) {
  const std::string owner = schema::display_name(table.name);
  return index.name.empty() ? owner + " " + ddl::describe_parts(index) : owner + "." + index.name;
}

std::string path(const schema::Table& table, const schema::Check& check) {
  const std::string owner = schema::display_name(table.name);
  return check.name.empty() ? fmt::format("{} ({})", owner, check.expression) : owner + "." + check.name;
}

std::string path(const schema::Ref& ref) {
  const std::string owner = schema::display_name(ref.first.table);
  return fmt::format("{}{} {}", owner, ref.name.empty() ? "" : "." + ref.name, ddl::describe(ref));
}

std::vector<Hazard> named(std::vector<Hazard> hazards, const std::string& subject) {
  for (auto& hazard : hazards)
    if (hazard.danger == Danger::data_loss) hazard.subject = subject;
  return hazards;
}

std::string statement(std::string sql) {
  while (sql.ends_with(';') || sql.ends_with('\n')) sql.pop_back();
  return sql;
}

std::vector<std::string> new_schemas(const PlanInput& input) {
  std::set<std::string> known{std::string(schema::kDefaultSchema)};
  for (const auto& table : input.actual.tables) known.insert(input.renames.old_table(table.name).schema);
  for (const auto& element : input.actual.enums) known.insert(input.renames.old_enum(element.name).schema);
  std::vector<std::string> created;
  const auto need = [&](const std::string& name) {
    if (known.insert(name).second) created.push_back(name);
  };
  for (const auto& element : input.target.enums) need(element.name.schema);
  for (const auto& table : input.target.tables) need(table.name.schema);
  return created;
}

std::vector<StaleIndex> stale_indexes(const PlanInput& input, const TableDelta& delta) {
  std::vector<StaleIndex> stale;
  const auto dropped = delta.indexes.dropped();
  for (const auto& index : delta.from->indexes) {
    if (std::ranges::find(dropped, &index) != dropped.end()) continue;
    // Названий індекс лишається під своїм ім'ям, стежити треба лише за його двійниками.
    const bool named =
        !index.name.empty() || std::ranges::any_of(delta.indexes.kept(), [&](const IndexDelta& kept) {
          return kept.name && kept.from == &index;
        });
    for (const auto* live : input.names.all(index) | std::views::drop(named ? 1 : 0)) {
      const schema::Index seen{
          .parts = index.parts, .name = live->name, .unique = index.unique, .primary_key = live->primary_key};
      if (!ddl::is_automatic_index_name(delta.to->name.name, seen, input.dialect()))
        stale.push_back({&index, live});
    }
  }
  return stale;
}

bool is_volatile(const schema::Column& column, schema::Dialect dialect) {
  const auto& value = column.default_value;
  if (!value || value->kind != schema::Value::Kind::expression) return false;
  const auto node = sql::parse_sql(value->text, dialect);
  return !node || has_volatile_call(*node);
}

}  // namespace techmarket::migrate
