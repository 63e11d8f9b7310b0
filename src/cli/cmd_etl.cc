#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "cli/cluster_command.h"
#include "cli/commands.h"
#include "config/endpoints.h"
#include "runtime/activity.h"
#include "runtime/ensure.h"
#include "warehouse/follow.h"
#include "warehouse/journal.h"
#include "warehouse/lag.h"
#include "warehouse/lineage.h"
#include "warehouse/run.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

json optional(const std::optional<std::string>& text) {
  return text ? json(*text) : json(nullptr);
}

std::optional<warehouse::Mode> mode_of(std::string_view name) {
  if (name == "auto") return warehouse::Mode::automatic;
  if (name == "full") return warehouse::Mode::full;
  return std::nullopt;
}

/// Порожньо, якщо режим відомий; інакше пояснення для користувача.
std::string check_mode(const std::string& name) {
  return mode_of(name) ? std::string() : fmt::format("unknown mode '{}': choose auto or full", name);
}

json to_json(const warehouse::Report& report) {
  json dimensions = json::array();
  for (const auto& one : report.dimensions)
    dimensions.push_back({{"table", one.table},
                          {"inserted", one.inserted},
                          {"versions", one.versions},
                          {"updated", one.updated},
                          {"deleted", one.deleted},
                          {"rows", one.rows}});
  json marts = json::array();
  for (const auto& one : report.marts)
    marts.push_back({{"table", one.table},
                     {"inserted", one.inserted},
                     {"updated", one.updated},
                     {"deleted", one.deleted}});
  return {{"mode", report.mode},
          {"status", report.status},
          {"seconds", report.seconds},
          {"dimensions", dimensions},
          {"rows_read", report.facts.read},
          {"inserted", report.facts.inserted},
          {"updated", report.facts.updated},
          {"deleted", report.facts.deleted},
          {"facts", report.facts.facts},
          {"marts", marts},
          {"rows_per_second", report.rows_per_second()},
          {"watermark", optional(report.watermark)}};
}

void print_text(const warehouse::Report& report) {
  constexpr std::string_view kLine = "{:<20} {:>11} {:>11} {:>11} {:>11} {:>12}\n";
  const auto line = [&](std::string_view table, std::string_view versions, std::int64_t inserted,
                        std::int64_t updated, std::int64_t deleted, std::string_view rows) {
    fmt::print(kLine, table, with_thousands(inserted), versions, with_thousands(updated),
               with_thousands(deleted), rows);
  };
  fmt::print(kLine, "table", "new", "versions", "changed", "gone", "total");
  for (const auto& one : report.dimensions)
    line(one.table, with_thousands(one.versions), one.inserted, one.updated, one.deleted,
         with_thousands(one.rows));
  const auto& facts = report.facts;
  line(warehouse::kFactTable, "-", facts.inserted, facts.updated, facts.deleted, with_thousands(facts.facts));
  for (const auto& one : report.marts) line(one.table, "-", one.inserted, one.updated, one.deleted, "-");
  fmt::print("\n{}: {} load, {} order items read in {:.2f} s, {} rows/s{}\n", report.status, report.mode,
             with_thousands(facts.read), report.seconds,
             with_thousands(static_cast<long long>(report.rows_per_second())),
             report.status == "dry-run" ? "; nothing was changed" : "");
}

/// Один запуск тут, на цій машині.
Result<warehouse::Report> run_here(const config::Catalogue& catalogue, warehouse::Options options) {
  TM_ASSIGN(const auto activity, runtime::Activity::begin(runtime::Work::etl));
  TM_TRY(runtime::ensure_running(catalogue));
  TM_ASSIGN(options.data_folder, runtime::local_data_folder(catalogue));
  return warehouse::run(catalogue, options);
}

Status run(Context& context, const warehouse::Options& options, const std::string& place) {
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(place));
  if (in_cluster) return run_in_cluster(context, "etl", runtime::Work::etl);
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_ASSIGN(const auto report, run_here(*catalogue, options));
  if (context.globals.json)
    context.print(to_json(report));
  else
    print_text(report);
  return {};
}

