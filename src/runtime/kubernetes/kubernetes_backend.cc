#include "runtime/kubernetes/kubernetes_backend.h"

#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "migrate/schema_mark.h"
#include "render/kubernetes.h"

namespace techmarket::runtime::kubernetes {
namespace {

// startupProbe дає базі 10 хвилин на створення; образ теж треба завантажити.
constexpr auto kRolloutTimeout = std::chrono::minutes(15);
// Так часто дивимося, чи не відповідає под, який готовим не стане.
constexpr const char* kLook = "--timeout=5s";
constexpr const char* kPartOf = "app.kubernetes.io/part-of";

/// Про що каже відмова клієнта в поді; порожньо, доки сервер не відповідає.
std::optional<SchemaState> state_in(std::string_view errors) {
  if (errors.contains(migrate::kSchemaMarkTable)) return SchemaState::unfinished;
  if (errors.contains("ERROR 1045") || errors.contains("authentication failed")) return SchemaState::refused;
  return std::nullopt;
}

}  // namespace

Command KubernetesBackend::kubectl(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"kubectl", "--namespace", catalogue_.project});
  return {.argv = std::move(arguments), .directory = catalogue_.root};
}

Status check_cluster() {
  if (!find_program("kubectl"))
    return fail(ErrorKind::configuration, "kubectl is not installed",
                "see https://kubernetes.io/docs/tasks/tools/, or use `--runtime local`");
  TM_ASSIGN(const Completed done,
            run({.argv = {"kubectl", "version", "--output=json", "--request-timeout=5s"}}));
  if (done.exit_code == 0) return {};
  const auto lines = split(trim(done.errors), '\n');
  return fail(ErrorKind::configuration, fmt::format("no Kubernetes cluster answers: {}", lines.back()),
              "choose a cluster with `kubectl config use-context`, or use `--runtime local`");
}

Status KubernetesBackend::remember(Desired desired) const {
  return write_instance(state_,
                        {.port_offset = catalogue_.port_offset, .runtime = "k8s", .desired = desired});
}

Result<std::optional<SchemaState>> KubernetesBackend::schema_of(const config::Service& service) const {
  TM_ASSIGN(const std::string expected, expected_schema(catalogue_, service));
  TM_ASSIGN(
      const Completed done,
      run(kubectl({"exec", service.name + "-0", "--", "/bin/sh", "-c", render::pod_mark_command(service)})));
  if (done.exit_code == 0) return judge_schema(std::string(trim(done.output)), expected);
  return state_in(done.errors);
}

Result<SchemaState> KubernetesBackend::wait_until_rolled_out(const config::Service& service) const {
  const auto deadline = std::chrono::steady_clock::now() + kRolloutTimeout;
  Completed done;
  do {
    TM_TRY(check_interrupted());
    TM_ASSIGN(done, run(kubectl({"rollout", "status", "statefulset/" + service.name, kLook})));
    TM_ASSIGN(const auto schema, schema_of(service));
    if (schema && (done.exit_code == 0 || is_hopeless(*schema))) return *schema;
  } while (done.errors.contains("timed out") && std::chrono::steady_clock::now() < deadline);
  const auto log = run(kubectl({"logs", service.name + "-0", "--tail=20"}));
  return fail(ErrorKind::fatal,
              fmt::format("{} is not ready: {}\nlast lines of its log:\n{}", service.name, trim(done.errors),
                          log ? trim(log->output + log->errors) : ""),
              fmt::format("see `kubectl -n {} describe pod {}-0`", catalogue_.project, service.name));
}

Status KubernetesBackend::up() {
  TM_TRY(check_cluster());
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "up"));
  TM_TRY(remember(Desired::up));
  // Скрипт створює простір імен, Secret і ConfigMap: без них поди не стартують.
  TM_TRY(run_checked(
      {.argv = {catalogue_.path("k8s/create-configmaps.sh").string()}, .directory = catalogue_.root}));
  TM_TRY(run_checked(kubectl({"apply", "-f", "k8s/mysql", "-f", "k8s/postgres"})));
  Status schemas;
  for (const auto& service : catalogue_.services) {
    spdlog::info("{}: waiting until its pod is ready", service.name);
    TM_ASSIGN(const SchemaState schema, wait_until_rolled_out(service));
    if (is_hopeless(schema)) return check_schema(service, schema);
    if (schemas) schemas = check_schema(service, schema);
  }
  return schemas;
}

