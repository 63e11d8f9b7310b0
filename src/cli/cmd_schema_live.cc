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
#include "cli/schema_report.h"
#include "config/endpoints.h"
#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "dbml/print.h"
#include "ddl/compare.h"

namespace techmarket::cli {
namespace {

Result<schema::Database> read_live(const config::Service& service, const std::vector<std::string>& schemas,
                                   std::string_view application) {
  const auto endpoint = config::endpoint_of(service, application);
  if (service.is_mysql()) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    auto others = schemas;
    std::erase(others, schema::kDefaultSchema);  // своя база
    return db::mysql::read_catalog(connection, others);
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return db::postgres::read_catalog(connection);
}

// ---- pull

struct PullOptions {
  std::string service, output;
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

Status pull(const PullOptions& options, Context& context) {
  const auto& [name, output, schemas] = options;
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_ASSIGN(const auto* service, catalogue->service(name));
  TM_ASSIGN(auto database, read_live(*service, schemas, "techmarket schema pull"));
  TM_TRY(keep_schemas(database, schemas));
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

Result<Checked> check_service(const Declared& declared) {
  const auto& service = *declared.service;
  TM_ASSIGN(const auto live,
            read_live(service, db::mysql::other_databases(declared.database), "techmarket schema check"));
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
    fmt::print("{}: {} from {} to the live database\n{}", one.service->name,
               counted(one.differences.size(), "difference"), one.dbml_path,
               ddl::render(one.differences, use_color(STDOUT_FILENO)));
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

}  // namespace

void add_schema_live(CLI::App& schema, Context& context) {
  auto* pull_command = schema.add_subcommand("pull", "Write the live database of a service as DBML");
  auto pulled = std::make_shared<PullOptions>();
  pull_command->add_option("service", pulled->service, "Service of techmarket.toml")
      ->type_name("SERVICE")
      ->required();
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
  add_input_options(*check_command, check_options->input);
  check_command->callback([check_options, &context] {
    context.select([check_options, &context] { return check(*check_options, context); });
  });
}

}  // namespace techmarket::cli
