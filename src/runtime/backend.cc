#include "runtime/backend.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/local/local_backend.h"

namespace techmarket::runtime {

Result<std::unique_ptr<Backend>> make_backend(std::string_view runtime, const config::Catalogue& catalogue,
                                              Purpose) {
  const StateLayout state = default_state();
  if (runtime == "auto" || runtime == "local") return std::make_unique<local::LocalBackend>(catalogue, state);
  return fail(ErrorKind::usage, fmt::format("unknown runtime '{}'", runtime),
              "choose one of: auto, local, docker, k8s");
}

Status check_log_name(const config::Catalogue& catalogue, std::string_view name) {
  if (name == "adminer") return {};
  TM_TRY(catalogue.service(name));
  return {};
}

}  // namespace techmarket::runtime
