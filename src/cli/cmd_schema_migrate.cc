// techmarket schema diff | migrate: чим дві схеми різняться і як з однієї зробити другу, не гублячи даних.

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "cli/cluster_command.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "cli/schema_report.h"
#include "config/endpoints.h"
#include "migrate/compare.h"
#include "migrate/plan_migration.h"
#include "migrate/run.h"
#include "runtime/activity.h"
#include "schema/declared_dialect.h"
#include "world/unit_costs.h"

namespace techmarket::cli {
namespace {

using schema::Dialect;

nlohmann::json plan_json(const migrate::Plan& plan) {
  nlohmann::json steps = nlohmann::json::array(), checks = nlohmann::json::array(),
                 dangers = nlohmann::json::array();
  for (const auto& step : plan.steps) {
    nlohmann::json changes = nlohmann::json::array();
    for (const auto& change : step.changes) {
      nlohmann::json hazards = nlohmann::json::array();
      for (const auto& hazard : change.hazards)
        hazards.push_back({{"danger", migrate::danger_name(hazard.danger)},
                           {"reason", hazard.reason},
                           {"subject", hazard.subject}});
      changes.push_back({{"summary", change.summary}, {"hazards", hazards}});
    }
    const auto effect = migrate::effect_of(step, plan.dialect);
    steps.push_back({{"sql", step.sql},
                     {"changes", changes},
                     {"locks", effect.locks},
                     {"rewrites", effect.rewrites},
                     {"loses", effect.loses},
                     {"alone", step.alone},
                     {"online", step.online}});
  }
  for (const auto& check : plan.checks)
    checks.push_back({{"subject", check.subject},
                      {"problem", check.problem},
                      {"query", check.query},
                      {"hint", check.hint},
                      {"waived_by", check.waived_by ? migrate::danger_name(*check.waived_by) : ""}});
  for (const auto danger : plan.dangers()) dangers.push_back(migrate::danger_name(danger));
  nlohmann::json left_alone = nlohmann::json::array();
  for (const auto& table : plan.left_alone) left_alone.push_back(schema::display_name(table));
  return {{"steps", steps},
          {"checks", checks},
          {"dangers", dangers},
          {"left_alone", left_alone},
          {"advice", plan.advice},
          {"dependents", plan.dependents},
          {"checksum", plan.checksum()}};
}

Result<std::vector<migrate::RenameFlag>> renames_of(const std::vector<std::string>& texts) {
  std::vector<migrate::RenameFlag> renames;
  for (const auto& text : texts) {
    TM_ASSIGN(renames.emplace_back(), migrate::parse_rename(text));
  }
  return renames;
}

void add_rename_option(CLI::App& command, std::vector<std::string>& renames) {
  command
      .add_option(
          "--rename", renames,
          "A rename: customers=clients for a table, customers.phone=customers.mobile for a column, "
          "status.new=status.created for a value of an enum (also [note: 'renamed from phone'] in the "
          "DBML)")
      ->type_name("OLD=NEW")
      ->allow_extra_args(false);
}

// ---- diff

struct DiffOptions {
  InputOptions input;
  std::string old_file, new_file, dialect;
  bool mysql = false, postgres = false, sql = false;
  std::vector<std::string> renames;
};

/// Діалект, яким читати типи: прапорець, потім database_type одного з файлів. Без обох — PostgreSQL: у ньому
/// переліки й схеми є окремими елементами, як у DBML.
Dialect dialect_of(const DiffOptions& options, const schema::Database& a, const schema::Database& b) {
  if (options.mysql || options.dialect == "mysql") return Dialect::mysql;
  if (options.postgres || options.dialect == "postgres") return Dialect::postgres;
  if (const auto declared = schema::declared_dialect(b)) return *declared;
  return schema::declared_dialect(a).value_or(Dialect::postgres);
}

Status diff(const DiffOptions& options, Context& context) {
  InputReport report(options.input);
  const auto before = report.read(options.old_file).database;
  const auto after = report.read(options.new_file).database;
  TM_TRY(report.finish(context, "nothing was compared"));
  const Dialect dialect = dialect_of(options, before, after);
  const auto differences = migrate::compare(before, after, dialect);
  migrate::Plan plan{.dialect = dialect};
  if (options.sql) {
    TM_ASSIGN(const auto renames, renames_of(options.renames));
    TM_ASSIGN(plan, migrate::plan_migration(after, before, migrate::predict_physical(before, dialect),
                                            dialect, renames));
  }
  if (context.globals.json) {
    nlohmann::json answer = {{"ok", differences.empty()}, {"differences", to_json(differences)}};
    if (options.sql) answer["plan"] = plan_json(plan);
    context.print(answer);
  } else if (options.sql) {
    fmt::print("-- from {} to {}\n{}", options.old_file, options.new_file, migrate::to_text(plan));
  } else if (differences.empty()) {
    say("{} and {} describe the same schema\n", options.old_file, options.new_file);
  } else {
    say("{} from {} to {}\n{}", counted(differences.size(), "difference"), options.old_file, options.new_file,
        migrate::to_text(differences, use_color(STDOUT_FILENO)));
  }
  return differences.empty() ? Status() : differ();
}

// ---- migrate

struct MigrateOptions {
  InputOptions input;
  std::vector<std::string> services, renames, allowed;
  ddl::Scope scope;
  std::string dbml, database;
  bool dry_run = false, online = false;
  std::shared_ptr<std::string> place = {};
};

/// Одна база і те, якою вона має стати.
struct Target {
  std::string name, dbml_path;
  db::Endpoint endpoint;
  Dialect dialect;
  schema::Database schema;
  migrate::Migration migration = {};
};

Result<migrate::Permissions> permissions_of(const std::vector<std::string>& names) {
  constexpr std::string_view kLoss = "data-loss:";
  migrate::Permissions allowed;
  for (const auto& list : names)
    for (const auto name : split(list, ',')) {
      if (trim(name).starts_with(kLoss) && trim(name).size() > kLoss.size()) {
        allowed.losses.emplace(trim(name).substr(kLoss.size()));
        continue;
      }
      const auto danger = migrate::danger_from(trim(name));
      if (!danger)
        return fail(ErrorKind::usage, fmt::format("--allow {}: unknown danger '{}'", list, name),
                    "choose among data-loss, rewrite and lock, or name one loss: data-loss:table.column");
      allowed.dangers.insert(*danger);
    }
  return allowed;
}

Result<std::vector<Target>> targets_of(const MigrateOptions& options, Context& context) {
  constexpr std::string_view kApplication = "techmarket schema migrate";
  std::vector<Target> targets;
  InputReport report(options.input);
  if (options.dbml.empty() != options.database.empty())
    return fail(ErrorKind::usage, "--database and --dbml go together",
                "name both, or a service of techmarket.toml instead");
  if (!options.database.empty()) {
    if (!options.services.empty())
      return fail(ErrorKind::usage, "name either a service or --database with --dbml, not both");
    TM_ASSIGN(auto address, config::parse_database_url(options.database, kApplication));
    auto schema = report.read(options.dbml).database;
    TM_TRY(report.finish(context, "nothing was changed"));
    targets.push_back({.name = address.endpoint.database,
                       .dbml_path = options.dbml,
                       .endpoint = std::move(address.endpoint),
                       .dialect = address.dialect,
                       .schema = std::move(schema)});
    return targets;
  }
  TM_ASSIGN(const auto* catalogue, context.databases());
  for (const auto& name : options.services) TM_TRY(catalogue->service(name));
  for (const auto& service : catalogue->services) {
    if (!options.services.empty() &&
        std::ranges::find(options.services, service.name) == options.services.end())
      continue;
    const std::string path = shown_path(catalogue->path(service.dbml));
    targets.push_back({.name = service.name,
                       .dbml_path = path,
                       .endpoint = config::endpoint_of(service, kApplication),
                       .dialect = service.engine,
                       .schema = report.read(path).database});
  }
  TM_TRY(report.finish(context, "nothing was changed"));
  if (!options.renames.empty() && targets.size() != 1)
    return fail(ErrorKind::usage, "--rename speaks of one database", "name its service");
  return targets;
}

nlohmann::json target_json(const Target& target) {
  nlohmann::json obstacles = nlohmann::json::array();
  for (const auto& obstacle : target.migration.obstacles)
    obstacles.push_back({{"subject", obstacle.check.subject},
                         {"rows", obstacle.rows},
                         {"problem", obstacle.check.problem},
                         {"hint", obstacle.check.hint}});
  return {{"service", target.name},
          {"dbml", target.dbml_path},
          {"plan", plan_json(target.migration.plan)},
          {"obstacles", obstacles},
          {"missing_permission", target.migration.missing_permission},
          {"warnings", target.migration.warnings},
          {"steps_done", target.migration.steps_done}};
}

void print_json(const std::vector<Target>& targets, bool ok, bool dry_run, const Context& context) {
  nlohmann::json services = nlohmann::json::array();
  for (const auto& target : targets) services.push_back(target_json(target));
  context.print({{"ok", ok}, {"dry_run", dry_run}, {"services", services}});
}

/// Чому план не можна виконати — усе одразу, з порадами.
Status refuse(const std::vector<Target>& targets) {
  std::vector<std::string> reasons;
  std::string hint;
  for (const auto& target : targets) {
    const auto& migration = target.migration;
    if (!migration.missing_permission.empty()) {
      reasons.push_back(fmt::format("{}: the plan has dangerous steps", target.name));
      hint = "read the plan, then repeat with " + migration.missing_permission;
    }
    for (const auto& obstacle : migration.obstacles) {
      reasons.push_back(fmt::format("{}: {}", target.name, obstacle.text()));
      if (!obstacle.check.waived_by) hint = obstacle.check.hint;
    }
  }
  if (reasons.empty()) return {};
  return fail(ErrorKind::check_failed,
              fmt::format("{}; nothing was changed", fmt::join(reasons, "\n       ")), hint);
}

void print_plan(const Target& target) {
  if (target.migration.plan.empty())
    fmt::print("-- {}: nothing to do, the live database matches {}\n", target.name, target.dbml_path);
  else
    fmt::print("-- {}: from the live database to {}\n{}\n", target.name, target.dbml_path,
               migrate::to_text(target.migration.plan));
}

/// Крок, доки його ще не почато: людина ще може натиснути Ctrl-C.
void announce(const Target& target, const migrate::Step& step, std::size_t number, std::size_t total) {
  const auto effect = migrate::effect_of(step, target.dialect);
  say("{}: step {} of {}: {}\n", target.name, number, total, step.summary());
  for (std::size_t i = 1; i < step.changes.size(); ++i) say("  {}\n", step.changes[i].summary);
  say("  locks {}\n  rewrites {}; loses {}\n", migrate::listed(effect.locks),
      migrate::listed(effect.rewrites), migrate::listed(effect.loses));
}

Status apply(std::vector<Target>& targets, migrate::MigrateOptions options, const Context& context) {
  for (auto& target : targets) {
    if (!context.globals.json)
      options.announce = [&](const migrate::Step& step, std::size_t number, std::size_t total) {
        announce(target, step, number, total);
      };
    const bool nothing_to_do = target.migration.plan.empty();  // тоді лише запам'ятовується описане
    TM_ASSIGN(target.migration, migrate::migrate(target.endpoint, target.dialect, target.schema, options));
    // Між планом і виконанням дані могли змінитися.
    if (!target.migration.possible()) return refuse(targets);
    for (const auto& warning : target.migration.warnings) spdlog::warn("{}: {}", target.name, warning);
    if (context.globals.json || nothing_to_do) continue;
    say("{}: {} applied\n", target.name, counted(target.migration.steps_done, "step"));
  }
  return {};
}

/// Рядки замовлень без собівартості дістають її після міграції: доки вони її не мають, зміна каталогу
/// переписувала б минулі продажі.
Status keep_costs(const MigrateOptions& options, Context& context) {
  if (!options.database.empty() || (options.dry_run && context.globals.json)) return {};
  if (!options.services.empty() && std::ranges::find(options.services, "orders-db") == options.services.end())
    return {};
  TM_ASSIGN(const auto* catalogue, context.databases());
  TM_ASSIGN(const auto rows,
            options.dry_run ? world::missing_unit_costs(*catalogue) : world::fill_unit_costs(*catalogue));
  if (rows == 0 || context.globals.json) return {};
  say("{}orders-db: unit_cost of {} order items {} what their products cost today\n",
      options.dry_run ? "-- " : "", with_thousands(rows), options.dry_run ? "becomes" : "is");
  return {};
}

Status migrate(const MigrateOptions& options, Context& context) {
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(*options.place));
  if (in_cluster && options.database.empty())
    return run_in_cluster(context, "schema-migrate",
                          options.dry_run ? std::nullopt : std::optional(runtime::Work::migrate));
  TM_ASSIGN(auto targets, targets_of(options, context));
  std::optional<runtime::Activity> activity;
  if (options.database.empty() && !options.dry_run) {
    TM_ASSIGN(activity, runtime::Activity::begin(runtime::Work::migrate));
  }
  migrate::MigrateOptions settings{.dry_run = true};
  TM_ASSIGN(auto allowed, permissions_of(options.allowed));
  settings.allowed = std::move(allowed.dangers);
  settings.losses = std::move(allowed.losses);
  settings.scope = options.scope;
  settings.online = options.online;
  TM_ASSIGN(settings.renames, renames_of(options.renames));
  // Спершу плани всіх баз: якщо одна неможлива, не змінюється жодна.
  for (auto& target : targets) {
    TM_ASSIGN(target.migration, migrate::migrate(target.endpoint, target.dialect, target.schema, settings));
  }
  const Status refused = refuse(targets);
  const bool show = options.dry_run || !refused;
  if (!context.globals.json)
    for (const auto& target : targets) {
      if (show)
        print_plan(target);
      else if (target.migration.plan.empty())
        say("{}: nothing to do, the live database matches {}\n", target.name, target.dbml_path);
      for (const auto& advice : target.migration.plan.advice) spdlog::warn("{}: {}", target.name, advice);
      for (const auto& dependent : target.migration.plan.dependents)
        spdlog::warn("{}: {}", target.name, dependent);
    }
  if (!show) {
    settings.dry_run = false;
    TM_TRY(apply(targets, settings, context));
  }
  if (refused) TM_TRY(keep_costs(options, context));
  if (context.globals.json && refused) print_json(targets, true, options.dry_run, context);
  if (context.globals.json && !refused) {
    print_json(targets, false, options.dry_run, context);
    fmt::print(stderr, "error: {}\n  hint: {}\n", visible(refused.error().message),
               visible(refused.error().hint));
    return differ();
  }
  return refused;
}

}  // namespace