void print_followed(const warehouse::Report& report, double lag) {
  std::int64_t members = 0;
  for (const auto& one : report.dimensions) members += one.changed();
  const auto& facts = report.facts;
  say("{:<11}  {:>9} new {:>9} changed {:>9} gone  {:>9} dimension rows  {:>6.2f} s  lag {:.1f} s\n",
      report.mode, with_thousands(facts.inserted), with_thousands(facts.updated),
      with_thousands(facts.deleted), with_thousands(members), report.seconds, lag);
}

Status follow(Context& context, double interval) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_TRY(runtime::ensure_running(*catalogue));
  const warehouse::FollowOptions options{.interval = std::chrono::duration_cast<std::chrono::milliseconds>(
                                             std::chrono::duration<double>(interval))};
  const warehouse::FollowEvents events{
      .published =
          [&context](const warehouse::Report& report, double lag) {
            if (context.globals.json) {
              json line = to_json(report);
              line["lag_seconds"] = lag;
              say("{}\n", line.dump());
            } else {
              print_followed(report, lag);
            }
            std::fflush(stdout);
          },
      .waiting = [](const Error& reason) { spdlog::warn("waiting: {}", reason.message); }};
  return warehouse::follow(
      *catalogue, options, [&] { return run_here(*catalogue, {}); }, events);
}

json to_json(const warehouse::RunRecord& one) {
  return {{"run_id", one.run_id},
          {"mode", one.mode},
          {"status", one.status},
          {"started_at", one.started_at},
          {"finished_at", optional(one.finished_at)},
          {"watermark", optional(one.watermark)},
          {"world", optional(one.world)},
          {"rows_read", one.read},
          {"inserted", one.inserted},
          {"updated", one.updated},
          {"deleted", one.deleted},
          {"facts", one.facts},
          {"dimension_rows_changed", one.dimension_rows_changed},
          {"message", optional(one.message)}};
}

std::optional<std::string> text(const std::optional<db::binlog::LogPosition>& position) {
  return position ? std::optional(to_string(*position)) : std::nullopt;
}

json to_json(const warehouse::SourceLag& lag) {
  return {{"service", lag.service},
          {"read_to", optional(text(lag.read_to))},
          {"log_end", optional(text(lag.log_end))},
          {"behind_seconds", lag.behind ? json(*lag.behind) : json(nullptr)},
          {"problem", lag.problem.empty() ? json(nullptr) : json(lag.problem)}};
}

/// «up to date»; «at most 12.5 s»: коли сталося перше незчитане, знає лише джерело.
std::string behind(const warehouse::SourceLag& lag) {
  if (!lag.problem.empty()) return lag.problem;
  if (!lag.behind) return "-";
  return *lag.behind == 0 ? "up to date" : fmt::format("at most {:.1f} s", *lag.behind);
}

void print_runs(const std::vector<warehouse::RunRecord>& runs) {
  if (runs.empty()) return fmt::print("the warehouse was never loaded: run `techmarket etl run`\n");
  say("{:>5}  {:<11}  {:<11}  {:<19}  {:>11}  {:>11}  {:>11}  {:>12}\n", "run", "status", "mode", "finished",
      "new", "changed", "gone", "facts");
  for (const auto& one : runs)
    say("{:>5}  {:<11}  {:<11}  {:<19}  {:>11}  {:>11}  {:>11}  {:>12}{}\n", one.run_id, one.status, one.mode,
        one.finished_at.value_or("-").substr(0, 19), with_thousands(one.inserted),
        with_thousands(one.updated), with_thousands(one.deleted), with_thousands(one.facts),
        one.message ? "  " + one.message->substr(0, one.message->find('\n')) : "");
}

void print_lags(const std::vector<warehouse::SourceLag>& lags) {
  constexpr std::string_view kLine = "{:<11}  {:<24}  {:<24}  {}\n";
  say("\n");
  say(kLine, "source", "log read to", "log ends at", "behind");
  for (const auto& one : lags)
    say(kLine, one.service, text(one.read_to).value_or("-"), text(one.log_end).value_or("-"), behind(one));
}

