#include "ops/checks.h"

namespace techmarket::ops {

CheckGroup violations_by_query(const Described& service, std::string name, const schema::QualifiedName& table,
                               std::string sql, std::function<std::string(db::RowView)> describe) {
  auto run = [&service, name, table, sql = std::move(sql),
              describe = std::move(describe)]() -> Result<std::vector<CheckResult>> {
    Findings findings(name);
    TM_TRY(service.stream(sql, [&](db::RowView row) -> Status {
      findings.add(describe(row), std::stoll(std::string(row.back())));
      return {};
    }));
    findings.confirm(service.rows_text(table));
    std::vector<CheckResult> results;
    results.push_back(std::move(findings).result());
    return results;
  };
  return {std::move(name), std::move(run)};
}

}  // namespace techmarket::ops
