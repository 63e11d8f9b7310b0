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
#include "runtime/docker/containers.h"
#include "runtime/docker/preflight.h"
#include "runtime/probe.h"

namespace techmarket::runtime::docker {
namespace {

// Перший запуск MySQL створює базу хвилину на повільному диску, а на перевантаженій машині — і п'ять;
// start_period у файлі compose — 10 хвилин, і контейнер, що й далі нездоровий, зупиняє чекання раніше за цю
// межу.
constexpr auto kHealthyTimeout = std::chrono::minutes(15);
// docker inspect — окремий процес, тож питати частіше немає сенсу.
constexpr auto kPause = std::chrono::milliseconds(500);
// Порт відкривається раніше, ніж контейнер стає здоровим: далі цього чекати нема чого.
constexpr auto kReachPatience = std::chrono::seconds(8);
using Clock = std::chrono::steady_clock;

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
  TM_ASSIGN(const auto container, container_of(catalogue_, service.name));
  if (!container) return fail(ErrorKind::fatal, fmt::format("{}: Compose made no container", service.name));
  const auto deadline = Clock::now() + kHealthyTimeout;
  auto unhealthy = Clock::now();  // коли контейнер востаннє не був здоровим
  for (;;) {
    TM_ASSIGN(const std::string state, container_state(*container));
    const auto schema = schema_state(service, expected);
    const bool healthy = state == "running healthy";
    if (healthy && schema) return schema;
    // Через TCP відповідає лише сервер, чий перший запуск скінчився: далі чекати нема чого.
    if (schema && is_hopeless(*schema)) return schema;
    if (!schema && schema.error().kind == ErrorKind::configuration) return schema;
    if (!healthy) unhealthy = Clock::now();
    // Здоровий ізсередини, а звідси не відповідає: хибна адреса, і час її не виправить.
    if (healthy && Clock::now() - unhealthy > kReachPatience) {
      TM_TRY(explain_silence(catalogue_, service));
      return schema;
    }
    const bool failed = !state.starts_with("running") || state.ends_with("unhealthy");
    if (failed || Clock::now() > deadline) {
      const auto log = run({.argv = {"docker", "logs", "--tail", "20", container->id}});
      return fail(
          ErrorKind::fatal,
          fmt::format("{}: container {} is {}; last lines of its log:\n{}", service.name, container->name,
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
  TM_TRY(check_project(catalogue_));
  TM_TRY(preflight(catalogue_));
  TM_ASSIGN(const auto missing, missing_images(catalogue_));
  TM_TRY(pull(missing));
  TM_TRY(mark_project(catalogue_));
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
  TM_TRY(check_project(catalogue_));
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
  TM_ASSIGN(const auto container, container_of(catalogue_, service.name));
  report.problem = "no container";
  if (!container) return report;
  TM_ASSIGN(report.problem, container_state(*container));
  if (!report.problem.starts_with("running")) return report;
  auto version = probe(service);
  if (!version) {
    if (const Status why = explain_silence(catalogue_, service); !why) version = std::unexpected(why.error());
    // Відмову видно лише звідси: контейнер про неї не знає.
    if (version.error().kind != ErrorKind::configuration) return report;
    report.problem = version.error().message;
    report.remedy = version.error().hint;
    return report;
  }
  report.version = *std::move(version);
  TM_ASSIGN(const std::string expected, expected_schema(catalogue_, service));
  TM_ASSIGN(const SchemaState schema, schema_state(service, expected));
  report.ready = schema == SchemaState::whole;
  if (report.ready) return report;
  report.problem = describe(schema);
  report.remedy = remedy(schema, service);
  return report;
}

Result<Report> DockerBackend::status() {
  TM_TRY(check_engine());
  Report report{.runtime = std::string(name()), .services = {}, .adminer = {}};
  for (const auto& service : catalogue_.services) {
    TM_ASSIGN(auto one, service.is_elsewhere() ? report_elsewhere(service) : this->report(service));
    report.services.push_back(std::move(one));
  }
  TM_ASSIGN(const auto adminer, container_of(catalogue_, "adminer"));
  report.adminer = AdminerReport{.url = fmt::format("http://127.0.0.1:{}", catalogue_.adminer.port),
                                 .ready = adminer && adminer->state == "running"};
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

Result<std::vector<std::string>> DockerBackend::inside(const config::Service& service) const {
  if (service.is_elsewhere()) return std::vector<std::string>();
  TM_ASSIGN(const auto container, container_of(catalogue_, service.name));
  if (!container) return std::vector<std::string>();
  return std::vector<std::string>{"docker", "exec", "--interactive", container->id};
}

Result<std::string> DockerBackend::clean_target() {
  TM_ASSIGN(const std::string project, project_name(catalogue_));
  return fmt::format("remove the containers of Compose project '{}' in {} and their volumes with all data",
                     project, catalogue_.root.string());
}

Status DockerBackend::clean() {
  TM_TRY(check_engine());
  {
    TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "clean"));
    TM_TRY(check_project(catalogue_));
    TM_TRY(compose({"down", "--volumes", "--remove-orphans"}));
    TM_TRY(unmark_project(catalogue_));
  }
  TM_ASSIGN(const std::string project, project_name(catalogue_));
  spdlog::info("removed the containers and volumes of Compose project '{}'", project);
  return forget_instance(state_);
}

}  // namespace techmarket::runtime::docker