Status status(Context& context, int limit, const std::string& place) {
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(place));
  if (in_cluster) return run_in_cluster(context, "etl-status", std::nullopt);
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_TRY(runtime::ensure_running(*catalogue));
  TM_ASSIGN(const auto* service, catalogue->service("dwh-db"));
  TM_ASSIGN(auto warehouse,
            db::postgres::Connection::open(config::endpoint_of(*service, "techmarket etl status")));
  TM_ASSIGN(const auto runs, warehouse::recent_runs(warehouse, limit));
  TM_ASSIGN(const auto lags, warehouse::source_lags(*catalogue, warehouse));
  if (context.globals.json) {
    json runs_list = json::array(), lags_list = json::array();
    for (const auto& one : runs) runs_list.push_back(to_json(one));
    for (const auto& one : lags) lags_list.push_back(to_json(one));
    context.print({{"runs", runs_list}, {"sources", lags_list}});
    return {};
  }
  print_runs(runs);
  print_lags(lags);
  return {};
}

Status lineage(Context& context, const std::string& name) {
  TM_ASSIGN(const auto columns, warehouse::lineage(name));
  if (context.globals.json) {
    json list = json::array();
    for (const auto& one : columns)
      list.push_back({{"column", one.column},
                      {"type", one.type},
                      {"history", one.history.empty() ? json(nullptr) : json(one.history)},
                      {"sources", one.sources},
                      {"how", one.how}});
    context.print({{"columns", list}});
    return {};
  }
  std::size_t name_width = 0, how_width = 0;
  for (const auto& one : columns) {
    name_width = std::max(name_width, one.column.size());
    how_width = std::max(how_width, count_code_points(one.how));
  }
  for (const auto& one : columns)
    fmt::print("{:<{}}  {:<13}  {}{:{}}  {}\n", one.column, name_width, one.type, one.how, "",
               how_width - count_code_points(one.how),
               one.sources.empty() ? "-" : fmt::format("{}", fmt::join(one.sources, ", ")));
  return {};
}

}  // namespace

void add_etl(CLI::App& app, Context& context) {
  auto* etl = app.add_subcommand("etl", "Move the services' data into the warehouse");
  etl->require_subcommand(1);

  auto* run_command = etl->add_subcommand("run", "Bring the warehouse up to date, in one transaction");
  auto options = std::make_shared<warehouse::Options>();
  run_command
      ->add_option_function<std::string>(
          "--mode", [options](const std::string& name) { options->mode = *mode_of(name); },
          "How to load: full compares everything; auto, the default, chooses by itself")
      ->check(CLI::Validator(check_mode, "auto|full"))
      ->type_name("MODE");
  run_command->add_flag("--dry-run", options->dry_run, "Say what would change and change nothing");
  run_command->add_flag("--allow-deletes", options->allow_deletes,
                        "Empty the warehouse too when the sources have been emptied; start it anew when they "
                        "hold another world");
  const auto place = add_place_option(*run_command);
  run_command->callback([&context, options, place] {
    context.select([&context, options, place] {
      options->progress = context.progress();
      return run(context, *options, *place);
    });
  });

  auto* follow_command =
      etl->add_subcommand("follow", "Keep the warehouse up to date until Ctrl-C, run after run");
  auto interval = std::make_shared<double>(1);
  follow_command->add_option("--interval", *interval, "How often to ask the sources for news")
      ->check(CLI::Range(0.1, 3600.0))
      ->type_name("SECONDS")
      ->capture_default_str();
  follow_command->callback(
      [&context, interval] { context.select([&context, interval] { return follow(context, *interval); }); });

  auto* status_command =
      etl->add_subcommand("status", "Show the last runs and how far behind its sources the warehouse is");
  auto limit = std::make_shared<int>(10);
  status_command->add_option("--last", *limit, "How many runs to show")
      ->check(CLI::PositiveNumber)
      ->type_name("N")
      ->capture_default_str();
  const auto status_place = add_place_option(*status_command);
  status_command->callback([&context, limit, status_place] {
    context.select([&context, limit, status_place] { return status(context, *limit, *status_place); });
  });

  auto* lineage_command =
      etl->add_subcommand("lineage", "Show where each column of the warehouse comes from");
  auto name = std::make_shared<std::string>();
  lineage_command->add_option("COLUMN", *name, "A column (revenue, fact_sales.revenue) or a whole table");
  lineage_command->callback([&context, name] {
    context.select([&context, name] { return lineage(context, *name); }, Interrupts::at_once);
  });
}

}  // namespace techmarket::cli
