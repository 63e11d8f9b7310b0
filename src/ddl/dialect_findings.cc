#include "ddl/dialect_findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ddl/dialect/checks.h"

namespace techmarket::ddl {

std::vector<Diagnostic> dialect_findings(const schema::Database& database, schema::Dialect dialect) {
  DialectRun run(database, dialect);
  check_types(run);
  check_values(run);
  check_limits(run);
  check_names(run);
  check_keys(run);
  check_increments(run);
  check_refs(run);
  check_expressions(run);
  std::ranges::stable_sort(run.findings, {}, [](const Diagnostic& finding) {
    return std::tie(finding.at.file, finding.at.line, finding.at.column);
  });
  return std::move(run.findings);
}

}  // namespace techmarket::ddl
