#include "runtime/backend.h"

#include <fmt/format.h>

#include "base/log.h"
#include "runtime/docker/compose.h"
#include "runtime/docker/containers.h"
#include "runtime/docker/docker_backend.h"
#include "runtime/kubernetes/kubernetes_backend.h"
#include "runtime/local/local_backend.h"

namespace techmarket::runtime {
namespace {

// auto не повинен довго мовчати: за цей час образи або завантажаться, або працюємо без Docker.
constexpr auto kShortPull = std::chrono::seconds(30);

/// Порожньо, якщо Docker придатний; інакше — чому ні.
std::string docker_obstacle(const config::Catalogue& catalogue) {
  if (const Status engine = runtime::docker::check_engine(); !engine) return engine.error().message;
  const auto missing = runtime::docker::missing_images(catalogue);
  if (!missing) return missing.error().message;
  const Status pulled = runtime::docker::pull(*missing, kShortPull);
  return pulled ? "" : pulled.error().message;
}

/// Те середовище, де екземпляр уже працює, хоч би й запущений самим docker-compose; для нового — Docker, якщо
/// він придатний.
std::string choose(const std::optional<Instance>& instance, const config::Catalogue& catalogue,
                   Purpose purpose) {
  const bool up = instance && instance->desired == Desired::up;
  if (!up && runtime::docker::has_running_containers(catalogue)) return "docker";
  if (instance) return instance->runtime;
  if (purpose == Purpose::inspect) return "local";
  const std::string obstacle = docker_obstacle(catalogue);
  spdlog::info("runtime: {}", obstacle.empty() ? "docker" : fmt::format("local ({})", obstacle));
  return obstacle.empty() ? "docker" : "local";
}

/// Запускаємо лише на цій машині.
Status check_hosts(const config::Catalogue& catalogue) {
  for (const auto& service : catalogue.services)
    if (service.is_elsewhere())
      return fail(ErrorKind::configuration,
                  fmt::format("{}: host {} from {} is not this machine, and `up` starts servers only here",
                              service.name, service.host, service.origins.host),
                  "unset it to start the service here; the other commands use it as it is");
  return {};
}

}  // namespace

Result<std::unique_ptr<Backend>> make_backend(std::string_view runtime, const config::Catalogue& catalogue,
                                              Purpose purpose, const std::string& overlay) {
  const StateLayout state = default_state();
  TM_ASSIGN(const auto instance, read_instance(state));
  if (runtime == "auto" && instance && instance->runtime.empty())
    return fail(ErrorKind::configuration,
                instance->damage + ", and nothing else tells where the databases run",
                "name it: --runtime local, --runtime docker or --runtime k8s");
  const std::string chosen = runtime == "auto" ? choose(instance, catalogue, purpose) : std::string(runtime);
  if (purpose == Purpose::start && instance && instance->desired == Desired::up &&
      instance->runtime != chosen)
    return fail(ErrorKind::configuration, fmt::format("the {} runtime is up already", instance->runtime),
                "run `techmarket down` first");
  if (purpose == Purpose::start && chosen != "k8s") TM_TRY(check_hosts(catalogue));
  if (!overlay.empty() && chosen != "k8s")
    return fail(ErrorKind::usage, fmt::format("--overlay is for Kubernetes, and the runtime is {}", chosen),
                "add --runtime k8s");
  if (chosen == "local") return std::make_unique<runtime::local::LocalBackend>(catalogue, state);
  if (chosen == "docker") return std::make_unique<runtime::docker::DockerBackend>(catalogue, state);
  if (chosen == "k8s")
    return std::make_unique<runtime::kubernetes::KubernetesBackend>(catalogue, state, overlay);
  return fail(ErrorKind::usage, fmt::format("unknown runtime '{}'", chosen),
              "choose one of: auto, local, docker, k8s");
}

Status check_log_name(const config::Catalogue& catalogue, std::string_view name) {
  if (name == "adminer") return {};
  TM_TRY(catalogue.service(name));
  return {};
}

}  // namespace techmarket::runtime
