// techmarket schema lint: домовленості про схеми каталогу або окремих файлів DBML (docs/lint.md).

#include <unistd.h>

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/diagnostic_json.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "cli/loaded_service.h"
#include "cli/output_files.h"
#include "config/lint_section.h"
#include "lint/fix.h"
#include "lint/lint.h"
#include "schema/declared_dialect.h"

namespace techmarket::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  bool mysql = false, postgres = false;
  bool fix = false, rules = false;
  InputOptions input;
};

/// Те, що перевіряється: розібрані схеми і налаштування правил.
struct Checked {
  std::vector<LoadedService> loaded;
  std::vector<schema::Dialect> dialects;  ///< у порядку loaded
  lint::LintOptions options;
  bool unreadable = false;  ///< якогось файлу не прочитано

  std::vector<lint::LintService> services() const {
    std::vector<lint::LintService> list;
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      const auto& one = loaded[i];
      list.push_back({.name = one.service ? one.service->name : std::string(),
                      .dialect = dialects[i],
                      .database = &one.parsed.database,
                      .parse_diagnostics = one.parsed.diagnostics,
                      .dbml_path = one.dbml_path,
                      .sql_path = one.sql_path,
                      .sql = one.sql,
                      .sources = one.parsed.sources});
    }
    return list;
  }
};

// Прапорець, інакше database_type проєкту, інакше PostgreSQL, як у dbml2sql.
schema::Dialect dialect_of(const schema::Database& database, const Options& options) {
  if (options.mysql) return schema::Dialect::mysql;
  if (options.postgres) return schema::Dialect::postgres;
  return schema::declared_dialect(database).value_or(schema::Dialect::postgres);
}

// Поза каталогом від techmarket.toml потрібен лише розділ [lint]; файлу може й не бути.
Result<lint::LintOptions> options_for_files(const Context& context) {
  std::filesystem::path file = context.globals.config;
  if (file.empty()) {
    auto found = config::find_catalogue();
    if (!found) return lint::LintOptions{};
    file = *found;
  }
  return config::load_lint_options(file);
}

Result<Checked> load(const Options& options, Context& context) {
  Checked checked;
  InputReport report(options.input, {}, true);  // повідомлення розбору покаже lint, разом зі своїми
  if (options.files.empty()) {
    TM_ASSIGN(const auto* catalogue, context.catalogue());
    TM_ASSIGN(checked.loaded, load_services(*catalogue, {}, report));
    for (const auto& loaded : checked.loaded) checked.dialects.push_back(loaded.service->engine);
    checked.options = catalogue->lint;
    return checked;
  }
  TM_ASSIGN(checked.options, options_for_files(context));
  for (const auto& file : options.files) {
    auto parsed = report.read(file);
    checked.dialects.push_back(dialect_of(parsed.database, options));
    checked.loaded.push_back({.parsed = std::move(parsed), .dbml_path = file, .sql_path = {}});
  }
  const auto is_unreadable = [](const Diagnostic& diagnostic) {
    return diagnostic.code == "unreadable-file";
  };
  checked.unreadable = std::ranges::any_of(report.diagnostics(), is_unreadable);
  return checked;
}

