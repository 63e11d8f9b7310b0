#include "runtime/ensure.h"

#include "runtime/local/local_backend.h"

namespace techmarket::runtime {

Status ensure_running(const config::Catalogue& catalogue, const StateLayout& state) {
  TM_ASSIGN(const auto instance, read_instance(state));
  if (!instance || instance->runtime != "local" || instance->desired != Desired::up ||
      instance->port_offset != catalogue.port_offset)
    return {};
  return local::LocalBackend(catalogue, state).revive();
}

Status ensure_running(const config::Catalogue& catalogue) {
  return ensure_running(catalogue, default_state());
}

}  // namespace techmarket::runtime
