#include "cli/context.h"

#include <cstdlib>

#include "config/overrides.h"
#include "runtime/ensure.h"
#include "runtime/state.h"

namespace techmarket::cli {
namespace {

/// Прапорець, інакше змінна середовища (її прочитає load_project), інакше те, з чим запущено екземпляр.
std::optional<int> port_offset(const Globals& globals, const std::optional<runtime::Instance>& instance) {
  if (globals.port_offset || std::getenv("TECHMARKET_PORT_OFFSET")) return globals.port_offset;
  return instance ? std::optional(instance->port_offset) : std::nullopt;
}

}  // namespace

Result<const config::Catalogue*> Context::catalogue() {
  if (!catalogue_) {
    std::filesystem::path file = globals.config;
    if (file.empty()) {
      TM_ASSIGN(file, config::find_catalogue());
    }
    const runtime::StateLayout state = runtime::default_state();
    TM_ASSIGN(const auto instance, runtime::read_instance(state));
    TM_ASSIGN(auto loaded, config::load_project(file, port_offset(globals, instance)));
    catalogue_ = runtime::reached_by(std::move(loaded), instance, state);
  }
  return &*catalogue_;
}

Result<const config::Catalogue*> Context::databases() {
  TM_ASSIGN(const config::Catalogue* known, catalogue());
  TM_TRY(runtime::ensure_running(*known));
  return known;
}

std::string shown_path(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto relative = std::filesystem::proximate(path, ignored);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return (below ? relative : path).string();
}

}  // namespace techmarket::cli
