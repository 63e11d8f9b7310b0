#include "datagen/simulate/simulate.h"

#include <chrono>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "config/endpoints.h"
#include "datagen/simulate/checkpoint.h"
#include "datagen/simulate/day_writer.h"

namespace techmarket::datagen {
namespace {

Date operator+(Date date, std::int32_t days) {
  return {date.days + days};
}

/// З'єднання чотирьох баз у порядку запису дня.
Result<std::vector<db::mysql::Connection>> connect(const config::Catalogue& catalogue) {
  std::vector<db::mysql::Connection> connections;
  for (const std::string_view name : kServiceOrder) {
    TM_ASSIGN(const config::Service* service, catalogue.service(name));
    TM_ASSIGN(auto connection,
              db::mysql::Connection::open(config::endpoint_of(*service, "techmarket simulate")));
    connections.push_back(std::move(connection));
  }
  return connections;
}

Status check_columns(std::span<db::mysql::Connection> connections, const Schemas& schemas,
                     const World& world) {
  const auto tables = world_tables(world, RowOrder::natural);
  std::vector<Diagnostic> problems;
  for (db::mysql::Connection& connection : connections) {
    const auto schema = schemas.find(connection.endpoint().service);
    TM_ASSIGN(const auto live, db::live_columns(connection));
    for (Diagnostic& problem : check_service(schema->first, schema->second, tables, live))
      problems.push_back(std::move(problem));
  }
  return db::binding_status(problems);
}

/// Запуск, який треба почати або закінчити.
struct Plan {
  Date first, last;
  bool resumed = false;

  std::int32_t days() const { return last.days - first.days + 1; }
};

std::string command(const Plan& plan, const Conditions& conditions) {
  std::string text = fmt::format("techmarket simulate --days {}", plan.days());
  if (conditions.late.parts > 0) text += fmt::format(" --late {}", to_string(conditions.late));
  if (conditions.dirty.parts > 0) text += fmt::format(" --dirty {}", to_string(conditions.dirty));
  return text;
}

Result<Plan> plan(const WorldState& state, const SimulateOptions& options) {
  const SimulatedDay* begun = state.begun();
  if (!begun) {
    const Date first = state.until();
    const auto days = static_cast<std::int32_t>(options.days.value_or(1));
    return Plan{.first = first, .last = options.until ? *options.until + -1 : first + (days - 1)};
  }
  const Plan plan{.first = *begun->run_first, .last = *begun->run_last, .resumed = true};
  const bool same = options.until ? *options.until == plan.last + 1
                                  : static_cast<std::int32_t>(options.days.value_or(1)) == plan.days();
  if (same && options.conditions == begun->conditions) return plan;
  return fail(ErrorKind::usage,
              fmt::format("`{}` was interrupted after {} and has not finished",
                          command(plan, begun->conditions), to_string(state.until() + -1)),
              "run that command again first");
}

}  // namespace

Result<SimulateReport> simulate(const config::Catalogue& catalogue, const Schemas& schemas,
                                const SimulateOptions& options) {
  TM_ASSIGN(auto connections, connect(catalogue));
  for (db::mysql::Connection& connection : connections) TM_TRY(lock_database(connection));
  TM_ASSIGN(const WorldState state, read_world_state(connections));
  TM_ASSIGN(const Plan plan, datagen::plan(state, options));

  const Date start = state.parameters.until;
  SimulateReport report{.world = state.parameters,
                        .conditions = options.conditions,
                        .from = state.until(),
                        .until = std::max(state.until(), plan.last + 1),
                        .resumed = plan.resumed,
                        .activity = {}};
  const auto future_days = static_cast<std::uint32_t>(report.until.days - start.days);
  TM_ASSIGN(const auto world,
            World::create(state.parameters, catalogue.path("database/data"), future_days + 1));
  TM_TRY(check_columns(connections, schemas, *world));
  History history = state.history();
  history.resize(future_days, options.conditions);
  const Future future(*world, std::move(history));
  if (!options.dry_run)
    for (db::mysql::Connection& connection : connections) TM_TRY(create_simulation_table(connection));

  const auto began = std::chrono::steady_clock::now();
  Progress progress("simulating days", report.days(), options.progress);
  for (Date date = report.from; date < report.until; date = date + 1) {
    TM_TRY(check_interrupted());
    const auto ahead = static_cast<std::uint32_t>(date.days - start.days);
    const DayChanges changes = future.changes(world->window.days() + ahead);
    report.activity.add(future, changes);
    progress.add(1);
    if (options.dry_run) continue;
    const SimulatedDay mark{date, options.conditions, plan.first, plan.last};
    for (std::size_t i = 0; i < connections.size(); ++i)
      if (state.days[i].size() <= ahead) TM_TRY(write_day(connections[i], future, changes, mark));
  }
  if (!options.dry_run)
    for (db::mysql::Connection& connection : connections) TM_TRY(forget_run(connection));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return report;
}

}  // namespace techmarket::datagen
