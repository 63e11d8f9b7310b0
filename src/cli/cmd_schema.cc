// techmarket schema build | lint: DBML каталогу → SQL під database/init і перевірка домовленостей.

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/diagnostic_json.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "dbml/parse.h"
#include "ddl/dialect.h"
#include "ddl/lint.h"

namespace techmarket::cli {
namespace {

namespace fs = std::filesystem;

/// Розібраний сервіс разом із тим SQL, що лежить на диску.
struct Loaded {
  const config::Service* service = nullptr;
  dbml::Parsed parsed;
  std::string dbml_path, sql_path;  ///< як їх показувати
  std::optional<std::string> sql;
};

Result<Loaded> load(const config::Catalogue& catalogue, const config::Service& service, InputReport& report) {
  Loaded loaded{.service = &service,
                .parsed = {},
                .dbml_path = shown_path(catalogue.path(service.dbml)),
                .sql_path = shown_path(catalogue.path(service.sql)),
                .sql = {}};
  loaded.parsed = report.read(loaded.dbml_path);
  if (fs::exists(loaded.sql_path)) {
    TM_ASSIGN(loaded.sql, read_file(loaded.sql_path));
  }
  return loaded;
}

/// @param names порожньо — усі сервіси каталогу.
Result<std::vector<Loaded>> load_services(const config::Catalogue& catalogue,
                                          const std::vector<std::string>& names, InputReport& report) {
  for (const auto& name : names) TM_TRY(catalogue.service(name));
  std::vector<Loaded> all;
  for (const auto& service : catalogue.services) {
    if (!names.empty() && std::ranges::find(names, service.name) == names.end()) continue;
    TM_ASSIGN(auto loaded, load(catalogue, service, report));
    all.push_back(std::move(loaded));
  }
  return all;
}

// ---- build
// -----------------------------------------------------------------------------------------------------

struct BuildOptions {
  InputOptions input;
  std::vector<std::string> services;
  bool check = false;
};

struct Built {
  const Loaded* loaded;
  std::string sql;
  bool changed() const { return loaded->sql != sql; }
};

std::vector<Built> build_all(const std::vector<Loaded>& all) {
  std::vector<Built> built;
  for (const auto& loaded : all)
    built.push_back(
        {&loaded, ddl::generated_sql(loaded.parsed.database, loaded.service->engine, loaded.dbml_path)});
  return built;
}

void report_build(const std::vector<Built>& built, bool check, const InputReport& report,
                  const Context& context) {
  const std::string_view change = check ? "would change" : "written";
  nlohmann::json files = nlohmann::json::array();
  for (const auto& one : built) {
    files.push_back(
        {{"service", one.loaded->service->name}, {"path", one.loaded->sql_path}, {"changed", one.changed()}});
    if (!context.globals.json)
      fmt::print("{:<12} {}\n", one.changed() ? change : "unchanged", one.loaded->sql_path);
  }
  const bool ok = !check || std::ranges::none_of(built, &Built::changed);
  if (context.globals.json)
    context.print({{"ok", ok}, {"check", check}, {"files", files}, {"diagnostics", report.json()}});
}

Status build(const BuildOptions& options, Context& context) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  InputReport report(options.input);
  TM_ASSIGN(const auto all, load_services(*catalogue, options.services, report));
  for (const auto& loaded : all)
    if (loaded.parsed.ok())
      report.add(ddl::dialect_findings(loaded.parsed.database, loaded.service->engine), loaded.parsed);
  // Усе розібрано до першого запису: половина схем від нового DBML гірша за жодну.
  TM_TRY(report.finish(context, "nothing was written"));
  const auto built = build_all(all);
  if (!options.check)
    for (const auto& one : built)
      if (one.changed()) TM_TRY(write_file(one.loaded->sql_path, one.sql));
  report_build(built, options.check, report, context);
  const auto stale = std::ranges::count_if(built, &Built::changed);
  if (!options.check || stale == 0) return {};
  return fail(ErrorKind::check_failed,
              fmt::format("{} generated file{} out of date", stale, stale == 1 ? " is" : "s are"),
              "run `techmarket schema build`");
}

// ---- lint
// ------------------------------------------------------------------------------------------------------

std::map<std::string, std::string_view> sources_of(const std::vector<Loaded>& all) {
  std::map<std::string, std::string_view> sources;
  for (const auto& loaded : all) {
    for (const auto& source : loaded.parsed.sources) sources[source.path] = source.text;
    if (loaded.sql) sources[loaded.sql_path] = *loaded.sql;
  }
  return sources;
}

std::vector<ddl::LintService> lint_services(const std::vector<Loaded>& all) {
  std::vector<ddl::LintService> services;
  for (const auto& loaded : all)
    services.push_back({.name = loaded.service->name,
                        .dialect = loaded.service->engine,
                        .database = &loaded.parsed.database,
                        .parse_diagnostics = loaded.parsed.diagnostics,
                        .dbml_path = loaded.dbml_path,
                        .sql_path = loaded.sql_path,
                        .sql = loaded.sql});
  return services;
}

void report_lint(const std::vector<Diagnostic>& findings, const std::vector<Loaded>& all,
                 const Context& context) {
  if (context.globals.json) {
    context.print({{"ok", count_errors(findings) == 0}, {"diagnostics", to_json(findings)}});
    return;
  }
  const auto sources = sources_of(all);
  for (const auto& finding : findings) {
    const auto source = sources.find(finding.at.file);
    fmt::print("{}",
               render(finding, source == sources.end() ? "" : source->second, use_color(STDOUT_FILENO)));
  }
  fmt::print("{} service{} checked, {} error{}\n", all.size(), all.size() == 1 ? "" : "s",
             count_errors(findings), count_errors(findings) == 1 ? "" : "s");
}

Status lint(const InputOptions& options, Context& context) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  InputReport report(options, true);
  TM_ASSIGN(const auto all, load_services(*catalogue, {}, report));
  auto findings = ddl::lint(lint_services(all));
  if (options.strict) promote_warnings(findings);
  if (!options.sarif.empty()) TM_TRY(write_sarif(options.sarif, findings));
  report_lint(findings, all, context);
  if (count_errors(findings) == 0) return {};
  return std::unexpected(Error{.kind = ErrorKind::check_failed, .message = {}, .hint = {}, .sqlstate = {}});
}

}  // namespace

void add_schema(CLI::App& app, Context& context) {
  auto* schema = app.add_subcommand("schema", "Build SQL from DBML and check the conventions");
  schema->require_subcommand(1);

  auto* build_command = schema->add_subcommand("build", "Write the SQL of every service from its DBML");
  auto options = std::make_shared<BuildOptions>();
  build_command->add_option("services", options->services, "Only these services")->type_name("SERVICE");
  build_command->add_flag("--check", options->check, "Write nothing; exit 1 if a file would change");
  add_input_options(*build_command, options->input);
  build_command->callback(
      [options, &context] { context.select([options, &context] { return build(*options, context); }); });

  auto* lint_command =
      schema->add_subcommand("lint", "Check types, references between services and generated files");
  auto lint_options = std::make_shared<InputOptions>();
  add_input_options(*lint_command, *lint_options);
  lint_command->callback([lint_options, &context] {
    context.select([lint_options, &context] { return lint(*lint_options, context); });
  });

  add_schema_fmt(*schema, context);
  add_schema_live(*schema, context);
  add_schema_erd(*schema, context);
}

}  // namespace techmarket::cli
