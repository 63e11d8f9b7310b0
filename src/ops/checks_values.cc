#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/checks.h"

namespace techmarket::ops {
namespace {

/// Стовпці, тип яких — перелік DBML: живе значення поза переліком можливе після зміни схеми або режиму
/// сервера.
void add_enum_checks(const Described& service, std::vector<CheckGroup>& checks) {
  for (const auto& table : service.schema.tables)
    for (const auto& column : table.columns) {
      const auto* values = service.schema.find_enum(
          {.schema = column.type.schema.value_or(std::string(schema::kDefaultSchema)),
           .name = column.type.name});
      if (!values) continue;
      std::vector<std::string> allowed;
      for (const auto& value : values->values)
        allowed.push_back("'" + replace_all(value.name, "'", "''") + "'");
      const std::string name = service.quoted(column.name);
      const std::string text =
          service.is_mysql() ? fmt::format("BINARY {}", name) : fmt::format("{}::text", name);
      checks.push_back(violations_by_query(
          service,
          fmt::format("{} is one of {}", service.path(table.name, column.name), display_name(values->name)),
          fmt::format("SELECT {0}, COUNT(*) FROM {1} WHERE {0} IS NOT NULL AND {2} NOT IN ({3}) GROUP BY {0}",
                      name, service.quoted(table.name), text, fmt::join(allowed, ", ")),
          [column = column.name](db::RowView row) {
            return fmt::format("{} = '{}' in {} rows", column, row[0], row[1]);
          }));
    }
}

void add_time_checks(const Described& service, std::vector<CheckGroup>& checks) {
  for (const auto& table : service.schema.tables) {
    if (!table.column("created_at") || !table.column("updated_at") || !table.column("id")) continue;
    checks.push_back(violations_by_query(
        service, fmt::format("{} ≥ created_at", service.path(table.name, "updated_at")),
        fmt::format("SELECT id, created_at, updated_at, 1 FROM {} WHERE updated_at < created_at ORDER BY id",
                    service.quoted(table.name)),
        [](db::RowView row) {
          return fmt::format("id {}: updated_at {} < created_at {}", row[0], row[2], row[1]);
        }));
  }
}

}  // namespace

std::vector<CheckGroup> value_checks(const Services& services) {
  std::vector<CheckGroup> checks;
  for (const auto& service : services.all()) add_enum_checks(service, checks);
  for (const auto& service : services.all()) add_time_checks(service, checks);
  return checks;
}

CheckGroup violations_by_query(const Described& service, std::string name, std::string sql,
                               std::function<std::string(db::RowView)> describe) {
  return [&service, name = std::move(name), sql = std::move(sql),
          describe = std::move(describe)]() -> Result<std::vector<CheckResult>> {
    Findings findings(name);
    TM_ASSIGN(auto connection, open(*service.service));
    TM_TRY(stream(connection, sql, [&](db::RowView row) -> Status {
      findings.add(describe(row), std::stoll(std::string(row.back())));
      return {};
    }));
    std::vector<CheckResult> results;
    results.push_back(std::move(findings).result());
    return results;
  };
}

}  // namespace techmarket::ops
