#include "ddl/lint.h"

#include <algorithm>
#include <tuple>

#include "ddl/dialect.h"
#include "ddl/lint_rules.h"

namespace techmarket::ddl {
namespace {

Findings lint_service(const LintService& service, Services services) {
  Findings findings;
  for (const auto& diagnostic : service.parse_diagnostics)
    findings.push_back(explain_unknown_table(diagnostic, service, services));
  check_uuid_type(service, findings);
  check_varchar_length(service, findings);
  check_decimal_precision(service, findings);
  std::ranges::move(dialect_findings(*service.database, service.dialect), std::back_inserter(findings));
  // Після помилки розбору частини зв'язків у моделі немає: ці правила лише повторили б її іншими словами.
  if (count_errors(service.parse_diagnostics) == 0) {
    check_cross_service_notes(service, services, findings);
    check_generated(service, findings);
  }
  return findings;
}

}  // namespace

std::vector<Diagnostic> lint(std::span<const LintService> services) {
  std::vector<Diagnostic> all;
  for (const auto& service : services) {
    Findings findings = lint_service(service, services);
    std::ranges::stable_sort(findings, {},
                             [](const Diagnostic& d) { return std::tie(d.at.file, d.at.line, d.at.column); });
    std::ranges::move(findings, std::back_inserter(all));
  }
  return all;
}

}  // namespace techmarket::ddl
