#include "runtime/local/local_backend.h"

#include <signal.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "runtime/local/adminer.h"
#include "runtime/local/log_file.h"
#include "runtime/local/preflight.h"
#include "runtime/local/server.h"
#include "runtime/local/server_process.h"
#include "runtime/local/service_lifecycle.h"
#include "runtime/probe.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

/// Старша версія PostgreSQL, яка створила теку даних; 0, якщо теки ще немає.
int data_major(const StateLayout& state, const std::string& service) {
  const auto text = read_file(state.data(service) / "PG_VERSION");
  return text ? std::atoi(text->c_str()) : 0;
}

/// Усе, що потрібно для запуску серверів і живе довше за кожен із них.
struct Fleet {
  std::vector<std::unique_ptr<Server>> servers;
  std::unique_ptr<MysqlTemplate> mysql_template;  ///< порожньо, якщо серверів MySQL серед них немає
};

Result<Fleet> make_fleet(const std::vector<config::Service>& services, const StateLayout& state) {
  Fleet fleet;
  std::vector<std::string> missing;
  const auto mysql = find_mysql();
  for (const auto& service : services) {
    if (service.is_mysql()) {
      if (!mysql) {
        missing.emplace_back("mariadbd");
        continue;
      }
      TM_ASSIGN(auto server, make_mysql_server(service, state, *mysql));
      fleet.servers.push_back(std::move(server));
      continue;
    }
    const int major =
        read_mark(state, service.name).value_or(std::nullopt) ? data_major(state, service.name) : 0;
    const auto postgres = find_postgres(major);
    if (!postgres) {
      missing.push_back(major == 0
                            ? "postgres"
                            : fmt::format("postgres {} (it created the data of {})", major, service.name));
      continue;
    }
    TM_ASSIGN(auto server, make_postgres_server(service, state, *postgres));
    fleet.servers.push_back(std::move(server));
  }
  if (!missing.empty()) {
    missing.erase(std::ranges::unique(missing).begin(), missing.end());
    return missing_programs(missing);
  }
  if (mysql) fleet.mysql_template = std::make_unique<MysqlTemplate>(state, *mysql);
  return fleet;
}

/// Що перевірити до запуску: порти тих, хто ще не працює, і місце для тих, у кого ще немає даних.
Status preflight(const Fleet& fleet, const StateLayout& state) {
  std::vector<WantedPort> ports;
  std::vector<config::Service> fresh;
  for (const auto& server : fleet.servers) {
    const auto& service = server->service();
    TM_TRY(check_reachable(state.root(), server->user()));
    TM_ASSIGN(const auto mark, read_mark(state, service.name));
    if (!mark) fresh.push_back(service);
    const auto running = ServerProcess::find(server->identity());
    if (!running || !listens_where_expected(*server, *running))
      ports.push_back({.service = service.name, .port = service.port});
  }
  TM_TRY(check_ports(ports));
  return fresh.empty() ? Status() : check_space(state, space_needed(fresh));
}

void announce(const Server& server, BroughtUp outcome) {
  const auto& service = server.service();
  switch (outcome) {
    case BroughtUp::already_running:
      spdlog::info("{}: already running on port {}", service.name, service.port);
      return;
    case BroughtUp::started:
      spdlog::info("{}: started on port {}", service.name, service.port);
      return;
    case BroughtUp::created:
      spdlog::info("{}: created ({}), schema applied, running on port {}", service.name, server.engine(),
                   service.port);
      return;
  }
}

}  // namespace

Status LocalBackend::check_same_instance() const {
  TM_ASSIGN(const auto instance, read_instance(state_));
  if (!instance || instance->port_offset == catalogue_.port_offset) return {};
  for (const auto& service : catalogue_.services)
    if (ServerProcess::find(process_identity(service.engine, service.name, state_)))
      return fail(
          ErrorKind::configuration,
          fmt::format("the instance in {} is up with port offset {}, not {}", state_.root().string(),
                      instance->port_offset, catalogue_.port_offset),
          "run `techmarket down` first, or set TECHMARKET_STATE_DIR to run a second instance beside it");
  return {};
}

