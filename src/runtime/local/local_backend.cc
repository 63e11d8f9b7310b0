#include "runtime/local/local_backend.h"

#include <signal.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/local/adminer.h"
#include "runtime/local/data_evidence.h"
#include "runtime/local/log_file.h"
#include "runtime/local/preflight.h"
#include "runtime/local/server.h"
#include "runtime/local/server_process.h"
#include "runtime/local/service_lifecycle.h"
#include "runtime/private_file.h"
#include "runtime/probe.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

/// Усе, що потрібно для запуску серверів і живе довше за кожен із них.
struct Fleet {
  std::vector<std::unique_ptr<Server>> servers;
  std::unique_ptr<MysqlTemplate> mysql_template;  ///< порожньо, якщо серверів MySQL серед них немає
};

/// Який сервер створив наявні дані MySQL; порожньо — жоден.
std::string creator_of_mysql(const std::vector<config::Service>& services, const StateLayout& state) {
  for (const auto& service : services)
    if (const auto standing = look_at(state, service.name); service.is_mysql() && standing)
      if (!standing->mark.engine.empty()) return standing->mark.engine;
  return {};
}

Result<Fleet> make_fleet(const std::vector<config::Service>& services, const std::string& mysql_server,
                         const StateLayout& state) {
  Fleet fleet;
  std::vector<std::string> missing;
  const auto mysql = find_mysql(mysql_server, creator_of_mysql(services, state));
  for (const auto& service : services) {
    if (service.is_mysql()) {
      if (!mysql) {
        missing.emplace_back(wanted_mysql(mysql_server));
        continue;
      }
      TM_ASSIGN(auto server, make_mysql_server(service, state, *mysql));
      fleet.servers.push_back(std::move(server));
      continue;
    }
    TM_ASSIGN(const Standing standing, look_at(state, service.name));
    const bool kept = standing.stage == Stage::complete || standing.stage == Stage::unmarked;
    const int major = kept ? postgres_major(state.data(service.name)) : 0;
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
    TM_ASSIGN(const Standing standing, look_at(state, service.name));
    if (standing.stage == Stage::nothing || standing.stage == Stage::creating) fresh.push_back(service);
    const auto running = ServerProcess::find(server->signature());
    // Сервер зі своїм портом, але, скажімо, іншим сокетом буде запущено наново: порт тримає він сам.
    if (!running || !running->has_argument(port_argument(service)))
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

std::optional<ServerProcess> find_server(const config::Service& service, const StateLayout& state) {
  return ServerProcess::find(process_signature(service.engine, service.name, state));
}

/// Сервіси, сервери яких можуть працювати: і ті, що є теками, бо їх могли прибрати з techmarket.toml, і ті,
/// що є в каталозі, бо теку могли вилучити під сервером.
std::set<std::string> possible_services(const config::Catalogue& catalogue, const StateLayout& state) {
  std::set<std::string> names;
  for (const auto& service : catalogue.services) names.insert(service.name);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(state.services(), error))
    if (entry.is_directory(error)) names.insert(entry.path().filename());
  return names;
}

/// Чому сервіс, процес якого не працює, не готовий.
std::string why_not_running(const StateLayout& state, const std::string& service) {
  const auto standing = look_at(state, service);
  if (!standing) return standing.error().message;
  switch (standing->stage) {
    case Stage::nothing:
      return "not created";
    case Stage::creating:
      return "its creation is not finished";
    case Stage::complete:
      return "not running";
    case Stage::unmarked:
      return fmt::format("not running, and its mark {}", standing->why);
    case Stage::no_data:
      return "its data folder is gone";
  }
  std::unreachable();
}

void warn_of_damage(const std::optional<Instance>& instance) {
  if (instance && !instance->damage.empty())
    spdlog::warn("{}; the services are found by their folders", instance->damage);
}

}  // namespace

bool serves_another_port(const config::Service& service, const StateLayout& state) {
  if (!service.port_named) return false;
  const auto running = find_server(service, state);
  return running && !running->has_argument(port_argument(service));
}

Status LocalBackend::check_same_instance(const std::optional<Instance>& instance) const {
  if (!instance || (!instance->guessed && instance->port_offset == catalogue_.port_offset)) return {};
  const int wanted = catalogue_.port_offset;
  for (const auto& service : catalogue_.services) {
    const auto running = find_server(service, state_);
    if (!running || (instance->guessed && running->has_argument(port_argument(service)))) continue;
    return fail(
        ErrorKind::configuration,
        fmt::format("the instance in {} is up with {}", state_.root().string(),
                    instance->guessed ? fmt::format("other ports than those of port offset {}", wanted)
                                      : fmt::format("port offset {}, not {}", instance->port_offset, wanted)),
        "run `techmarket down` first, or set TECHMARKET_STATE_DIR to run a second instance beside it");
  }
  return {};
}

