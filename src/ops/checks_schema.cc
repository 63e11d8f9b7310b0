#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/checks.h"

namespace techmarket::ops {
namespace {

using migrate::Difference;

/// Стовпець, без якого рядки лишаються цілими: доданий з одного боку й необов'язковий. Примітки на дані не
/// впливають.
bool is_harmless(const Described& service, const Difference& difference) {
  if (difference.object == Difference::Object::comment) return true;
  if (difference.object != Difference::Object::column || difference.kind == Difference::Kind::changed)
    return false;
  const auto& side = difference.kind == Difference::Kind::missing ? service.schema : service.live;
  const auto* table = side.table(difference.owner);
  const auto* column = table ? table->column(difference.name) : nullptr;
  return column && column->nullable();
}

std::string text_of(const Difference& difference) {
  std::string text = fmt::format("{} {} {}", migrate::kind_name(difference.kind),
                                 migrate::object_name(difference.object), difference.path());
  if (!difference.attribute.empty()) text += fmt::format(", {}", difference.attribute);
  if (!difference.expected.empty()) text += fmt::format(": DBML has {}", difference.expected);
  if (!difference.actual.empty())
    text += fmt::format("{} the database has {}", difference.expected.empty() ? ":" : ",", difference.actual);
  return text;
}

// Обмеження, яке є в каталозі, але не діє: схема, таблиця, ім'я, що з ним. MariaDB вимкненого не має.
constexpr std::string_view kMysqlDisabled =
    "SELECT 'public', TABLE_NAME, CONSTRAINT_NAME, 'constraint is not enforced' FROM "
    "information_schema.TABLE_CONSTRAINTS "
    "WHERE CONSTRAINT_SCHEMA = DATABASE() AND ENFORCED = 'NO'";
constexpr std::string_view kPostgresDisabled = R"(
  SELECT nspname, relname, name, problem FROM (
    SELECT tgrelid AS relation, tgname::text AS name, 'trigger is disabled' AS problem FROM pg_trigger
    WHERE tgenabled = 'D'
    UNION ALL
    SELECT conrelid, conname::text, 'constraint is not validated' FROM pg_constraint
    WHERE NOT convalidated AND conrelid <> 0
    UNION ALL
    SELECT indrelid, indexrelid::regclass::text, 'index is not valid' FROM pg_index WHERE NOT indisvalid
  ) AS disabled JOIN pg_class ON pg_class.oid = relation JOIN pg_namespace ON pg_namespace.oid = relnamespace
  ORDER BY 1, 2, 3)";

Status find_disabled(const Described& service, Findings& findings) {
  TM_ASSIGN(auto connection, open(*service.service));
  if (service.is_mysql() && std::get<db::mysql::Connection>(connection).server_version().contains("MariaDB"))
    return {};
  return stream(
      connection, service.is_mysql() ? kMysqlDisabled : kPostgresDisabled, [&](db::RowView row) -> Status {
        const schema::QualifiedName table{.schema = std::string(row[0]), .name = std::string(row[1])};
        if (std::ranges::find(service.checked.left_alone, table) == service.checked.left_alone.end())
          findings.add(fmt::format("{}: {} {}", schema::display_name(table), row[2], row[3]));
        return {};
      });
}

Result<std::vector<CheckResult>> compare_schema(const Described& service, const std::string& name) {
  Findings findings(name);
  std::vector<std::string> harmless, foreign;
  for (const auto& difference : service.checked.differences) {
    if (is_harmless(service, difference))
      harmless.push_back(text_of(difference));
    else
      findings.add(text_of(difference));
  }
  for (const auto& table : service.checked.left_alone) foreign.push_back(schema::display_name(table));
  TM_TRY(find_disabled(service, findings));
  findings.confirm(fmt::format("{} tables{}{}{}{}", service.schema.tables.size(),
                               harmless.empty() ? "" : "; harmless: ", fmt::join(harmless, "; "),
                               foreign.empty() ? "" : "; no DBML described ", fmt::join(foreign, ", ")));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

}  // namespace

std::vector<CheckGroup> schema_checks(const Subject& subject) {
  std::vector<CheckGroup> checks;
  for (const auto& service : subject.services.all()) {
    const std::string name =
        fmt::format("schema of {} = {}", service.service->name, service.service->dbml.file_name());
    checks.push_back({name, [&service, name] { return compare_schema(service, name); }});
  }
  return checks;
}

}  // namespace techmarket::ops