// Тексти, рядки яких показують знахідки: DBML із модулями і згенерований SQL.
std::vector<dbml::SourceFile> sources_of(const std::vector<LoadedService>& all) {
  std::vector<dbml::SourceFile> sources;
  for (const auto& loaded : all) {
    sources.insert(sources.end(), loaded.parsed.sources.begin(), loaded.parsed.sources.end());
    if (loaded.sql) sources.push_back({.path = loaded.sql_path, .text = *loaded.sql});
  }
  return sources;
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void report(const std::vector<lint::LintFinding>& findings, const Checked& checked,
            const std::map<std::string, std::size_t>& fixed, const Options& options, const Context& context) {
  const auto errors =
      static_cast<std::size_t>(std::ranges::count(findings, Severity::error, &lint::LintFinding::severity));
  if (context.globals.json) {
    nlohmann::json list = nlohmann::json::array(), files = nlohmann::json::array();
    for (const auto& finding : findings) {
      list.push_back(to_json(finding));
      list.back()["fixable"] = finding.fix.has_value();
    }
    for (const auto& [path, fixes] : fixed) files.push_back({{"path", path}, {"fixes", fixes}});
    context.print({{"ok", errors == 0}, {"diagnostics", list}, {"fixed", files}});
    return;
  }
  const std::vector<Diagnostic> shown(findings.begin(), findings.end());
  fmt::print("{}", dbml::render_all(shown, sources_of(checked.loaded), use_color(STDOUT_FILENO)));
  for (const auto& [path, fixes] : fixed) say("{:<12} {} ({})\n", "fixed", path, plural(fixes, "finding"));
  fmt::print("{} checked, {}, {}\n",
             plural(checked.loaded.size(), options.files.empty() ? "service" : "file"),
             plural(errors, "error"), plural(findings.size() - errors, "warning"));
}

void print_rules(const Context& context) {
  const auto level = [](lint::LintLevel value) {
    return value == lint::LintLevel::off ? "off" : value == lint::LintLevel::error ? "error" : "warning";
  };
  nlohmann::json list = nlohmann::json::array();
  for (const auto& rule : lint::lint_rules()) {
    list.push_back({{"name", rule.name},
                    {"severity", level(rule.level)},
                    {"fixable", rule.fixable},
                    {"summary", rule.summary},
                    {"remedy", rule.remedy}});
    if (!context.globals.json)
      fmt::print("{:<20} {:<8} {:<4} {}\n", rule.name, level(rule.level), rule.fixable ? "fix" : "",
                 rule.summary);
  }
  if (context.globals.json) context.print({{"rules", list}});
}

Status run(const Options& options, Context& context) {
  if (options.rules) return print_rules(context), Status();
  TM_ASSIGN(auto checked, load(options, context));
  std::vector<std::string> inputs = options.files;
  for (const auto& source : sources_of(checked.loaded)) inputs.push_back(source.path);
  TM_TRY(check_outputs(inputs, {options.input.sarif}));
  auto findings = lint::lint(checked.services(), checked.options);
  std::map<std::string, std::size_t> fixed;
  // Виправлення може зробити видимим наступне (спорожнілий блок, новий індекс); кожен прохід зменшує їхню
  // кількість, а межа лише страхує.
  constexpr int kPasses = 5;
  for (int pass = 0; options.fix && pass < kPasses; ++pass) {
    const auto files = lint::fix(checked.services(), findings);
    if (files.empty()) break;
    for (const auto& file : files) {
      TM_TRY(rewrite_file(file.path, file.text));
      fixed[file.path] += file.fixes;
    }
    TM_ASSIGN(checked, load(options, context));
    findings = lint::lint(checked.services(), checked.options);
  }
  if (options.input.strict)
    for (auto& finding : findings) finding.severity = Severity::error;
  if (!options.input.sarif.empty())
    TM_TRY(write_sarif(options.input.sarif, {findings.begin(), findings.end()}));
  report(findings, checked, fixed, options, context);
  if (std::ranges::count(findings, Severity::error, &lint::LintFinding::severity) == 0) return {};
  const auto kind = checked.unreadable ? ErrorKind::bad_input : ErrorKind::check_failed;
  return std::unexpected(Error{.kind = kind, .message = {}, .hint = {}, .sqlstate = {}});
}

}  // namespace

void add_schema_lint(CLI::App& schema, Context& context) {
  auto* command = schema.add_subcommand("lint", "Check the conventions of the catalogue or of DBML files");
  auto options = std::make_shared<Options>();
  command->add_option("files", options->files, "DBML files (default: the services of the catalogue)")
      ->type_name("FILE");
  auto* mysql = command->add_flag("--mysql", options->mysql, "The files are for MySQL or MariaDB");
  command
      ->add_flag("--postgres", options->postgres,
                 "The files are for PostgreSQL (default: what database_type says, else PostgreSQL)")
      ->excludes(mysql);
  command->add_flag("--fix", options->fix, "Rewrite the files where a fix is safe");
  add_input_options(*command, options->input);
  command->add_flag("--rules", options->rules, "List the rules, their severities and whether --fix helps");
  command->callback([options, &context] {
    context.select([options, &context] { return run(*options, context); }, Interrupts::at_once);
  });
}

}  // namespace techmarket::cli
