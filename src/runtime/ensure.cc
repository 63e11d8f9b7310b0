#include "runtime/ensure.h"

#include <filesystem>

#include <fmt/format.h>

#include "runtime/local/local_backend.h"
#include "runtime/local/port_holder.h"
#include "runtime/local/server.h"

namespace techmarket::runtime {

namespace {

/// Бази іншого екземпляра мають ті самі імена й паролі; відрізняє їх лише тека стану. Чужого не чіпаємо.
Status check_ownership(const config::Catalogue& catalogue, const StateLayout& state) {
  for (const auto& service : catalogue.services) {
    const auto holder = local::port_holder(service.port);
    if (!holder || !holder->pid) continue;
    const auto root = local::instance_of(*holder->pid, service);
    std::error_code ignored;
    if (!root || std::filesystem::weakly_canonical(*root, ignored) ==
                     std::filesystem::weakly_canonical(state.root(), ignored))
      continue;
    return fail(ErrorKind::configuration,
                fmt::format("{} on port {} belongs to the instance in {}, not to the one in {}", service.name,
                            service.port, root->string(), state.root().string()),
                fmt::format("set TECHMARKET_STATE_DIR={} to work with it, or start your own with "
                            "`techmarket up --port-offset N`",
                            root->string()));
  }
  return {};
}

}  // namespace

Status ensure_running(const config::Catalogue& catalogue, const StateLayout& state) {
  TM_ASSIGN(const auto instance, read_instance(state));
  const bool ours = instance && instance->runtime == "local" && instance->desired == Desired::up &&
                    instance->port_offset == catalogue.port_offset;
  return ours ? local::LocalBackend(catalogue, state).revive() : check_ownership(catalogue, state);
}

Status ensure_running(const config::Catalogue& catalogue) {
  return ensure_running(catalogue, default_state());
}

}  // namespace techmarket::runtime
