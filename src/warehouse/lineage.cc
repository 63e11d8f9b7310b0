#include "warehouse/lineage.h"

#include <fmt/format.h>

#include "base/text.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

std::string how(const Column& column) {
  switch (column.role) {
    case Role::surrogate_key:
      return "numbered by the warehouse";
    case Role::durable_key:
      return "one number for all versions of the member";
    case Role::natural_key:
      return "natural key, as is";
    case Role::attribute:
      return "as is";
    case Role::reference:
      return fmt::format("{} of {}", dimension(column.dimension).surrogate_key(), column.dimension);
    case Role::computed:
      return std::string(column.how);
    case Role::valid_from:
      return "when the warehouse learned of the version";
    case Role::valid_to:
      return "when the warehouse learned of the next one";
    case Role::is_current:
      return "whether the version is the last one";
    case Role::deleted_at:
      return "when a run missed the member in the source";
    case Role::changed_at:
      return "when a run last changed the row";
  }
  std::unreachable();
}

/// Вимір із версіями тримає історію лише деяких стовпців.
std::string_view history(const Table& table, const Column& column) {
  if (table.history == History::none) return "";
  return column.versioned ? "scd2" : "scd1";
}

Lineage lineage_of(const Table& table, const Column& column) {
  Lineage lineage{.column = fmt::format("{}.{}", display_name(table.name), column.name),
                  .type = column.type,
                  .history = history(table, column),
                  .sources = {},
                  .how = how(column)};
  for (const auto& source : column.sources) lineage.sources.push_back(source.text());
  return lineage;
}

}  // namespace

Result<std::vector<Lineage>> lineage(std::string_view name) {
  std::vector<Lineage> found;
  std::vector<std::string> known;
  for (const auto& table : tables()) {
    const std::string table_name = display_name(table.name);
    known.push_back(table_name);
    for (const auto& column : table.columns) {
      auto one = lineage_of(table, column);
      known.emplace_back(column.name);
      known.push_back(one.column);
      if (name.empty() || name == table_name || name == column.name || name == one.column)
        found.push_back(std::move(one));
    }
  }
  if (found.empty())
    return fail(ErrorKind::usage, fmt::format("the warehouse has no column or table '{}'", name),
                did_you_mean_hint(name, known));
  return found;
}

}  // namespace techmarket::warehouse
