#include "runtime/ensure.h"

#include <unistd.h>

#include <fmt/format.h>

#include "runtime/docker/preflight.h"
#include "runtime/local/local_backend.h"
#include "runtime/local/port_holder.h"
#include "runtime/ownership.h"
#include "runtime/probe.h"

namespace techmarket::runtime {
namespace {

bool is_ours(const config::Catalogue& catalogue, const std::optional<Instance>& instance) {
  return instance && instance->runtime == "local" && instance->port_offset == catalogue.port_offset;
}

/// Порт, на якому слухає інший користувач машини, — не наш сервер, хоч би що він відповідав. Слухачами баз
/// бувають root (порти Docker), ми самі та службові користувачі серверів.
Status check_listener(const config::Service& service) {
  if (service.is_elsewhere()) return {};
  const auto holder = runtime::local::port_holder(service.port);
  if (!holder || runtime::local::may_serve_databases(*holder)) return {};
  return fail(ErrorKind::configuration,
              fmt::format("{}: port {} is held by {}, which is not a database of yours; no password was sent",
                          service.name, service.port, holder->description),
              "stop that process, or choose other ports with `--port-offset N`");
}

/// Контейнери мають працювати, а сервіс мовчить: чому, каже Docker.
Status check_containers(const config::Catalogue& catalogue) {
  for (const auto& service : catalogue.services) {
    if (service.is_elsewhere()) continue;
    const auto alive = probe(service);
    if (!alive && alive.error().kind == ErrorKind::retryable)
      TM_TRY(runtime::docker::explain_silence(catalogue, service));
  }
  return {};
}

}  // namespace

Status check_ours(const config::Service& service, const StateLayout& state) {
  TM_TRY(check_listener(service));
  // Бази іншого екземпляра мають ті самі імена й паролі; чиї вони, каже сама база.
  TM_ASSIGN(const auto folder, signed_by(service));
  if (!folder) return {};
  return fail(ErrorKind::configuration,
              fmt::format("{} on port {} belongs to the instance in {}, not to the one in {}", service.name,
                          service.port, *folder, state.root().string()),
              fmt::format("set TECHMARKET_STATE_DIR={} to work with it, or start your own with "
                          "`techmarket up --port-offset N`",
                          *folder));
}

config::Catalogue reached_by(config::Catalogue catalogue, const std::optional<Instance>& instance,
                             const StateLayout& state) {
  if (!is_ours(catalogue, instance)) return catalogue;
  auto reached = runtime::local::at_sockets(catalogue, state);
  for (std::size_t i = 0; i < catalogue.services.size(); ++i)
    if (const auto& one = catalogue.services[i];
        one.is_elsewhere() || runtime::local::serves_another_port(one, state))
      reached.services[i].socket_folder.clear();
  return reached;
}

Status ensure_running(const config::Catalogue& catalogue, const StateLayout& state) {
  TM_ASSIGN(const auto instance, read_instance(state));
  if (!is_ours(catalogue, instance)) {
    for (const auto& service : catalogue.services) TM_TRY(check_ours(service, state));
    const bool docker = instance && instance->runtime == "docker" && instance->desired == Desired::up;
    return docker ? check_containers(catalogue) : Status();
  }
  // Без сокета лишилися ті, хто деінде або на чужому порту.
  for (const auto& service : reached_by(catalogue, instance, state).services)
    if (service.socket_folder.empty()) TM_TRY(check_ours(service, state));
  return instance->desired == Desired::up ? runtime::local::LocalBackend(catalogue, state).revive()
                                          : Status();
}

Result<std::filesystem::path> local_data_folder(const config::Catalogue& catalogue,
                                                const StateLayout& state) {
  TM_ASSIGN(const auto instance, read_instance(state));
  return is_ours(catalogue, instance) ? state.services() : std::filesystem::path();
}

Result<std::filesystem::path> local_data_folder(const config::Catalogue& catalogue) {
  return local_data_folder(catalogue, default_state());
}

Status ensure_running(const config::Catalogue& catalogue) {
  return ensure_running(catalogue, default_state());
}

}  // namespace techmarket::runtime
