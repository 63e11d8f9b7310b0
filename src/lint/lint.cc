#include "lint/lint.h"

#include <fnmatch.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "lint/fix.h"
#include "lint/rules.h"

namespace techmarket::lint {
namespace {

bool matches_any(const std::vector<std::string>& patterns, const std::string& place) {
  // «orders» охоплює й стовпці таблиці.
  const std::string table = place.substr(0, place.rfind('.'));
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), place.c_str(), 0) == 0 ||
           (!pattern.contains('.') && ::fnmatch(pattern.c_str(), table.c_str(), 0) == 0);
  });
}

void run_rules(LintRun& run) {
  add_parse_diagnostics(run);
  check_uuid_type(run);
  check_varchar_length(run);
  check_decimal_precision(run);
  check_money_type(run);
  check_timestamps(run);
  check_dialect(run);
  check_naming_style(run);
  check_table_form(run);
  check_boolean_names(run);
  check_reserved_words(run);
  // Після помилки розбору частини схеми в моделі немає: ці правила лише повторили б її іншими словами.
  if (count_errors(run.service.parse_diagnostics) > 0) return;
  check_notes(run);
  check_primary_keys(run);
  check_redundant_indexes(run);
  check_foreign_keys(run);
  check_missing_refs(run);
  if (run.service.name.empty()) return;
  check_cross_service_notes(run);
  check_generated(run);
}

}  // namespace

std::string place_of(const schema::Table& table, const schema::Column& column) {
  return schema::display_name(table.name) + "." + column.name;
}

void LintRun::add(LintFinding finding, std::string_view place) {
  const LintLevel level = options.level(finding.code);
  if (level == LintLevel::off) return;
  const std::string name(place);
  if (matches_any(options.ignore, name)) return;
  if (const auto rule = options.rules.find(finding.code);
      rule != options.rules.end() && matches_any(rule->second.ignore, name))
    return;
  finding.severity = level == LintLevel::error ? Severity::error : Severity::warning;
  findings_.push_back(std::move(finding));
}

std::vector<LintFinding> lint(std::span<const LintService> services, const LintOptions& options) {
  std::vector<LintFinding> all;
  std::vector<LintIndex> indexes;
  for (const auto& service : services) indexes.emplace_back(*service.database);
  for (std::size_t i = 0; i < services.size(); ++i) {
    LintRun run(i, services, indexes, options);
    run_rules(run);
    apply_suppressions(run);
    offer_fixes(services[i], run.findings());
    std::ranges::stable_sort(run.findings(), {}, [](const LintFinding& finding) {
      return std::tie(finding.at.file, finding.at.line, finding.at.column);
    });
    std::ranges::move(run.findings(), std::back_inserter(all));
  }
  return all;
}

}  // namespace techmarket::lint
