#include "runtime/kubernetes/kubernetes_backend.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "migrate/schema_mark.h"
#include "render/kubernetes.h"
#include "runtime/kubernetes/obstacles.h"
#include "runtime/kubernetes/rollout.h"

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;
using namespace nlohmann::literals;

// startupProbe дає базі 10 хвилин на створення; образ теж треба завантажити.
constexpr auto kRolloutTimeout = std::chrono::minutes(15);
// Так часто дивимося, чи не відповідає под, який готовим не стане.
constexpr auto kLook = std::chrono::seconds(1);
// Анотація простору імен: з якою накладкою розгорнуто. Слово замість імені накладки: без неї.
constexpr const char* kOverlayMark = "techmarket/overlay";
constexpr std::string_view kNoOverlay = "none";
constexpr const char* kPartOf = "app.kubernetes.io/part-of";

/// Про що каже відмова клієнта в поді; порожньо, доки сервер не відповідає.
std::optional<SchemaState> state_in(std::string_view errors) {
  if (errors.contains(migrate::kSchemaMarkTable)) return SchemaState::unfinished;
  if (errors.contains("ERROR 1045") || errors.contains("authentication failed")) return SchemaState::refused;
  return std::nullopt;
}

}  // namespace

Status check_cluster() {
  if (!find_program("kubectl"))
    return fail(ErrorKind::configuration, "kubectl is not installed",
                "see https://kubernetes.io/docs/tasks/tools/, or use `--runtime local`");
  TM_ASSIGN(const Completed done,
            run_interruptibly({.argv = {"kubectl", "version", "--output=json", "--request-timeout=5s"}}));
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
  TM_ASSIGN(const Completed done, kubectl_.run({"exec", "--request-timeout=20s", service.name + "-0",
                                                "--container", std::string(render::container_name(service)),
                                                "--", "/bin/sh", "-c", render::pod_mark_command(service)}));
  if (done.exit_code == 0) return judge_schema(std::string(trim(done.output)), expected);
  return state_in(done.errors);
}

Result<json> KubernetesBackend::observe() const {
  return kubectl_.get({std::string(kObservedKinds)});
}

std::unexpected<Error> KubernetesBackend::too_late(const json& observed) const {
  std::vector<std::string> waiting;
  for (const auto& service : catalogue_.services) {
    if (is_rolled_out(statefulset_of(observed, service.name))) continue;
    const auto log = kubectl_.run({"logs", service.name + "-0", "--tail=20", "--request-timeout=10s"});
    waiting.push_back(fmt::format("{} is not ready; last lines of its log:\n{}", service.name,
                                  log ? trim(log->output + log->errors) : ""));
  }
  return fail(ErrorKind::fatal, fmt::format("{}", fmt::join(waiting, "\n")),
              "`techmarket status --runtime k8s` and `techmarket doctor` look for the cause");
}

Status KubernetesBackend::wait_until_ready() const {
  const auto deadline = std::chrono::steady_clock::now() + kRolloutTimeout;
  Patience patience(settled_);
  std::vector<const config::Service*> waiting;
  for (const auto& service : catalogue_.services) waiting.push_back(&service);
  Status schemas;
  for (;; std::this_thread::sleep_for(kLook)) {
    TM_TRY(check_interrupted());
    TM_ASSIGN(const json observed, observe());
    for (const auto* service : std::vector(waiting)) {
      const json& set = statefulset_of(observed, service->name);
      TM_ASSIGN(const auto schema, schema_of(*service));
      if (!schema) continue;
      if (is_hopeless(*schema)) return check_schema(*service, *schema);
      if (!is_rolled_out(set)) continue;
      spdlog::info("{}: ready", service->name);
      if (schemas) schemas = check_schema(*service, *schema);
      std::erase(waiting, service);
    }
    if (waiting.empty()) return schemas;
    auto obstacles = find_obstacles(observed);
    std::erase_if(obstacles, [&](const Obstacle& one) {
      return std::ranges::none_of(waiting, [&](const auto* service) { return service->name == one.service; });
    });
    TM_TRY(patience.look(obstacles, std::chrono::steady_clock::now()));
    if (std::chrono::steady_clock::now() > deadline) return too_late(observed);
  }
}

Result<std::string> KubernetesBackend::deployed_overlay() const {
  TM_ASSIGN(const json space, kubectl_.get({"namespace", catalogue_.project}));
  if (!space.is_object()) return std::string();
  return space.value("/metadata/annotations"_json_pointer, json::object()).value(kOverlayMark, std::string());
}

Result<std::string> KubernetesBackend::overlay_manifests(const std::string& overlay) const {
  namespace fs = std::filesystem;
  const auto folder = catalogue_.path("k8s-overlays") / overlay;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    std::vector<std::string> known;
    for (const auto& one : fs::directory_iterator(folder.parent_path(), error))
      known.push_back(one.path().filename().string());
    std::ranges::sort(known);
    return fail(ErrorKind::usage, fmt::format("there is no overlay '{}' in k8s-overlays", overlay),
                fmt::format("choose one of: {}", fmt::join(known, ", ")));
  }
  // Окрема програма новіша за вбудовану в старий kubectl.
  std::vector<std::string> build = {"kubectl", "kustomize", folder.string()};
  if (find_program("kustomize")) build = {"kustomize", "build", folder.string()};
  TM_ASSIGN(const Completed built, run_interruptibly_checked({.argv = std::move(build)}));
  return built.output;
}

