#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/cluster_command.h"
#include "cli/commands.h"
#include "cli/program.h"
#include "runtime/activity.h"
#include "runtime/ensure.h"
#include "world/simulate/simulate.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

struct Flags {
  std::optional<std::uint32_t> days;
  std::string until, late, dirty;
  std::optional<double> rate;
  bool dry_run = false;
  std::shared_ptr<std::string> place = {};
};

Result<world::SimulateOptions> options_of(const Flags& flags, ProgressStyle progress) {
  world::SimulateOptions options;
  options.days = flags.days;
  options.dry_run = flags.dry_run;
  options.rate = flags.rate;
  options.progress = progress;
  if (!flags.until.empty()) {
    auto until = parse_date(flags.until);
    if (!until)
      return fail(ErrorKind::usage, fmt::format("--until: {}", until.error().message), "write YYYY-MM-DD");
    options.until = *until;
  } else if (!options.days) {
    options.days = 1;
  }
  if (!flags.late.empty()) {
    TM_ASSIGN(options.conditions.late, world::parse_share("--late", flags.late));
  }
  if (!flags.dirty.empty()) {
    TM_ASSIGN(options.conditions.dirty, world::parse_share("--dirty", flags.dirty));
  }
  return options;
}

void print(const Context& context, const world::SimulateReport& report, const Flags& flags) {
  const bool dry_run = flags.dry_run;
  if (context.globals.json) {
    json answer = {{"seed", report.world.seed.value},
                   {"orders", report.world.orders},
                   {"generated_until", to_string(report.world.until)},
                   {"from", to_string(report.from)},
                   {"until", to_string(report.until)},
                   {"days", report.days()},
                   {"resumed", report.resumed},
                   {"interrupted", report.interrupted},
                   {"dry_run", dry_run},
                   {"late", std::stod(to_string(report.conditions.late))},
                   {"dirty", std::stod(to_string(report.conditions.dirty))},
                   {"activity", json::object()},
                   {"defects", json::object()},
                   {"seconds", report.seconds}};
    for (const auto& [name, count] : report.activity.counts()) answer["activity"][std::string(name)] = count;
    for (const auto& [name, count] : report.activity.defects()) answer["defects"][std::string(name)] = count;
    if (flags.rate) {
      answer["rate"] = {{"target", *flags.rate},
                        {"orders_per_second", report.orders_per_second},
                        {"behind_seconds", report.behind},
                        {"latency_ms", json::object()}};
      for (const auto& [kind, one] : report.latencies)
        answer["rate"]["latency_ms"][std::string(kind)] = {{"transactions", one.count},
                                                           {"p50", one.p50},
                                                           {"p95", one.p95},
                                                           {"p99", one.p99},
                                                           {"max", one.most}};
    }
    return context.print(answer);
  }
  for (const auto& [name, count] : report.activity.counts())
    fmt::print("{:<26} {:>12}\n", replace_all(std::string(name), "_", " "),
               with_thousands(static_cast<long long>(count)));
  for (const auto& [name, count] : report.activity.defects())
    fmt::print("defect: {:<18} {:>12}\n", name, with_thousands(static_cast<long long>(count)));
  if (flags.rate) {
    fmt::print("\n{:<14} {:>12} {:>9} {:>9} {:>9} {:>9}\n", "latency, ms", "transactions", "p50", "p95",
               "p99", "max");
    for (const auto& [kind, one] : report.latencies)
      fmt::print("{:<14} {:>12} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f}\n",
                 replace_all(std::string(kind), "_", " "), with_thousands(static_cast<long long>(one.count)),
                 one.p50, one.p95, one.p99, one.most);
    fmt::print("\n{:.1f} orders/s of {:.1f} asked; at most {:.2f} s behind the schedule\n",
               report.orders_per_second, *flags.rate, report.behind);
  }
  fmt::print("\n{} day{} {} in {:.2f} s; the world now ends on {}{}\n", report.days(),
             report.days() == 1 ? "" : "s", dry_run ? "planned" : "simulated", report.seconds,
             to_string(dry_run ? report.from : report.until),
             report.resumed ? "; this finished an interrupted run" : "");
}

Status run(Context& context, const Flags& flags) {
  TM_ASSIGN(auto options, options_of(flags, context.progress()));
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(*flags.place));
  if (in_cluster) return run_in_cluster(context, "simulate", runtime::Work::simulate);
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const rows::Schemas schemas, rows::read_schemas(*catalogue));
  TM_ASSIGN(const auto activity, runtime::Activity::begin(runtime::Work::simulate));
  TM_TRY(runtime::ensure_running(*catalogue));
  options.announce = [&](const world::SimulateReport& report) -> Status {
    Status printed = shown([&] { print(context, report, flags); });
    if (printed || flags.dry_run) return printed;
    return fail(ErrorKind::retryable, std::move(printed).error().message,
                report.interrupted
                    ? "the same command continues where this one stopped"
                    : "the days are lived; the same command shows the report again and adds nothing");
  };
  TM_ASSIGN(const auto report, world::simulate(*catalogue, schemas, options));
  if (!report.interrupted) return {};
  return fail(ErrorKind::interrupted, "interrupted", "the same command continues where this one stopped");
}

}  // namespace

void add_simulate(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("simulate", "Let the generated world live on, day by day, each exactly once");
  auto flags = std::make_shared<Flags>();
  auto* days = command->add_option("--days", flags->days, "How many more days to live (default: 1)")
                   ->type_name("N")
                   ->check(CLI::Range(1u, 20'000u));
  command->add_option("--until", flags->until, "Live up to midnight at the start of this day instead")
      ->type_name("DATE")
      ->excludes(days);
  command->add_option("--late", flags->late, "Share of order events that reach the databases 1-3 days late")
      ->type_name("F");
  command->add_option("--dirty", flags->dirty, "Share of new orders with a documented defect")
      ->type_name("F");
  command
      ->add_option("--rate", flags->rate,
                   "Play order events as single transactions, R new orders per second, and show latencies")
      ->type_name("R")
      ->check(CLI::Range(0.001, 1'000'000.0));
  command->add_flag("--dry-run", flags->dry_run, "Show what would happen; change nothing");
  flags->place = add_place_option(*command);
  command->callback(
      [&context, flags] { context.select([&context, flags] { return run(context, *flags); }); });
}

}  // namespace techmarket::cli
