// techmarket schema pull | check | diff: DBML проти живих баз і проти іншої версії DBML.

#include <unistd.h>

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "config/endpoints.h"
#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "dbml/print.h"
#include "ddl/compare.h"

namespace techmarket::cli {
namespace {

namespace fs = std::filesystem;
using schema::Dialect;

Result<schema::Database> read_live(const config::Service& service, const std::vector<std::string>& schemas,
                                   std::string_view application) {
  const auto endpoint = config::endpoint_of(service, application);
  if (service.is_mysql()) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    return db::mysql::read_catalog(connection, schemas);
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return db::postgres::read_catalog(connection);
}

// Відмінності вже надруковано; лишається код завершення.
Status differ() {
  return fail(ErrorKind::check_failed, {});
}

nlohmann::json to_json(const ddl::Difference& d) {
  const SourceRange& at = d.expected_at.line > 0 ? d.expected_at : d.actual_at;
  return {{"kind", ddl::kind_name(d.kind)},
          {"object", ddl::object_name(d.object)},
          {"path", d.path()},
          {"table", schema::display_name(d.owner)},
          {"name", d.name},
          {"attribute", d.attribute},
          {"expected", d.expected},
          {"actual", d.actual},
          {"file", at.file.text()},
          {"line", at.line},
          {"column", at.column}};
}

nlohmann::json to_json(const std::vector<ddl::Difference>& differences) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& difference : differences) list.push_back(to_json(difference));
  return list;
}

std::string counted(std::size_t count) {
  return fmt::format("{} difference{}", count, count == 1 ? "" : "s");
}

// ---- pull

Status pull(const std::string& name, const std::string& output, Context& context) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_ASSIGN(const auto* service, catalogue->service(name));
  TM_ASSIGN(auto database, read_live(*service, {}, "techmarket schema pull"));
  database.project = schema::Project{
      .name = service->database,
      .settings = {{.name = "database_type", .value = service->is_mysql() ? "MySQL" : "PostgreSQL"}}};
  const std::string text = dbml::print(database);
  if (!output.empty()) TM_TRY(write_file(output, text));
  if (context.globals.json)
    context.print({{"ok", true},
                   {"service", name},
                   {"tables", database.tables.size()},
                   {"path", output},
                   {"dbml", output.empty() ? text : ""}});
  else if (output.empty())
    fmt::print("{}", text);
  else
    fmt::print("{} table{} of {} written to {}\n", database.tables.size(),
               database.tables.size() == 1 ? "" : "s", name, output);
  return {};
}

// ---- check

struct Declared {
  const config::Service* service;
  std::string dbml_path;
  schema::Database database;
};

struct Checked {
  const config::Service* service;
  std::string dbml_path;
  std::vector<ddl::Difference> differences;
};

/// Бази MySQL, які DBML називає схемами.
std::vector<std::string> schemas_of(const schema::Database& database) {
  std::set<std::string> names;
  for (const auto& table : database.tables) names.insert(table.name.schema);
  names.erase(std::string(schema::kDefaultSchema));
  return {names.begin(), names.end()};
}

Result<Checked> check_service(const Declared& declared) {
  const auto& service = *declared.service;
  TM_ASSIGN(const auto live, read_live(service, schemas_of(declared.database), "techmarket schema check"));
  return Checked{.service = &service,
                 .dbml_path = declared.dbml_path,
                 .differences = ddl::compare(declared.database, live, service.engine)};
}

void report_check(const std::vector<Checked>& all, bool ok, const Context& context) {
  nlohmann::json services = nlohmann::json::array();
  for (const auto& one : all) {
    services.push_back({{"service", one.service->name},
                        {"ok", one.differences.empty()},
                        {"dbml", one.dbml_path},
                        {"differences", to_json(one.differences)}});
    if (context.globals.json) continue;
    if (one.differences.empty()) {
      fmt::print("{}: the live database matches {}\n", one.service->name, one.dbml_path);
      continue;
    }
    fmt::print("{}: {} from {} to the live database\n{}", one.service->name, counted(one.differences.size()),
               one.dbml_path, ddl::render(one.differences, use_color(STDOUT_FILENO)));
  }
  if (context.globals.json) return context.print({{"ok", ok}, {"services", services}});
  if (!ok) fmt::print("- only in DBML, + only in the database, ~ DBML → database\n");
}

struct CheckOptions {
  InputOptions input;
  std::vector<std::string> services;  ///< порожньо — усі
};

