#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/cluster_command.h"
#include "cli/commands.h"
#include "cli/generate_combine.h"
#include "cli/generate_schema.h"
#include "cli/world_options.h"
#include "rows/generate.h"
#include "runtime/activity.h"
#include "runtime/ensure.h"
#include "world/complete.h"
#include "world/world.h"
#include "world/world_sink.h"
#include "world/world_tables.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

struct Flags {
  WorldFlags world;
  std::string to = "mysql";
  std::optional<unsigned> threads;
  bool yes = false;
  bool dry_run = false;
  std::string shard;
  std::string compress;
  std::vector<std::string> combine;
  SchemaFlags schema;
  std::shared_ptr<std::string> place = {};
};

Result<std::unique_ptr<rows::Sink>> sink_for(const Flags& flags, const world::Parameters& parameters,
                                             rows::Shard shard, const config::Catalogue& catalogue,
                                             const rows::Schemas& schemas) {
  if (flags.to == "mysql") {
    TM_ASSIGN(auto data_folder, runtime::local_data_folder(catalogue));
    return world::world_sink(catalogue, schemas,
                             {.parameters = parameters,
                              .replace_foreign_rows = flags.yes,
                              .shard = shard,
                              .data_folder = std::move(data_folder)});
  }
  if (flags.to == "null") return rows::null_sink();
  if (auto files = file_sink(flags.to, {.folder = {},
                                        .schemas = &schemas,
                                        .shard = shard,
                                        .compress = !flags.compress.empty(),
                                        .dialect = schema::Dialect::mysql}))
    return files;
  return fail(ErrorKind::usage, fmt::format("--to {}: unknown target", flags.to),
              "write mysql, csv:DIR, sql:DIR or null");
}

json to_json(const world::Parameters& parameters) {
  return {{"seed", parameters.seed.value},
          {"orders", parameters.orders},
          {"scale", world::scale_text(parameters.orders)},
          {"until", to_string(parameters.until)},
          {"uuid", world::to_string(parameters.uuid)}};
}

/// Що було б завантажено; бази не змінюються.
void print_plan(const Context& context, const world::Parameters& parameters,
                const std::vector<rows::TableSource>& tables) {
  json answer = to_json(parameters);
  answer["dry_run"] = true;
  answer["tables"] = json::array();
  if (!context.globals.json) fmt::print("{:<12} {:<18} {:>14}\n", "service", "table", "about rows");
  for (const auto& table : tables) {
    answer["tables"].push_back(
        {{"service", table.service}, {"table", table.table}, {"expected_rows", table.expected_rows}});
    if (!context.globals.json)
      fmt::print("{:<12} {:<18} {:>14}\n", table.service, table.table,
                 with_thousands(static_cast<long long>(table.expected_rows)));
  }
  if (context.globals.json) context.print(answer);
}

Status run(Context& context, const Flags& flags) {
  TM_ASSIGN(const world::Parameters parameters, parameters_of(flags.world));
  if (!flags.combine.empty()) return combine_reports(context, flags.combine);
  rows::Shard shard;
  if (!flags.shard.empty()) {
    TM_ASSIGN(shard, rows::parse_shard(flags.shard));
  }
  const unsigned threads = flags.threads.value_or(std::max(1u, std::thread::hardware_concurrency()));
  if (!flags.schema.schema.empty())
    return generate_schema(context, flags.schema,
                           {.seed = parameters.seed,
                            .until = parameters.until,
                            .to = flags.to,
                            .threads = threads,
                            .shard = shard,
                            .compress = !flags.compress.empty(),
                            .yes = flags.yes,
                            .dry_run = flags.dry_run});
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(*flags.place));
  // Файли й план виходять однаковими всюди; кластер потрібен лише для його баз.
  if (in_cluster && flags.to == "mysql" && !flags.dry_run)
    return run_in_cluster(context, "generate",
                          shard.whole() ? runtime::Work::generate : runtime::Work::generate_share);
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const rows::Schemas schemas, rows::read_schemas(*catalogue));
  TM_ASSIGN(const auto sink, sink_for(flags, parameters, shard, *catalogue, schemas));
  const auto data = catalogue->path("database/data");
  TM_ASSIGN(const auto world, world::World::create(parameters, data));
  TM_ASSIGN(auto tables,
            world::complete_tables(world::world_tables(*world, sink->order()), schemas, data, parameters));
  TM_TRY(rows::check_declared(schemas, tables));
  tables = rows::take_shard(std::move(tables), shard);
  if (flags.dry_run) {
    print_plan(context, parameters, tables);
    return {};
  }
  std::optional<runtime::Activity> activity;
  if (flags.to == "mysql") {
    const auto work = shard.whole() ? runtime::Work::generate : runtime::Work::generate_share;
    TM_ASSIGN(activity, runtime::Activity::begin(work));
    TM_TRY(runtime::ensure_running(*catalogue));
  }
  TM_ASSIGN(const auto report, rows::generate(tables, *sink, threads, context.progress()));
  print_report(context, with_shard(to_json(parameters), shard), report);
  return {};
}

void add_schema_flags(CLI::App& command, SchemaFlags& flags) {
  auto* schema = command
                     .add_option("--schema", flags.schema,
                                 "Fill the tables of any DBML file instead of the TechMarket world")
                     ->type_name("FILE");
  command.add_option("--rows", flags.rows, "Rows of each table of --schema (default: 100)")
      ->type_name("N")
      ->check(check_whole_number)
      ->needs(schema);
  command.add_option("--spec", flags.spec, "Rows and values of chosen tables and columns (docs/generate.md)")
      ->type_name("FILE")
      ->needs(schema);
  command.add_option("--locale", flags.locale, "Language of names and texts: uk (default) or en")
      ->check(CLI::IsMember({"uk", "en"}))
      ->needs(schema);
  command.add_option("--dialect", flags.dialect, "How to read types when the target is files or null")
      ->check(CLI::IsMember({"mysql", "postgres"}))
      ->needs(schema);
  command.add_flag("--create", flags.create, "Create the tables of --schema first")->needs(schema);
}

}  // namespace

void add_generate(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("generate", "Fill the four operational databases with one consistent world");
  auto flags = std::make_shared<Flags>();
  add_world_options(*command, flags->world);
  command
      ->add_option(
          "--to", flags->to,
          "mysql (default), csv:DIR, sql:DIR, or null to measure the generator alone; with --schema also "
          "mysql://user@host:port/db and postgres://user@host:port/db")
      ->type_name("TARGET");
  command
      ->add_option("--shard", flags->shard,
                   "Make only share I of N; all shares together are the whole, byte for byte")
      ->type_name("I/N");
  command->add_option("--compress", flags->compress, "Compress the files of csv:DIR and sql:DIR")
      ->check(CLI::IsMember({"zstd"}));
  command
      ->add_option("--combine", flags->combine,
                   "Add up the --json reports of all shares and print the report of the whole")
      ->type_name("FILE...");
  command->add_option("--threads", flags->threads, "Threads that make rows (default: all cores)")
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
  add_schema_flags(*command, flags->schema);
  command->add_flag("--yes", flags->yes,
                    "Also replace the rows of a database that this command has never filled");
  flags->place = add_place_option(*command);
  command->add_flag("--dry-run", flags->dry_run, "Check everything that needs no database and show the plan");
  command->callback(
      [&context, flags] { context.select([&context, flags] { return run(context, *flags); }); });
}

}  // namespace techmarket::cli