void add_schema_migrate(CLI::App& schema, Context& context) {
  auto* diff_command = schema.add_subcommand("diff", "Compare two DBML files; exit code 1 if they differ");
  auto diff_options = std::make_shared<DiffOptions>();
  diff_command->add_option("old", diff_options->old_file, "The earlier file")->type_name("OLD")->required();
  diff_command->add_option("new", diff_options->new_file, "The later file")->type_name("NEW")->required();
  diff_command
      ->add_option("--dialect", diff_options->dialect,
                   "How to read types and names (default: database_type of the project, else postgres)")
      ->check(CLI::IsMember({"mysql", "postgres"}));
  auto* mysql = diff_command->add_flag("--mysql", diff_options->mysql, "The same as --dialect mysql");
  diff_command->add_flag("--postgres", diff_options->postgres, "The same as --dialect postgres")
      ->excludes(mysql);
  diff_command->add_flag("--sql", diff_options->sql,
                         "Print the SQL that turns OLD into NEW and keeps the data");
  add_rename_option(*diff_command, diff_options->renames);
  add_input_options(*diff_command, diff_options->input);
  diff_command->callback([diff_options, &context] {
    context.select([diff_options, &context] { return diff(*diff_options, context); }, Interrupts::at_once);
  });

  auto* migrate_command =
      schema.add_subcommand("migrate", "Change the live databases to match their DBML, keeping the data");
  auto options = std::make_shared<MigrateOptions>();
  migrate_command->add_option("services,--service", options->services, "Only these services")
      ->type_name("SERVICE");
  migrate_command
      ->add_option("--database", options->database,
                   "Any database: mysql://user@host:port/name or postgres://… (password: "
                   "TECHMARKET_DATABASE_PASSWORD, or MYSQL_PWD, PGPASSWORD)")
      ->type_name("URL");
  migrate_command->add_option("--dbml", options->dbml, "What the database given by --database must become")
      ->type_name("FILE");
  migrate_command->add_flag("--dry-run", options->dry_run, "Print the plan and change nothing");
  migrate_command->add_flag(
      "--online", options->online,
      "Let reads and writes go on where the server can: indexes are built concurrently, "
      "old rows are checked apart; such steps commit one by one");
  migrate_command
      ->add_option(
          "--allow", options->allowed,
          "Dangers to accept: data-loss, or only some of it (data-loss:customers.fax), rewrite, lock")
      ->type_name("DANGER,…")
      ->allow_extra_args(false);
  options->place = add_place_option(*migrate_command);
  add_scope_options(*migrate_command, options->scope);
  add_rename_option(*migrate_command, options->renames);
  add_input_options(*migrate_command, options->input);
  migrate_command->callback(
      [options, &context] { context.select([options, &context] { return migrate(*options, context); }); });
}

}  // namespace techmarket::cli