Status LocalBackend::bring_up(const std::vector<config::Service>& services) const {
  TM_ASSIGN(Fleet fleet, make_fleet(services, state_));
  TM_TRY(preflight(fleet, state_));
  std::vector<Result<BroughtUp>> outcomes(fleet.servers.size(), BroughtUp::already_running);
  {
    std::vector<std::jthread> workers;  // деструктори чекають на всіх
    for (std::size_t i = 0; i < fleet.servers.size(); ++i)
      workers.emplace_back([&, i] {
        Server& server = *fleet.servers[i];
        const auto prepare = [&]() -> Status {
          return server.service().is_mysql() ? fleet.mysql_template->prepare(server.user()) : Status();
        };
        outcomes[i] = local::bring_up(server, state_, catalogue_.path(server.service().sql), prepare);
        if (outcomes[i]) announce(server, *outcomes[i]);
      });
  }
  std::error_code ignored;
  fs::remove_all(state_.scratch(), ignored);  // разом із тим, що лишилося від убитих запусків
  // Показуємо всі біди, а повертаємо першу.
  std::optional<Error> first;
  for (auto& outcome : outcomes) {
    if (outcome) continue;
    if (first)
      spdlog::error("{}", outcome.error().message);
    else
      first = std::move(outcome).error();
  }
  return first ? Status(std::unexpected(*std::move(first))) : Status();
}

Status LocalBackend::up() {
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "up"));
  TM_TRY(check_same_instance());
  TM_TRY(write_instance(state_,
                        {.port_offset = catalogue_.port_offset, .runtime = "local", .desired = Desired::up}));
  TM_TRY(bring_up(catalogue_.services));
  return up_adminer();
}

Status LocalBackend::up_adminer() const {
  if (find_adminer_process(state_)) return {};
  const auto programs = find_adminer();
  if (!programs) {
    spdlog::warn("adminer is not installed, so its page is not available; to add it: {}", kInstallCommand);
    return {};
  }
  // Сторінка — зручність, а не частина системи: без неї бази працюють.
  Status started = check_ports({{.service = "adminer", .port = catalogue_.adminer.port}});
  if (started) started = start_adminer(catalogue_, state_, *programs);
  if (!started) spdlog::warn("{}", started.error().message);
  return {};
}

Status LocalBackend::stop_all(int (*signal)(schema::Dialect)) const {
  struct Stopping {
    std::string name;
    ServerProcess process;
    fs::path log;
  };
  std::vector<Stopping> stopping;
  const auto stop = [&stopping](std::string name, std::optional<ServerProcess> process, int number,
                                fs::path log) -> Status {
    if (!process) return {};
    TM_TRY(process->signal(number));
    stopping.push_back({std::move(name), std::move(*process), std::move(log)});
    return {};
  };
  // За теками, а не за каталогом: сервіс могли прибрати з techmarket.toml, поки його сервер працював.
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(state_.services(), error)) {
    const std::string service = folder.path().filename();
    for (const auto engine : {schema::Dialect::mysql, schema::Dialect::postgres})
      TM_TRY(stop(service, ServerProcess::find(process_identity(engine, service, state_)), signal(engine),
                  state_.log(service)));
  }
  TM_TRY(stop("adminer", find_adminer_process(state_), SIGTERM, state_.adminer_log()));
  for (const auto& [name, process, log] : stopping) {
    TM_TRY(wait_until_stopped(process, name, log));
    spdlog::info("{}: stopped", name);
  }
  return {};
}

/// Спершу намір: інакше ensure_running сусідньої команди підняв би сервер, який ми зупиняємо.
Status LocalBackend::want_down(Instance instance) const {
  if (instance.runtime != name()) return {};
  instance.desired = Desired::down;
  return write_instance(state_, instance);
}