/// Прибирає те, що лишила вбита команда: недороблені теки даних і недовилучене.
Status LocalBackend::remove_leftovers() const {
  for (const auto& folder : {state_.services(), state_.adminer()}) {
    std::error_code error;
    fs::remove_all(folder.string() + ".trash", error);
    if (error)
      spdlog::warn("{}.trash: cannot remove: {}", folder.string(), error.message());  // заважає лише місцем
  }
  return discard(state_.scratch());
}

Status LocalBackend::bring_up(const std::vector<config::Service>& services, bool stopping) const {
  TM_TRY(remove_leftovers());
  TM_ASSIGN(Fleet fleet, make_fleet(services, catalogue_.mysql_server, state_));
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
        outcomes[i] = guarded([&]() -> Result<BroughtUp> {
          TM_ASSIGN(const BroughtUp done,
                    runtime::local::bring_up(server, state_, catalogue_.path(server.service().sql), stopping,
                                             prepare));
          announce(server, done);
          return done;
        });
      });
  }
  if (const Status removed = discard(state_.scratch()); !removed)
    spdlog::warn("{}", removed.error().message);  // заважає лише місцем; прибере наступний запуск
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
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "up", patience_));
  TM_ASSIGN(const auto instance, read_instance(state_));
  warn_of_damage(instance);
  TM_TRY(check_same_instance(instance));
  const bool stopping =
      instance && !instance->guessed && instance->runtime == name() && instance->desired == Desired::down;
  TM_TRY(write_instance(state_,
                        {.port_offset = catalogue_.port_offset, .runtime = "local", .desired = Desired::up}));
  TM_TRY(bring_up(catalogue_.services, stopping));
  TM_TRY(up_adminer());
  // Сервер, який зупиняв хтось інший, міг ще відповідати, коли ми його питали.
  const auto gone = dead();
  return gone.empty() ? Status() : bring_up(gone, false);
}

std::vector<config::Service> LocalBackend::dead() const {
  std::vector<config::Service> services;
  for (const auto& service : catalogue_.services)
    if (!service.is_elsewhere() && !find_server(service, state_)) services.push_back(service);
  return services;
}

Status LocalBackend::up_adminer() const {
  const auto programs = find_adminer();
  if (!programs) {
    spdlog::warn("adminer is not installed, so its page is not available; to add it: {}", kInstallCommand);
    return {};
  }
  // Сторінка — зручність, а не частина системи: без неї бази працюють.
  const Status started = bring_up_adminer(catalogue_, state_, *programs);
  if (!started && started.error().kind == ErrorKind::interrupted) return started;
  if (!started) spdlog::warn("{}", started.error().message);
  return {};
}

Status LocalBackend::stop_all(int (*signal)(schema::Dialect)) const {
  struct Stopping {
    std::string name;
    ServerProcess process;
    fs::path log;
    std::optional<int> abort;  ///< сигнал для того, кому зупинитися заважає повний диск
  };
  std::vector<Stopping> stopping;
  // Один, якого зупинити не вдалося, не рятує решту.
  Status outcome;
  const auto note = [&outcome](Status failed) {
    if (!outcome) spdlog::error("{}", failed.error().message);
    if (outcome) outcome = std::move(failed);
  };
  const auto stop = [&](std::string name, std::optional<ServerProcess> process, int number, fs::path log,
                        std::optional<int> abort) {
    if (!process) return;
    if (Status sent = process->signal(number); !sent) return note(std::move(sent));
    stopping.push_back({std::move(name), std::move(*process), std::move(log), abort});
  };
  for (const auto& service : possible_services(catalogue_, state_))
    for (const auto engine : {schema::Dialect::mysql, schema::Dialect::postgres})
      stop(service, ServerProcess::find(process_signature(engine, service, state_)), signal(engine),
           state_.log(service), abort_signal(engine));
  stop("adminer", find_adminer_process(state_), SIGTERM, state_.adminer_log(), {});
  for (const auto& [name, process, log, abort] : stopping) {
    if (Status stopped = wait_until_stopped(process, name, log, abort); !stopped) {
      if (stopped.error().kind == ErrorKind::interrupted) return stopped;
      note(std::move(stopped));
      continue;
    }
    spdlog::info("{}: stopped", name);
  }
  return outcome;
}

