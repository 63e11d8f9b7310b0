// techmarket schema pull | check: DBML проти живих баз.

#include <unistd.h>

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "cli/output_files.h"
#include "cli/schema_report.h"
#include "config/endpoints.h"
#include "db/mysql/catalog_reader.h"
#include "dbml/format.h"
#include "dbml/print.h"
#include "migrate/compare.h"
#include "migrate/live.h"

namespace techmarket::cli {
namespace {

/// База, яку читають: сервіс каталогу або будь-яка, названа адресою.
struct Source {
  std::string name;
  schema::Dialect dialect;
  db::Endpoint endpoint;

  bool is_mysql() const { return dialect == schema::Dialect::mysql; }
};

Source source_of(const config::Service& service, std::string_view application) {
  return {
      .name = service.name, .dialect = service.engine, .endpoint = config::endpoint_of(service, application)};
}

Result<Source> source_of(const std::string& url, std::string_view application) {
  TM_ASSIGN(auto address, config::parse_database_url(url, application));
  return Source{
      .name = address.endpoint.database, .dialect = address.dialect, .endpoint = std::move(address.endpoint)};
}

// ---- pull

struct PullOptions {
  std::string service, database, output;
  std::vector<std::string> schemas;  ///< порожньо — усі в PostgreSQL, лише власна база в MySQL
};

/// Лишає таблиці й переліки названих схем і зв'язки між ними.
Status keep_schemas(schema::Database& database, const std::vector<std::string>& schemas) {
  if (schemas.empty()) return {};
  std::set<std::string> known;
  for (const auto& table : database.tables) known.insert(table.name.schema);
  for (const auto& name : schemas)
    if (!known.contains(name))
      return fail(ErrorKind::bad_input, fmt::format("schema '{}' has no tables in this database", name),
                  fmt::format("it has tables in: {}", fmt::join(known, ", ")));
  const auto other = [&](const schema::QualifiedName& name) {
    return std::ranges::find(schemas, name.schema) == schemas.end();
  };
  std::erase_if(database.tables, [&](const schema::Table& table) { return other(table.name); });
  std::erase_if(database.enums, [&](const schema::Enum& element) { return other(element.name); });
  std::erase_if(database.refs, [&](const schema::Ref& ref) {
    const bool leads_away = other(ref.first.table) || other(ref.second.table);
    if (leads_away && (!other(ref.first.table) || !other(ref.second.table)))
      spdlog::warn("a ref between {} and {} is left out: one of them is in another schema",
                   schema::display_name(ref.first.table), schema::display_name(ref.second.table));
    return leads_away;
  });
  return {};
}

Result<Source> pull_source(const PullOptions& options, Context& context) {
  constexpr std::string_view kApplication = "techmarket schema pull";
  if (options.service.empty() == options.database.empty())
    return fail(ErrorKind::usage, "name either a service of techmarket.toml or --database");
  if (!options.database.empty()) return source_of(options.database, kApplication);
  TM_ASSIGN(const auto* catalogue, context.databases());
  TM_ASSIGN(const auto* service, catalogue->service(options.service));
  return source_of(*service, kApplication);
}

Status pull(const PullOptions& options, Context& context) {
  const auto& output = options.output;
  const auto catalogue = context.globals.config.empty() ? config::find_catalogue() : context.globals.config;
  if (catalogue) TM_TRY(check_outputs(std::vector{catalogue->string()}, {output}));
  TM_ASSIGN(const auto source, pull_source(options, context));
  TM_ASSIGN(auto live, migrate::read_live(source.endpoint, source.dialect, options.schemas));
  auto& database = live.catalog.database;
  TM_TRY(keep_schemas(database, options.schemas));
  for (const auto& object : live.catalog.other_objects) {
    live.catalog.left_out.push_back(object + " is left out, DBML cannot say it");
    spdlog::warn("{}", live.catalog.left_out.back());
  }
  database.project = schema::Project{
      .name = source.endpoint.database,
      .settings = {{.name = "database_type", .value = source.is_mysql() ? "MySQL" : "PostgreSQL"}}};
  const std::string text = dbml::format(dbml::print(database), source.name).text;
  if (!output.empty()) TM_TRY(write_file(output, text));
  if (context.globals.json)
    context.print({{"ok", true},
                   {"service", source.name},
                   {"tables", database.tables.size()},
                   {"path", output},
                   {"left_out", live.catalog.left_out},
                   {"dbml", output.empty() ? text : ""}});
  else if (output.empty())
    fmt::print("{}", text);
  else
    say("{} table{} of {} written to {}\n", database.tables.size(), database.tables.size() == 1 ? "" : "s",
        source.name, output);
  return {};
}

// ---- check

struct Declared {
  Source source;
  std::string dbml_path;
  schema::Database database;
};

struct Checked : migrate::Checked {
  std::string name, dbml_path;
};

Result<Checked> check_service(Declared declared, const ddl::Scope& scope, bool all) {
  const auto& source = declared.source;
  scope.narrow(declared.database);
  TM_ASSIGN(auto live, migrate::read_live(source.endpoint, source.dialect,
                                          db::mysql::other_databases(declared.database), &declared.database));
  return Checked{{migrate::check_live(std::move(declared.database), live, source.dialect, scope, all)},
                 source.name,
                 declared.dbml_path};
}

std::vector<std::string> shown(const std::vector<schema::QualifiedName>& names) {
  std::vector<std::string> result;
  for (const auto& name : names) result.push_back(schema::display_name(name));
  return result;
}

void say_left_alone(const Checked& one) {
  if (one.left_alone.empty()) return;
  const auto names = shown(one.left_alone);
  say("{}: no DBML described {}, so nothing is said of {} (--all compares them too)\n", one.name,
      fmt::join(names, ", "), names.size() == 1 ? "it" : "them");
}

void report_check(const std::vector<Checked>& all, bool ok, const Context& context) {
  nlohmann::json services = nlohmann::json::array();
  for (const auto& one : all) {
    services.push_back({{"service", one.name},
                        {"ok", one.differences.empty()},
                        {"dbml", one.dbml_path},
                        {"left_alone", shown(one.left_alone)},
                        {"differences", to_json(one.differences)}});
    if (context.globals.json) continue;
    if (one.differences.empty()) {
      say("{}: the live database matches {}\n", one.name, one.dbml_path);
      say_left_alone(one);
      continue;
    }
    say("{}: {} from {} to the live database\n{}", one.name, counted(one.differences.size(), "difference"),
        one.dbml_path, migrate::to_text(one.differences, use_color(STDOUT_FILENO)));
    say_left_alone(one);
  }
  if (context.globals.json) return context.print({{"ok", ok}, {"services", services}});
  if (!ok) fmt::print("- only in DBML, + only in the database, ~ DBML → database\n");
}

struct CheckOptions {
  InputOptions input;
  std::vector<std::string> services;  ///< порожньо — усі
  std::string database, dbml;         ///< будь-яка інша база і її DBML
  ddl::Scope scope;
  bool all = false;  ///< і те, чого жодна DBML не описувала
};

Result<std::vector<Declared>> declared_of(const CheckOptions& options, InputReport& report,
                                          Context& context) {
  constexpr std::string_view kApplication = "techmarket schema check";
  if (options.dbml.empty() != options.database.empty())
    return fail(ErrorKind::usage, "--database and --dbml go together",
                "name both, or a service of techmarket.toml instead");
  std::vector<Declared> declared;
  const auto& names = options.services;
  if (!options.database.empty()) {
    if (!names.empty())
      return fail(ErrorKind::usage, "name either a service or --database with --dbml, not both");
    TM_ASSIGN(auto source, source_of(options.database, kApplication));
    declared.push_back({.source = std::move(source),
                        .dbml_path = options.dbml,
                        .database = report.read(options.dbml).database});
    return declared;
  }
  TM_ASSIGN(const auto* catalogue, context.databases());
  for (const auto& name : names) TM_TRY(catalogue->service(name));
  for (const auto& service : catalogue->services) {
    if (!names.empty() && std::ranges::find(names, service.name) == names.end()) continue;
    const std::string path = shown_path(catalogue->path(service.dbml));
    declared.push_back({.source = source_of(service, kApplication),
                        .dbml_path = path,
                        .database = report.read(path).database});
  }
  return declared;
}

Status check(const CheckOptions& options, Context& context) {
  InputReport report(options.input);
  TM_ASSIGN(const auto declared, declared_of(options, report, context));
  TM_TRY(report.finish(context, "nothing was compared"));
  std::vector<Checked> all;
  for (const auto& one : declared) {
    TM_ASSIGN(auto checked, check_service(one, options.scope, options.all));
    all.push_back(std::move(checked));
  }
  const bool ok = std::ranges::all_of(all, [](const Checked& one) { return one.differences.empty(); });
  report_check(all, ok, context);
  return ok ? Status() : differ();
}

constexpr std::string_view kDatabaseHelp =
    "Any other database: mysql://user@host:port/name or postgres://…; the password comes from "
    "TECHMARKET_DATABASE_PASSWORD";

}  // namespace

void add_schema_live(CLI::App& schema, Context& context) {
  auto* pull_command = schema.add_subcommand("pull", "Write a live database as DBML");
  auto pulled = std::make_shared<PullOptions>();
  pull_command->add_option("service", pulled->service, "Service of techmarket.toml")->type_name("SERVICE");
  pull_command->add_option("--database", pulled->database, std::string(kDatabaseHelp))->type_name("URL");
  pull_command->add_option("-o,--output", pulled->output, "File to write (default: stdout)")
      ->type_name("FILE");
  pull_command
      ->add_option("--schema", pulled->schemas,
                   "Only these schemas; for MySQL these databases of the server, 'public' is its own "
                   "(default: all of PostgreSQL, its own of MySQL)")
      ->type_name("SCHEMA");
  pull_command->callback(
      [pulled, &context] { context.select([pulled, &context] { return pull(*pulled, context); }); });

  auto* check_command = schema.add_subcommand(
      "check", "Compare the live databases with their DBML; exit code 1 if they differ");
  auto check_options = std::make_shared<CheckOptions>();
  check_command->add_option("services", check_options->services, "Only these services")->type_name("SERVICE");
  check_command->add_option("--database", check_options->database, std::string(kDatabaseHelp))
      ->type_name("URL");
  check_command->add_option("--dbml", check_options->dbml, "DBML of --database")->type_name("FILE");
  check_command->add_flag("--all", check_options->all,
                          "Also the tables and enums that no DBML ever described");
  add_scope_options(*check_command, check_options->scope);
  add_input_options(*check_command, check_options->input);
  check_command->callback([check_options, &context] {
    context.select([check_options, &context] { return check(*check_options, context); });
  });
}

}  // namespace techmarket::cli