Status LocalBackend::down() {
  TM_ASSIGN(const auto instance, read_instance(state_));
  if (!instance) {
    spdlog::info("nothing is running: there is no instance in {}", state_.root().string());
    return {};
  }
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "down"));
  TM_TRY(want_down(*instance));
  return stop_all(stop_signal);
}

ServiceReport LocalBackend::report(const config::Service& service) const {
  ServiceReport report{.service = service.name,
                       .engine = service.is_mysql() ? "mysql" : "postgres",
                       .version = {},
                       .port = service.port,
                       .problem = {}};
  if (!ServerProcess::find(process_identity(service.engine, service.name, state_))) {
    const auto mark = read_mark(state_, service.name);
    report.problem = mark && *mark ? "not running" : "not created";
    return report;
  }
  auto version = probe(service);
  report.ready = version.has_value();
  if (version)
    report.version = *std::move(version);
  else
    report.problem = version.error().kind == ErrorKind::retryable ? "starting" : version.error().message;
  return report;
}

Result<Report> LocalBackend::status() {
  Report report{.runtime = std::string(name()), .services = {}, .adminer = {}};
  for (const auto& service : catalogue_.services) report.services.push_back(this->report(service));
  report.adminer =
      AdminerReport{.url = fmt::format("http://127.0.0.1:{}", catalogue_.adminer.port),
                    .ready = find_adminer_process(state_) && adminer_answers(catalogue_.adminer.port)};
  return report;
}

Status LocalBackend::logs(const LogRequest& request) {
  TM_TRY(check_log_name(catalogue_, request.service));
  const fs::path log = request.service == "adminer" ? state_.adminer_log() : state_.log(request.service);
  if (!fs::exists(log))
    return fail(ErrorKind::bad_input, fmt::format("{} has no log yet", request.service),
                "start the services with `techmarket up`");
  const auto print = [](std::string_view text) {
    fmt::print("{}", text);
    std::fflush(stdout);
  };
  print(last_lines(log, request.lines));
  return request.follow ? follow(log, print) : Status();
}

Result<std::string> LocalBackend::clean_target() {
  TM_ASSIGN(const auto instance, read_instance(state_));
  if (!instance) return std::string();
  return fmt::format("stop {} services and delete all their data in {}", catalogue_.services.size(),
                     state_.root().string());
}

Status LocalBackend::clean() {
  TM_ASSIGN(const auto instance, read_instance(state_));
  if (!instance) return {};
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "clean"));
  TM_TRY(want_down(*instance));
  TM_TRY(stop_all(abort_signal));
  // Позначка — останньою: перерване вилучення можна повторити. Чужі файли в теці не чіпаємо.
  for (const auto& ours :
       {state_.services(), state_.adminer(), state_.scratch(), state_.lock(), state_.instance()}) {
    std::error_code error;
    fs::remove_all(ours, error);
    if (error)
      return fail(ErrorKind::fatal, fmt::format("{}: cannot remove: {}", ours.string(), error.message()));
  }
  std::error_code not_empty;
  fs::remove(state_.root(), not_empty);
  spdlog::info("removed all data in {}{}", state_.root().string(),
               not_empty ? "; files that are not ours stay" : "");
  return {};
}

Status LocalBackend::revive() {
  const auto dead = [this] {
    std::vector<config::Service> services;
    for (const auto& service : catalogue_.services)
      if (!ServerProcess::find(process_identity(service.engine, service.name, state_)))
        services.push_back(service);
    return services;
  };
  if (dead().empty()) return {};
  // Замок може тримати up, який саме запускає ці сервери.
  TM_ASSIGN(const StateLock lock,
            StateLock::acquire(state_, "restart of dead services", std::chrono::seconds(60)));
  const auto services = dead();
  if (services.empty()) return {};
  for (const auto& service : services) {
    TM_ASSIGN(const auto mark, read_mark(state_, service.name));
    if (!mark)
      return fail(ErrorKind::configuration, fmt::format("{} has not been created yet", service.name),
                  "run `techmarket up`");
    spdlog::info("{} was not running: starting it again", service.name);
  }
  return bring_up(services);
}

}  // namespace techmarket::runtime::local