/// Спершу намір: інакше ensure_running сусідньої команди підняв би сервер, який ми зупиняємо. Не вдалося
/// записати (повний диск) — зупиняємо однаково.
void LocalBackend::want_down(Instance instance) const {
  if (!instance.runtime.empty() && instance.runtime != name()) return;
  instance.runtime = name();
  instance.desired = Desired::down;
  if (const Status written = write_instance(state_, instance); !written)
    spdlog::warn("{}; a command that works with the databases may start the servers again",
                 written.error().message);
}

Status LocalBackend::down() {
  TM_ASSIGN(auto instance, read_instance(state_));
  if (!instance) {
    // Теку могли вилучити під серверами: тоді зупиняємо їх і без замка, якого нема де тримати.
    if (dead().size() == catalogue_.services.size())
      spdlog::info("nothing is running: there is no instance in {}", state_.root().string());
    return stop_all(stop_signal);
  }
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "down", patience_));
  TM_ASSIGN(instance, read_instance(state_));
  if (!instance) return forget_instance(state_);  // поки ми чекали, clean усе вилучив
  warn_of_damage(instance);
  want_down(*instance);
  return stop_all(stop_signal);
}

ServiceReport LocalBackend::report(const config::Service& service, bool stopping) const {
  ServiceReport report{.service = service.name,
                       .engine = service.is_mysql() ? "mysql" : "postgres",
                       .version = {},
                       .port = service.port,
                       .problem = {}};
  const auto process = find_server(service, state_);
  if (!process) {
    report.problem = why_not_running(state_, service.name);
    return report;
  }
  const auto standing = look_at(state_, service.name);
  if (!process->has_argument(port_argument(service))) {
    report.problem = "running on another port";
  } else if (standing && standing->stage == Stage::creating) {
    report.problem = "its creation is not finished";  // сервер уже відповідає, а схеми ще може не бути
  } else if (auto version = probe(service)) {
    report.version = *std::move(version);
    report.ready = true;
  } else if (version.error().kind == ErrorKind::retryable) {
    report.problem = stopping ? "stopping" : "starting or stopping";
  } else {
    report.problem = version.error().message;
  }
  return report;
}

Result<Report> LocalBackend::status() {
  TM_ASSIGN(const auto instance, read_instance(state_));
  const bool stopping = instance && instance->desired == Desired::down;
  Report report{.runtime = std::string(name()), .services = {}, .adminer = {}};
  for (const auto& service : catalogue_.services) {
    TM_TRY(check_interrupted());
    report.services.push_back(service.is_elsewhere() ? report_elsewhere(service)
                                                     : this->report(service, stopping));
  }
  report.adminer =
      AdminerReport{.url = fmt::format("http://127.0.0.1:{}", catalogue_.adminer.port),
                    .ready = find_adminer_process(state_) && adminer_answers(catalogue_.adminer.port)};
  return report;
}

Status LocalBackend::logs(const LogRequest& request) {
  TM_TRY(check_log_name(catalogue_, request.service));
  const fs::path log = request.service == "adminer" ? state_.adminer_log() : state_.log(request.service);
  if (!present(log))
    return fail(ErrorKind::bad_input, fmt::format("{} has no log yet", request.service),
                "start the services with `techmarket up`");
  const auto print = [](std::string_view text) {
    fmt::print("{}", visible(text));  // у журналі сервера бувають чужі імена
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
  TM_ASSIGN(auto instance, read_instance(state_));
  if (!instance) return {};
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "clean", patience_));
  TM_ASSIGN(instance, read_instance(state_));
  if (!instance) return forget_instance(state_);
  warn_of_damage(instance);
  want_down(*instance);
  TM_TRY(stop_all(abort_signal));
  // Кожну теку вилучає одне перейменування, а позначка йде останньою: перерване можна повторити. Чужі файли в
  // теці не чіпаємо.
  for (const auto& ours : {state_.services(), state_.adminer(), state_.scratch()}) TM_TRY(discard(ours));
  TM_ASSIGN(const bool gone, remove_root(state_));
  spdlog::info("removed all data in {}{}", state_.root().string(),
               gone ? "" : "; files that are not ours stay");
  return {};
}

Status LocalBackend::revive() {
  if (dead().empty()) return {};
  // Замок може тримати up, який саме запускає ці сервери.
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "restart of dead services", patience_));
  const auto services = dead();
  if (services.empty()) return {};
  for (const auto& service : services) {
    TM_ASSIGN(const Standing standing, look_at(state_, service.name));
    if (standing.stage == Stage::nothing || standing.stage == Stage::creating)
      return fail(ErrorKind::configuration, fmt::format("{} has not been created yet", service.name),
                  "run `techmarket up`");
    spdlog::info("{} was not running: starting it again", service.name);
  }
  return bring_up(services, false);
}

}  // namespace techmarket::runtime::local