Status KubernetesBackend::deploy() const {
  std::string overlay = overlay_, manifests;
  if (overlay.empty()) {
    TM_ASSIGN(overlay, deployed_overlay());
  }
  if (!overlay.empty() && overlay != kNoOverlay) {
    spdlog::info("overlay {}", overlay);
    TM_ASSIGN(manifests, overlay_manifests(overlay));
  }
  // Скрипт створює простір імен, Secret і ConfigMap: без них поди не стартують.
  TM_TRY(run_interruptibly_checked({.argv = {catalogue_.path("k8s/create-configmaps.sh").string()}}));
  std::vector<std::string> apply = {"apply", "--server-side", "--force-conflicts",
                                    "--field-manager=techmarket"};
  if (!manifests.empty()) {
    apply.insert(apply.end(), {"--filename", "-"});
  } else {
    for (const auto& folder : render::manifest_folders(catalogue_))
      apply.insert(apply.end(), {"--filename", catalogue_.path(folder).string()});
  }
  const auto applied = kubectl_.run_checked(std::move(apply), std::move(manifests));
  if (applied) return {};
  Error error = applied.error();
  if (error.message.contains("updates to statefulset spec"))
    error = {
        .kind = ErrorKind::configuration,
        .message =
            "the cluster holds StatefulSets of an earlier version, and part of them cannot be changed: " +
            error.message,
        .hint = fmt::format(
            "`kubectl -n {} delete statefulset --all --cascade=orphan` forgets them and keeps pods and "
            "volumes; then `techmarket up --runtime k8s` again",
            catalogue_.project),
        .sqlstate = {}};
  return std::unexpected(std::move(error));
}

Status KubernetesBackend::up() {
  TM_TRY(check_cluster());
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "up"));
  TM_TRY(remember(Desired::up));
  TM_TRY(deploy());
  spdlog::info("waiting until {} pods are ready", catalogue_.services.size());
  return wait_until_ready();
}

Status KubernetesBackend::down() {
  TM_TRY(check_cluster());
  TM_ASSIGN(const StateLock lock, StateLock::acquire(state_, "down"));
  TM_TRY(remember(Desired::down));
  for (const auto& service : catalogue_.services)
    TM_TRY(kubectl_.run_checked({"scale", "statefulset/" + service.name, "--replicas=0"}));
  spdlog::info("pods are stopped; the volumes stay");
  return {};
}

Result<ServiceReport> KubernetesBackend::report(const config::Service& service, const json& observed) const {
  ServiceReport report{.service = service.name,
                       .engine = service.is_mysql() ? "mysql" : "postgres",
                       .version = {},
                       .host = fmt::format("{0}-0.{0}.{1}.svc", service.name, catalogue_.project),
                       .port = service.container_port(),
                       .problem = "not deployed"};
  const json& set = statefulset_of(observed, service.name);
  if (set.empty()) return report;
  report.problem = set.value("/spec/replicas"_json_pointer, 1) == 0 ? "stopped" : "not ready";
  for (const auto& one : obstacles_of(observed, service.name)) {
    report.problem = one.text();
    report.remedy = one.remedy;
    return report;
  }
  TM_ASSIGN(const auto schema, schema_of(service));
  if (schema && *schema != SchemaState::whole) {
    report.problem = describe(*schema);
    report.remedy = remedy(*schema, service);
    return report;
  }
  // Готовність пода — це позначка цілої бази, прочитана її користувачем: так написано readinessProbe.
  report.ready = set.value("/status/readyReplicas"_json_pointer, 0) > 0;
  if (!report.ready) return report;
  const auto image = set.value("/spec/template/spec/containers/0/image"_json_pointer, std::string());
  report.version = render::image_version(image);
  return report;
}

Result<Report> KubernetesBackend::status() {
  TM_TRY(check_cluster());
  Report report{.runtime = std::string(name()), .services = {}, .adminer = {}};
  TM_ASSIGN(const json observed, observe());
  for (const auto& service : catalogue_.services) {
    TM_ASSIGN(auto one, this->report(service, observed));
    report.services.push_back(std::move(one));
  }
  return report;
}

Status KubernetesBackend::logs(const LogRequest& request) {
  TM_TRY(check_cluster());
  TM_TRY(catalogue_.service(request.service));
  Command command =
      kubectl_.command({"logs", request.service + "-0", fmt::format("--tail={}", request.lines)});
  if (request.follow) command.argv.push_back("--follow");
  command.inherit_output = true;
  TM_TRY(run_checked(command));
  return {};
}

Result<std::string> KubernetesBackend::clean_target() {
  TM_TRY(check_cluster());
  TM_ASSIGN(const json space, kubectl_.get({"namespace", catalogue_.project}));
  if (!space.is_object()) return std::string();
  const auto labels = space.value("/metadata/labels"_json_pointer, json::object());
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
  if (!target.empty()) TM_TRY(kubectl_.run_checked({"delete", "namespace", catalogue_.project}));
  spdlog::info("removed namespace {}", catalogue_.project);
  return forget_instance(state_);
}

}  // namespace techmarket::runtime::kubernetes