Status check(const CheckOptions& options, Context& context) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  const auto& names = options.services;
  for (const auto& name : names) TM_TRY(catalogue->service(name));
  InputReport report(options.input);
  std::vector<Declared> declared;
  for (const auto& service : catalogue->services) {
    if (!names.empty() && std::ranges::find(names, service.name) == names.end()) continue;
    const std::string path = shown_path(catalogue->path(service.dbml));
    declared.push_back({.service = &service, .dbml_path = path, .database = report.read(path).database});
  }
  TM_TRY(report.finish(context, "nothing was compared"));
  std::vector<Checked> all;
  for (const auto& one : declared) {
    TM_ASSIGN(auto checked, check_service(one));
    all.push_back(std::move(checked));
  }
  const bool ok = std::ranges::all_of(all, [](const Checked& one) { return one.differences.empty(); });
  report_check(all, ok, context);
  return ok ? Status() : differ();
}

// ---- diff

struct DiffOptions {
  InputOptions input;
  std::string old_file, new_file, dialect;
};

/// Діалект, яким читати типи: прапорець, потім database_type одного з файлів. Без обох — PostgreSQL: у ньому
/// переліки й схеми є окремими елементами, як у DBML.
Dialect dialect_of(const DiffOptions& options, const schema::Database& a, const schema::Database& b) {
  if (!options.dialect.empty()) return options.dialect == "mysql" ? Dialect::mysql : Dialect::postgres;
  for (const auto* database : {&b, &a}) {
    if (!database->project) continue;
    for (const auto& setting : database->project->settings) {
      const std::string value = ascii_lower(setting.value);
      if (!equals_ignore_case(setting.name, "database_type")) continue;
      if (value.starts_with("mysql") || value.starts_with("mariadb")) return Dialect::mysql;
    }
  }
  return Dialect::postgres;
}

Status diff(const DiffOptions& options, Context& context) {
  InputReport report(options.input);
  const auto before = report.read(options.old_file).database;
  const auto after = report.read(options.new_file).database;
  TM_TRY(report.finish(context, "nothing was compared"));
  const auto differences = ddl::compare(before, after, dialect_of(options, before, after));
  if (context.globals.json) {
    context.print({{"ok", differences.empty()}, {"differences", to_json(differences)}});
  } else if (differences.empty()) {
    fmt::print("{} and {} describe the same schema\n", options.old_file, options.new_file);
  } else {
    fmt::print("{} from {} to {}\n{}", counted(differences.size()), options.old_file, options.new_file,
               ddl::render(differences, use_color(STDOUT_FILENO)));
  }
  return differences.empty() ? Status() : differ();
}

}  // namespace

void add_schema_live(CLI::App& schema, Context& context) {
  auto* pull_command = schema.add_subcommand("pull", "Write the live database of a service as DBML");
  auto service = std::make_shared<std::string>(), output = std::make_shared<std::string>();
  pull_command->add_option("service", *service, "Service of techmarket.toml")
      ->type_name("SERVICE")
      ->required();
  pull_command->add_option("-o,--output", *output, "File to write (default: stdout)")->type_name("FILE");
  pull_command->callback([service, output, &context] {
    context.select([service, output, &context] { return pull(*service, *output, context); });
  });

  auto* check_command = schema.add_subcommand(
      "check", "Compare the live databases with their DBML; exit code 1 if they differ");
  auto check_options = std::make_shared<CheckOptions>();
  check_command->add_option("services", check_options->services, "Only these services")->type_name("SERVICE");
  add_input_options(*check_command, check_options->input);
  check_command->callback([check_options, &context] {
    context.select([check_options, &context] { return check(*check_options, context); });
  });

  auto* diff_command = schema.add_subcommand("diff", "Compare two DBML files; exit code 1 if they differ");
  auto options = std::make_shared<DiffOptions>();
  diff_command->add_option("old", options->old_file, "The earlier file")->type_name("OLD")->required();
  diff_command->add_option("new", options->new_file, "The later file")->type_name("NEW")->required();
  diff_command
      ->add_option("--dialect", options->dialect,
                   "How to read types and names (default: database_type of the project, else postgres)")
      ->check(CLI::IsMember({"mysql", "postgres"}));
  add_input_options(*diff_command, options->input);
  diff_command->callback(
      [options, &context] { context.select([options, &context] { return diff(*options, context); }); });
}

}  // namespace techmarket::cli
