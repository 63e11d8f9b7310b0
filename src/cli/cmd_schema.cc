// techmarket schema build: DBML каталогу → SQL під database/init. Решта команд групи — у cmd_schema_*.cc.

#include <algorithm>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "cli/loaded_service.h"
#include "ddl/dialect_findings.h"
#include "ddl/emit.h"
#include "lint/lint.h"

namespace techmarket::cli {
namespace {

struct BuildOptions {
  InputOptions input;
  std::vector<std::string> services;
  bool check = false;
};

struct Built {
  const LoadedService* loaded;
  std::string sql;
  bool changed;
};

/// @param check файл, який написав dbml2sql, не застарілий; переписує його лише справжня збірка.
std::vector<Built> build_all(const std::vector<LoadedService>& all, bool check) {
  std::vector<Built> built;
  for (const auto& loaded : all) {
    const auto& [database, engine] = std::tie(loaded.parsed.database, loaded.service->engine);
    std::string sql = lint::generated_sql(database, engine, loaded.dbml_path);
    const bool same =
        loaded.sql &&
        (check ? lint::is_current_sql(*loaded.sql, database, engine, loaded.dbml_path) : *loaded.sql == sql);
    built.push_back({&loaded, std::move(sql), !same});
  }
  return built;
}

/// Файл, якого ми не писали, не переписуємо: шлях у каталозі міг бути опискою.
Status check_ours(const LoadedService& loaded) {
  if (!loaded.sql || trim(*loaded.sql).empty() || ddl::is_generated_sql(*loaded.sql)) return {};
  return fail(
      ErrorKind::bad_input,
      fmt::format("{}: is not generated, and `schema build` would overwrite it", loaded.sql_path),
      fmt::format("correct 'sql' of {} in techmarket.toml, or remove the file", loaded.service->name));
}

void report_build(const std::vector<Built>& built, bool check, const InputReport& report,
                  const Context& context) {
  const std::string_view change = check ? "would change" : "written";
  nlohmann::json files = nlohmann::json::array();
  for (const auto& one : built) {
    files.push_back(
        {{"service", one.loaded->service->name}, {"path", one.loaded->sql_path}, {"changed", one.changed}});
    if (!context.globals.json) say("{:<12} {}\n", one.changed ? change : "unchanged", one.loaded->sql_path);
  }
  const bool ok = !check || std::ranges::none_of(built, &Built::changed);
  if (context.globals.json)
    context.print({{"ok", ok}, {"check", check}, {"files", files}, {"diagnostics", report.json()}});
}

Status build(const BuildOptions& options, Context& context) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  std::vector<std::string> outputs;
  for (const auto& service : catalogue->services) outputs.push_back(shown_path(catalogue->path(service.sql)));
  InputReport report(options.input, std::move(outputs));
  TM_ASSIGN(const auto all, load_services(*catalogue, options.services, report));
  for (const auto& loaded : all)
    if (loaded.parsed.ok())
      report.add(ddl::dialect_findings(loaded.parsed.database, loaded.service->engine), loaded.parsed);
  // Усе розібрано до першого запису: половина схем від нового DBML гірша за жодну.
  TM_TRY(report.finish(context, "nothing was written"));
  for (const auto& loaded : all) TM_TRY(check_ours(loaded));
  const auto built = build_all(all, options.check);
  if (!options.check)
    for (const auto& one : built)
      if (one.changed) TM_TRY(write_file(one.loaded->sql_path, one.sql));
  report_build(built, options.check, report, context);
  const auto stale = std::ranges::count_if(built, &Built::changed);
  if (!options.check || stale == 0) return {};
  return fail(ErrorKind::check_failed,
              fmt::format("{} generated file{} out of date", stale, stale == 1 ? " is" : "s are"),
              "run `techmarket schema build`");
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
  build_command->callback([options, &context] {
    context.select([options, &context] { return build(*options, context); }, Interrupts::at_once);
  });

  add_schema_lint(*schema, context);
  add_schema_fmt(*schema, context);
  add_schema_live(*schema, context);
  add_schema_migrate(*schema, context);
  add_schema_erd(*schema, context);
}

}  // namespace techmarket::cli
