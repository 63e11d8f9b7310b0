#include "cli/input_report.h"

#include <unistd.h>

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic_json.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/output_files.h"
#include "dbml/rules.h"
#include "lint/options.h"

namespace techmarket::cli {

void add_input_options(CLI::App& command, InputOptions& options) {
  command.add_flag("--strict", options.strict, "Treat warnings as errors");
  command.add_option("--sarif", options.sarif, "Also write the errors and warnings as SARIF 2.1.0")
      ->type_name("FILE");
}

dbml::Parsed InputReport::read(const std::string& path) {
  auto parsed = dbml::parse_file(path);
  if (!parsed) {
    std::string_view message = parsed.error().message;
    const std::string prefix = path + ": ";
    if (message.starts_with(prefix)) message.remove_prefix(prefix.size());
    parsed = dbml::Parsed{.database = {},
                          .diagnostics = {{.severity = Severity::error,
                                           .code = "unreadable-file",
                                           .message = std::string(message),
                                           .at = {.file = path},
                                           .hint = parsed.error().hint,
                                           .subject = path}},
                          .sources = {}};
  }
  inputs_.push_back(path);
  for (const auto& source : parsed->sources) inputs_.push_back(source.path);
  add(parsed->diagnostics, *parsed);
  return *std::move(parsed);
}

void InputReport::add(std::vector<Diagnostic> diagnostics, const dbml::Parsed& parsed) {
  if (diagnostics.size() > 2 * dbml::Reporter::kMaxErrors) {
    // Стільки буває лише від знахідок про діалект: схема написана не для нього.
    auto last = std::move(diagnostics[dbml::Reporter::kMaxWarnings]);
    diagnostics.resize(dbml::Reporter::kMaxWarnings);
    last.code = "too-many-warnings";
    last.message = fmt::format("no warnings are shown after the first {}", dbml::Reporter::kMaxWarnings);
    last.hint.clear();
    diagnostics.push_back(std::move(last));
  }
  if (options_.strict) promote_warnings(diagnostics);
  if (!quiet_)
    fmt::print(stderr, "{}", dbml::render_all(diagnostics, parsed.sources, use_color(STDERR_FILENO)));
  std::ranges::move(diagnostics, std::back_inserter(diagnostics_));
}

Status InputReport::finish(const Context& context, std::string_view outcome) const {
  auto outputs = outputs_;
  outputs.push_back(options_.sarif);
  TM_TRY(check_outputs(inputs_, outputs));
  if (!options_.sarif.empty()) TM_TRY(write_sarif(options_.sarif, diagnostics_));
  const std::size_t errors = count_errors(diagnostics_);
  if (errors == 0) return {};
  Error error{.kind = ErrorKind::bad_input,
              .message = fmt::format("{} error{}{}{}", errors, errors == 1 ? "" : "s",
                                     outcome.empty() ? "" : ", ", outcome),
              .hint = {},
              .sqlstate = {}};
  if (context.globals.json) {
    context.print({{"ok", false},
                   {"error", {{"exit_code", exit_code(error.kind)}, {"message", error.message}}},
                   {"diagnostics", json()}});
    error.message.clear();  // об'єкт у stdout один
  }
  return std::unexpected(std::move(error));
}

nlohmann::json InputReport::json() const {
  return to_json(diagnostics_);
}

Status write_sarif(const std::string& path, const std::vector<Diagnostic>& diagnostics) {
  const auto parsing = dbml::diagnostic_rules();
  std::vector<DiagnosticRule> rules(parsing.begin(), parsing.end());
  for (const auto& rule : lint::lint_rules())
    rules.push_back({.code = rule.name,
                     .severity = rule.level == lint::LintLevel::error ? Severity::error : Severity::warning,
                     .summary = rule.summary,
                     .remedy = rule.remedy});
  const auto sarif = to_sarif(diagnostics, TECHMARKET_VERSION, rules);
  return write_file(path, sarif.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace techmarket::cli