Status KubernetesBackend::down() {
  TM_TRY(check_cluster());
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "down"));
  TM_TRY(remember(Desired::down));
  for (const auto& service : catalogue_.services)
    TM_TRY(run_checked(kubectl({"scale", "statefulset/" + service.name, "--replicas=0"})));
  spdlog::info("pods are stopped; the volumes stay");
  return {};
}

Result<ServiceReport> KubernetesBackend::report(const config::Service& service) const {
  ServiceReport report{.service = service.name,
                       .engine = service.is_mysql() ? "mysql" : "postgres",
                       .version = {},
                       .host = fmt::format("{0}-0.{0}.{1}.svc", service.name, catalogue_.project),
                       .port = service.container_port(),
                       .problem = "not deployed"};
  TM_ASSIGN(const Completed done,
            run(kubectl({"get", "statefulset", service.name, "--ignore-not-found", "--output=json"})));
  const auto json = nlohmann::json::parse(done.output, nullptr, false);
  if (done.exit_code != 0 || !json.is_object()) return report;
  report.problem = "not ready";
  TM_ASSIGN(const auto schema, schema_of(service));
  if (schema && *schema != SchemaState::whole) {
    report.problem = describe(*schema);
    report.remedy = remedy(*schema, service);
    return report;
  }
  // Готовність пода — це позначка цілої бази, прочитана її користувачем: так написано readinessProbe.
  report.ready = json.value("/status/readyReplicas"_json_pointer, 0) > 0;
  if (!report.ready) return report;
  const auto image = json.value("/spec/template/spec/containers/0/image"_json_pointer, std::string());
  report.version = image.substr(image.rfind(':') + 1);
  return report;
}

Result<Report> KubernetesBackend::status() {
  TM_TRY(check_cluster());
  Report report{.runtime = std::string(name()), .services = {}, .adminer = {}};
  for (const auto& service : catalogue_.services) {
    TM_ASSIGN(auto one, this->report(service));
    report.services.push_back(std::move(one));
  }
  return report;
}

Status KubernetesBackend::logs(const LogRequest& request) {
  TM_TRY(check_cluster());
  TM_TRY(catalogue_.service(request.service));
  Command command = kubectl({"logs", request.service + "-0", fmt::format("--tail={}", request.lines)});
  if (request.follow) command.argv.push_back("--follow");
  command.inherit_output = true;
  TM_TRY(run_checked(command));
  return {};
}

Result<std::string> KubernetesBackend::clean_target() {
  TM_TRY(check_cluster());
  TM_ASSIGN(const Completed done, run({.argv = {"kubectl", "get", "namespace", catalogue_.project,
                                                "--ignore-not-found", "--output=json"}}));
  const auto json = nlohmann::json::parse(done.output, nullptr, false);
  if (!json.is_object()) return std::string();
  const auto labels = json.value("/metadata/labels"_json_pointer, nlohmann::json::object());
  if (labels.value(kPartOf, std::string()) != catalogue_.project)
    return fail(ErrorKind::configuration,
                fmt::format("namespace {} is not ours: it has no label {}={}", catalogue_.project, kPartOf,
                            catalogue_.project),
                "remove it by hand if you are sure: kubectl delete namespace " + catalogue_.project);
  return fmt::format("delete namespace {} of the current Kubernetes cluster with all its volumes",
                     catalogue_.project);
}

Status KubernetesBackend::clean() {
  TM_ASSIGN(const std::string target, clean_target());
  if (!target.empty()) TM_TRY(run_checked({.argv = {"kubectl", "delete", "namespace", catalogue_.project}}));
  spdlog::info("removed namespace {}", catalogue_.project);
  return forget_instance(state_);
}

}  // namespace techmarket::runtime::kubernetes
