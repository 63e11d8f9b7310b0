#include "ops/expectation.h"

#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "config/endpoints.h"
#include "ops/row_counts.h"
#include "ops/services.h"
#include "world/simulate/day_writer.h"

namespace techmarket::ops {
namespace {

using world::Measures;
using world::MeasuresBy;

std::string number(std::uint64_t value) {
  return with_thousands(static_cast<long long>(value));
}

CheckResult check_tables(const std::vector<ServiceCounts>& counts, const world::Expectation& expected) {
  Findings findings("rows of every table");
  for (const auto& table : expected.tables) {
    std::optional<std::uint64_t> found;
    for (const auto& service : counts)
      for (const auto& counted : service.tables)
        if (service.service == table.service && counted.table == table.table)
          found = static_cast<std::uint64_t>(counted.rows);
    if (!found)
      findings.add(fmt::format("{}.{}: expected {} rows, there is no such table", table.service, table.table,
                               number(table.rows)));
    else if (*found < table.rows || (!table.keeps_history && *found > table.rows))
      findings.add(fmt::format("{}.{}: expected {} rows, found {}", table.service, table.table,
                               number(table.rows), number(*found)));
  }
  findings.confirm(fmt::format("{} tables", expected.tables.size()));
  return std::move(findings).result();
}

std::string text_of(const Measures& measures) {
  return fmt::format("{} facts, quantity {}, revenue {}, discount {}, cost {}, margin {}",
                     number(measures.facts), with_thousands(measures.quantity), to_string(measures.revenue),
                     to_string(measures.discount), to_string(measures.cost), to_string(measures.margin()));
}

/// Підсумки сховища за виразом key. Маржу додає саме сховище: її порівнюємо окремо від решти.
Result<CheckResult> check_sums(AnyConnection& warehouse, std::string_view name, std::string_view key,
                               std::string_view join, const MeasuresBy& expected) {
  Findings findings(fmt::format("fact_sales by {}", name));
  TM_ASSIGN(const db::Rows rows,
            query(warehouse,
                  fmt::format("SELECT {}, count(*), sum(f.quantity), sum(f.revenue), sum(f.discount_amount), "
                              "sum(f.cost), sum(f.margin) FROM fact_sales f {} GROUP BY 1",
                              key, join)));
  std::set<std::string> seen;
  for (const auto& row : rows) {
    const std::string group = row[0].value_or("NULL");
    Measures found;
    found.facts = std::stoull(row[1].value_or("0"));
    found.quantity = std::stoll(row[2].value_or("0"));
    TM_ASSIGN(found.revenue, parse_money(row[3].value_or("0")));
    TM_ASSIGN(found.discount, parse_money(row[4].value_or("0")));
    TM_ASSIGN(found.cost, parse_money(row[5].value_or("0")));
    TM_ASSIGN(const Money margin, parse_money(row[6].value_or("0")));
    seen.insert(group);
    const auto wanted = expected.find(group);
    if (wanted == expected.end())
      findings.add(fmt::format("{}: expected nothing, found {}", group, text_of(found)));
    else if (found != wanted->second || margin != wanted->second.margin())
      findings.add(fmt::format("{}: expected {}; found {} (stored margin {})", group, text_of(wanted->second),
                               text_of(found), to_string(margin)));
  }
  for (const auto& [group, measures] : expected)
    if (!seen.contains(group))
      findings.add(fmt::format("{}: expected {}; found nothing", group, text_of(measures)));
  findings.confirm(fmt::format("{} group{}", expected.size(), expected.size() == 1 ? "" : "s"));
  return std::move(findings).result();
}

}  // namespace

Result<world::WorldState> loaded_world(const config::Catalogue& catalogue) {
  std::vector<db::mysql::Connection> connections;
  for (const std::string_view name : world::kServiceOrder) {
    TM_ASSIGN(const config::Service* service, catalogue.service(name));
    TM_ASSIGN(auto connection,
              db::mysql::Connection::open(config::endpoint_of(*service, "techmarket expect")));
    connections.push_back(std::move(connection));
  }
  TM_ASSIGN(auto state, world::read_world_state(connections));
  if (state.begun())
    return fail(ErrorKind::retryable, "`techmarket simulate` was interrupted and has not finished",
                "run the same `techmarket simulate` command again");
  return state;
}

Result<std::vector<CheckResult>> check_expectation(const config::Catalogue& catalogue,
                                                   const world::Expectation& expected) {
  TM_ASSIGN(const auto services, Services::load(catalogue));
  std::vector<ServiceCounts> counts;
  for (const auto& service : services.all()) {
    TM_ASSIGN(auto counted, count_rows(service));
    counts.push_back(std::move(counted));
  }
  TM_ASSIGN(auto warehouse, open(*services.at("dwh-db").service));
  std::vector<CheckResult> results = {check_tables(counts, expected)};
  const MeasuresBy total = {{"all", expected.total}};
  const MeasuresBy none;
  struct Cut {
    std::string_view name, key, join;
    const MeasuresBy& expected;
  };
  for (const Cut& cut :
       {Cut{"total", "'all'", "", expected.total.facts > 0 ? total : none},
        Cut{"month", "to_char(d.date, 'YYYY-MM')", "JOIN dim_date d USING (date_key)", expected.by_month},
        Cut{"region", "r.code", "JOIN dim_region r USING (region_key)", expected.by_region},
        Cut{"category", "c.name",
            "JOIN dim_product p USING (product_key) JOIN dim_category c USING (category_key)",
            expected.by_category},
        Cut{"employee", "e.email", "JOIN dim_employee e USING (employee_key)", expected.by_employee}}) {
    TM_ASSIGN(auto result, check_sums(warehouse, cut.name, cut.key, cut.join, cut.expected));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace techmarket::ops
