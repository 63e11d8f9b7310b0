#include "world/simulate/simulate.h"

#include <chrono>
#include <list>
#include <map>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/interrupt_watch.h"
#include "config/endpoints.h"
#include "db/abortable_connections.h"
#include "rows/mysql_loader.h"
#include "world/simulate/checkpoint.h"
#include "world/simulate/day_writer.h"
#include "world/simulate/player.h"
#include "world/world_tables.h"

namespace techmarket::world {
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
    TM_TRY(rows::prepare_for_rows(connection));
    connections.push_back(std::move(connection));
  }
  return connections;
}

Status check_columns(std::span<db::mysql::Connection> connections, const rows::Schemas& schemas,
                     std::span<const rows::TableSource> tables) {
  std::vector<Diagnostic> problems;
  for (db::mysql::Connection& connection : connections) {
    const auto schema = schemas.find(connection.endpoint().service);
    TM_ASSIGN(const auto live, db::live_columns(connection));
    for (Diagnostic& problem : rows::check_service(schema->first, schema->second, tables, live))
      problems.push_back(std::move(problem));
  }
  return db::binding_status(problems);
}

/// Запуск, який треба почати або закінчити.
struct SimulatedSpan {
  Date first, last;
  bool resumed = false;

  std::int32_t days() const { return last.days - first.days + 1; }
};

std::string command(const SimulatedSpan& plan, const Conditions& conditions) {
  std::string text = fmt::format("techmarket simulate --days {}", plan.days());
  if (conditions.late.parts > 0) text += fmt::format(" --late {}", to_string(conditions.late));
  if (conditions.dirty.parts > 0) text += fmt::format(" --dirty {}", to_string(conditions.dirty));
  return text;
}

Result<SimulatedSpan> plan(const WorldState& state, const SimulateOptions& options) {
  const auto fresh = [&] {
    const Date first = state.until();
    const auto days = static_cast<std::int32_t>(options.days.value_or(1));
    return SimulatedSpan{.first = first, .last = options.until ? *options.until + -1 : first + (days - 1)};
  };
  const SimulatedDay* begun = state.begun();
  if (!begun) return fresh();
  const SimulatedSpan plan{.first = *begun->run_first, .last = *begun->run_last, .resumed = true};
  const bool same = options.until ? *options.until == plan.last + 1
                                  : static_cast<std::int32_t>(options.days.value_or(1)) == plan.days();
  if (same && options.conditions == begun->conditions) return plan;
  // Дні того запуску прожито всі, він лише не встиг про це сказати. Хто просить про інше, той це вже знає.
  if (state.until() > plan.last) return fresh();
  return fail(ErrorKind::usage,
              fmt::format("`{}` was interrupted after {} and has not finished",
                          command(plan, begun->conditions), to_string(state.until() + -1)),
              "run that command again first");
}

/// Дописує день базам, що його ще не мають, і програє решту його подій там, де їх пишуть по одній.
Status write_and_play(std::span<db::mysql::Connection> connections, const WorldState& state, Player& player,
                      const Completions& completions, const Future& future, const DayChanges& changes,
                      const SimulatedDay& mark, bool one_by_one) {
  const std::uint32_t ahead = future.world().window.ahead(changes.day);
  const DayPart part = one_by_one ? DayPart::without_orders : DayPart::whole;
  std::map<std::string, std::optional<std::uint64_t>, std::less<>> played;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const std::string& service = connections[i].endpoint().service;
    auto& events = played[service];
    if (ahead < state.days[i].size()) {
      events = state.days[i][ahead].played;
      continue;
    }
    TM_TRY(write_day(connections[i], completions, future, changes, mark, part));
    if (one_by_one && has_orders(service)) events = 0;
  }
  if (!played["orders-db"] && !played["payments-db"]) return {};
  return player.play(changes, played["orders-db"], played["payments-db"]);
}

