#include "runtime/docker/docker_backend.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/docker/compose.h"
#include "runtime/probe.h"

namespace techmarket::runtime::docker {
namespace {

// Перший запуск MySQL створює базу близько хвилини на повільному диску; start_period у файлі compose — 2
// хвилини.
constexpr auto kHealthyTimeout = std::chrono::minutes(5);
// docker inspect — окремий процес, тож питати частіше немає сенсу.
constexpr auto kPause = std::chrono::milliseconds(500);

}  // namespace

Status DockerBackend::compose(const std::vector<std::string>& arguments) const {
  TM_ASSIGN(const Command command, runtime::docker::compose(catalogue_, arguments));
  TM_TRY(run_checked(command));
  return {};
}

Status DockerBackend::remember(Desired desired) const {
  return write_instance(state_,
                        {.port_offset = catalogue_.port_offset, .runtime = "docker", .desired = desired});
}

Result<SchemaState> DockerBackend::wait_until_healthy(const config::Service& service) const {
  TM_ASSIGN(const std::string expected, expected_schema(catalogue_, service));
  const std::string container = container_name(catalogue_, service.name);
  const auto deadline = std::chrono::steady_clock::now() + kHealthyTimeout;
  for (;;) {
    TM_ASSIGN(const std::string state, container_state(container));
    const auto schema = schema_state(service, expected);
    if (state == "running healthy" && schema) return schema;
    // Через TCP відповідає лише сервер, чий перший запуск скінчився: далі чекати нема чого.
    if (schema && is_hopeless(*schema)) return schema;
    const bool failed = !state.starts_with("running") || state.ends_with("unhealthy");
    if (failed || std::chrono::steady_clock::now() > deadline) {
      const auto log = run({.argv = {"docker", "logs", "--tail", "20", container}});
      return fail(ErrorKind::fatal,
                  fmt::format("{}: container {} is {}; last lines of its log:\n{}", service.name, container,
                              state.empty() ? "gone" : state, log ? trim(log->errors + log->output) : ""),
                  fmt::format("see `techmarket logs {}`", service.name));
    }
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(kPause);
  }
}

Status DockerBackend::up() {
  TM_TRY(check_engine());
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "up"));
  TM_ASSIGN(const auto missing, missing_images(catalogue_));
  TM_TRY(pull(missing));
  TM_TRY(remember(Desired::up));
  // Adminer чекає на всі бази, і compose мовчав би разом із ним: спершу самі бази.
  std::vector<std::string> databases = {"up", "-d"};
  for (const auto& service : catalogue_.services) databases.push_back(service.name);
  TM_TRY(compose(databases));
  Status schemas;
  for (const auto& service : catalogue_.services) {
    TM_ASSIGN(const SchemaState schema, wait_until_healthy(service));
    if (is_hopeless(schema)) return check_schema(service, schema);
    if (schemas) schemas = check_schema(service, schema);
    spdlog::info("{}: healthy on port {}", service.name, service.port);
  }
  TM_TRY(compose({"up", "-d"}));
  return schemas;
}

Status DockerBackend::down() {
  TM_TRY(check_engine());
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "down"));
  TM_TRY(remember(Desired::down));
  TM_TRY(compose({"down"}));
  spdlog::info("containers are stopped and removed; the volumes stay");
  return {};
}

Result<ServiceReport> DockerBackend::report(const config::Service& service) const {
  ServiceReport report{.service = service.name,
                       .engine = service.is_mysql() ? "mysql" : "postgres",
                       .version = {},
                       .port = service.port,
                       .problem = {}};
  TM_ASSIGN(const std::string state, container_state(container_name(catalogue_, service.name)));
  report.problem = state.empty() ? "no container" : state;
  if (!state.starts_with("running")) return report;
  auto version = probe(service);
  if (!version) return report;
  report.version = *std::move(version);
  TM_ASSIGN(const std::string expected, expected_schema(catalogue_, service));
  TM_ASSIGN(const SchemaState schema, schema_state(service, expected));
  report.ready = schema == SchemaState::whole;
  if (report.ready) return report;
  report.problem = describe(schema);
  report.remedy = remedy(schema);
  return report;
}

Result<Report> DockerBackend::status() {
  TM_TRY(check_engine());
  Report report{.runtime = std::string(name()), .services = {}, .adminer = {}};
  for (const auto& service : catalogue_.services) {
    TM_ASSIGN(auto one, this->report(service));
    report.services.push_back(std::move(one));
  }
  TM_ASSIGN(const std::string adminer, container_state(container_name(catalogue_, "adminer")));
  report.adminer = AdminerReport{.url = fmt::format("http://127.0.0.1:{}", catalogue_.adminer.port),
                                 .ready = adminer.starts_with("running")};
  return report;
}

Status DockerBackend::logs(const LogRequest& request) {
  TM_TRY(check_engine());
  TM_TRY(check_log_name(catalogue_, request.service));
  std::vector<std::string> arguments = {"logs", "--no-color", "--no-log-prefix", "--tail",
                                        std::to_string(request.lines)};
  if (request.follow) arguments.push_back("--follow");
  arguments.push_back(request.service);
  TM_ASSIGN(Command command, runtime::docker::compose(catalogue_, arguments));
  command.inherit_output = true;
  TM_TRY(run_checked(command));
  return {};
}

Result<std::string> DockerBackend::clean_target() {
  return fmt::format("remove the containers of project {} and their volumes with all data",
                     catalogue_.project);
}

Status DockerBackend::clean() {
  TM_TRY(check_engine());
  {
    TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "clean"));
    TM_TRY(compose({"down", "--volumes", "--remove-orphans"}));
  }
  spdlog::info("removed the containers and volumes of project {}", catalogue_.project);
  return forget_instance(state_);
}

}  // namespace techmarket::runtime::docker
