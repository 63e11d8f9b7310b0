#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "ops/checks.h"
#include "warehouse/star.h"

namespace techmarket::ops {
namespace {

/// Таблиці, без рядків яких перевіряти нічого: їх читає ETL, пише ETL або на них стоять облікові записи.
/// Сеансів може не бути, а про журнал запусків каже check_runs().
std::set<std::string> needed_tables(const Described& service) {
  std::set<std::string> names;
  for (const auto& use : warehouse::table_uses(service.service->name))
    if (use.table.schema == schema::kDefaultSchema) names.insert(use.table.name);
  if (service.service->name == "payments-db") names.insert("payments");
  if (service.service->name == "auth-db")
    names.insert({"auth_users", "auth_credentials", "roles", "user_roles"});
  return names;
}

/// Рядків не менше, ніж завантажив generate і лишили прожиті дні. Більше — можна: рядки додають і руками.
void compare_with_world(const Described& service, const GeneratedWorld& world, Findings& findings) {
  for (const auto& table : world.expected.tables) {
    if (table.service != service.service->name || !service.is_mysql()) continue;
    const auto found = service.rows_of({.name = table.table});
    if (std::cmp_less(found, table.rows))
      findings.add(
          fmt::format("{}.{}: {} rows, the loaded world has {}", service.service->database, table.table,
                      with_thousands(found), with_thousands(static_cast<long long>(table.rows))),
          static_cast<std::int64_t>(table.rows) - found);
  }
}

bool may_be_empty(const Described& service, const std::string& table, const Subject& subject) {
  if (!subject.world) return false;
  const auto& expected = subject.world->expected.tables;
  const auto found = std::ranges::find_if(
      expected, [&](const auto& one) { return one.service == service.service->name && one.table == table; });
  return found != expected.end() && found->rows == 0;
}

Result<std::vector<CheckResult>> check_tables(const Subject& subject, const Described& service,
                                              const std::string& name) {
  Findings findings(name);
  if (subject.world) compare_with_world(service, *subject.world, findings);
  std::int64_t rows = 0;
  for (const auto& [table, count] : service.rows) rows += count;
  // У світі generate порожню таблицю бази вже назвало порівняння з ним.
  if (!subject.world || !service.is_mysql())
    for (const auto& table : needed_tables(service))
      if (service.rows_of({.name = table}) == 0 && !may_be_empty(service, table, subject))
        findings.add(fmt::format("{}.{} is empty: the checks of its rows compared nothing",
                                 service.service->database, table));
  findings.confirm(
      fmt::format("{} rows{}", with_thousands(rows),
                  subject.world && service.is_mysql() ? ", no fewer than the loaded world" : ""));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

/// Останній вдалий запуск каже про сховище правду, а джерела відтоді не змінилися.
Result<std::vector<CheckResult>> check_runs(const Described& orders, const Described& warehouse,
                                            const std::string& name) {
  Findings findings(name);
  TM_ASSIGN(auto connection, open(*warehouse.service));
  TM_ASSIGN(const auto runs,
            query(connection,
                  "SELECT run_id, facts_loaded, source_watermark FROM etl.runs WHERE status = "
                  "'succeeded' ORDER BY run_id DESC LIMIT 1"));
  const auto facts = warehouse.rows_of({.name = "fact_sales"});
  if (runs.empty()) {
    findings.add(
        fmt::format("etl.runs has no succeeded run, fact_sales has {} rows; run `techmarket etl run`",
                    with_thousands(facts)));
  } else {
    const auto& run = runs[0];
    const std::string id = run[0].value_or("NULL");
    if (run[1] != std::to_string(facts))
      findings.add(fmt::format("run_id {} loaded {} facts, fact_sales has {} rows", id,
                               run[1].value_or("NULL"), facts));
    TM_ASSIGN(auto source, open(*orders.service));
    TM_ASSIGN(const auto latest, query(source, "SELECT MAX(updated_at) FROM orders"));
    if (latest.at(0).at(0) != run[2])
      findings.add(
          fmt::format("run_id {} saw orders changed until {}, now it is {}; run `techmarket etl run`", id,
                      run[2].value_or("NULL"), latest.at(0).at(0).value_or("NULL")));
    findings.confirm(fmt::format("run_id {}", id));
  }
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

/// Рядок виміру записав ETL: час його зміни — час початку вдалого запуску (обидва — початок однієї
/// транзакції). Журнал зберігає час із поясом, вимір — без: вони різняться на зсув пояса, кратний чверті
/// години.
CheckGroup written_by_etl(const Described& warehouse, const warehouse::Dimension& dimension) {
  return violations_by_query(
      warehouse,
      fmt::format("{}.{} rows were written by an ETL run", warehouse.service->database, dimension.table),
      {.name = std::string(dimension.table)},
      fmt::format(
          "SELECT d.{0}, d.updated_at, 1 FROM {1} d JOIN (SELECT DISTINCT updated_at AS at FROM {1}) times "
          "ON "
          "times.at = d.updated_at WHERE NOT EXISTS (SELECT FROM etl.runs r WHERE r.status = 'succeeded' AND "
          "mod((extract(epoch FROM times.at - (r.started_at AT TIME ZONE 'UTC')) * 1000000)::bigint, "
          "900000000) = "
          "0) ORDER BY d.{0}",
          dimension.natural_key(), dimension.table),
      [&dimension](db::RowView row) {
        return fmt::format("{} {} {}: no succeeded run wrote it, updated_at {}", dimension.table,
                           dimension.natural_key(), row[0], row[1]);
      });
}

}  // namespace

std::vector<CheckGroup> table_checks(const Subject& subject) {
  std::vector<CheckGroup> checks;
  for (const auto& service : subject.services.all()) {
    const std::string name = service.service->database + " tables have their rows";
    checks.push_back({name, [&subject, &service, name] { return check_tables(subject, service, name); }});
  }
  return checks;
}

std::vector<CheckGroup> journal_checks(const Subject& subject) {
  const Described& orders = subject.services.at("orders-db");
  const Described& warehouse = subject.services.at("dwh-db");
  const std::string name = warehouse.service->database + ".etl.runs tells what the warehouse holds";
  std::vector<CheckGroup> checks = {
      {name, [&orders, &warehouse, name] { return check_runs(orders, warehouse, name); }}};
  for (const auto& dimension : warehouse::dimensions())
    checks.push_back(written_by_etl(warehouse, dimension));
  return checks;
}

}  // namespace techmarket::ops