/// Проживає дні запуску. Світ живе лише тут: після останнього дня лишається тільки сказати про це.
Result<SimulateReport> live(std::span<db::mysql::Connection> connections, const config::Catalogue& catalogue,
                            const rows::Schemas& schemas, const WorldState& state, const SimulatedSpan& plan,
                            const SimulateOptions& options) {
  const Date start = state.parameters.until;
  SimulateReport report{.world = state.parameters,
                        .conditions = options.conditions,
                        .from = plan.resumed && !options.dry_run ? plan.first : state.until(),
                        .until = std::max(state.until(), plan.last + 1),
                        .resumed = plan.resumed,
                        .activity = {},
                        .latencies = {}};
  const auto future_days = static_cast<std::uint32_t>(report.until.days - start.days);
  TM_ASSIGN(const auto world,
            World::create(state.parameters, catalogue.path("database/data"), future_days + 1));
  const auto tables = world_tables(*world, rows::RowOrder::natural);
  const auto data = catalogue.path("database/data");
  TM_ASSIGN(const auto completed, complete_tables(tables, schemas, data, state.parameters));
  TM_TRY(check_columns(connections, schemas, completed));
  TM_ASSIGN(const auto completions, find_completions(tables, schemas, data, state.parameters));
  History history = state.history();
  history.resize(future_days, options.conditions);
  const Future future(*world, std::move(history));
  if (!options.dry_run)
    for (db::mysql::Connection& connection : connections) TM_TRY(create_simulation_table(connection));

  // catalog, orders, auth, payments — порядок kServiceOrder.
  Player player(connections[1], connections[3], completions, future, options.rate);
  const auto live_day = [&](Date date) -> Status {
    TM_TRY(check_interrupted());
    const auto ahead = static_cast<std::uint32_t>(date.days - start.days);
    const DayChanges changes = future.changes(world->window.days() + ahead);
    if (!options.dry_run) {
      const SimulatedDay mark{.day = date,
                              .conditions = options.conditions,
                              .run_first = plan.first,
                              .run_last = plan.last,
                              .played = {}};
      TM_TRY(write_and_play(connections, state, player, completions, future, changes, mark,
                            options.rate.has_value()));
    }
    report.activity.add(future, changes);
    return {};
  };

  const auto began = std::chrono::steady_clock::now();
  const Date last = report.until;
  Progress progress("simulating", report.days(), options.progress, "days");
  for (report.until = report.from; report.until < last; report.until = report.until + 1) {
    if (Status lived = live_day(report.until); !lived) {
      // Оператор, спинений через Ctrl-C, скаржиться на сервер; справжня причина — користувач.
      if (!interrupted()) return std::unexpected(std::move(lived).error());
      report.interrupted = true;
      break;
    }
    progress.add(1);
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (options.rate) {
    report.latencies = player.latencies().by_kind();
    report.latencies["all"] = player.latencies().all();
    report.orders_per_second = report.seconds > 0 ? static_cast<double>(player.placed()) / report.seconds : 0;
    report.behind = player.behind();
  }
  return report;
}

Result<SimulateReport> live_and_tell(std::span<db::mysql::Connection> connections,
                                     const config::Catalogue& catalogue, const rows::Schemas& schemas,
                                     const SimulateOptions& options) {
  for (db::mysql::Connection& connection : connections) TM_TRY(lock_database(connection));
  TM_ASSIGN(const WorldState state, read_world_state(connections));
  TM_ASSIGN(const SimulatedSpan plan, plan(state, options));
  const auto forget_runs = [&]() -> Status {
    for (db::mysql::Connection& connection : connections) TM_TRY(forget_run(connection));
    return {};
  };
  if (!options.dry_run && !plan.resumed && state.begun()) TM_TRY(forget_runs());
  TM_ASSIGN(SimulateReport report, live(connections, catalogue, schemas, state, plan, options));
  // Запуск закінчено тоді, коли про це сказано: убита до цього, та сама команда скаже те саме, а не додасть
  // днів. Після цього не лишається жодної роботи, під час якої її могли б убити.
  if (options.announce) TM_TRY(options.announce(report));
  if (!options.dry_run && !report.interrupted) TM_TRY(forget_runs());
  return report;
}

}  // namespace

Result<SimulateReport> simulate(const config::Catalogue& catalogue, const rows::Schemas& schemas,
                                const SimulateOptions& options) {
  TM_ASSIGN(auto connections, connect(catalogue));
  db::LoadingConnections waiting;
  std::list<db::LoadingConnections::Registration> registrations;
  for (db::mysql::Connection& connection : connections) registrations.emplace_back(waiting, connection);
  // Зазвичай робота зупиняється сама, між днями чи подіями. Великий день або чужий замок на це не дають: тоді
  // зв'язок рветься, і сервер відкочує день.
  constexpr auto kGrace = std::chrono::milliseconds(300);
  const InterruptWatch watch([&] { waiting.abort_all(); }, kGrace);
  auto report = live_and_tell(connections, catalogue, schemas, options);
  if (!report) TM_TRY(check_interrupted());
  return report;
}

}  // namespace techmarket::world
