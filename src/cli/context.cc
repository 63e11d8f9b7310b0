#include "cli/context.h"

#include <cstdlib>

#include "runtime/state.h"

namespace techmarket::cli {
namespace {

/// Прапорець, інакше змінна середовища (її прочитає load_catalogue), інакше те, з чим запущено екземпляр.
Result<std::optional<int>> port_offset(const Globals& globals) {
  if (globals.port_offset || std::getenv("TECHMARKET_PORT_OFFSET")) return globals.port_offset;
  TM_ASSIGN(const auto instance, runtime::read_instance());
  return instance ? std::optional(instance->port_offset) : std::nullopt;
}

}  // namespace

Result<const config::Catalogue*> Context::catalogue() {
  if (!catalogue_) {
    std::filesystem::path file = globals.config;
    if (file.empty()) {
      TM_ASSIGN(file, config::find_catalogue());
    }
    TM_ASSIGN(const auto offset, port_offset(globals));
    TM_ASSIGN(catalogue_, config::load_catalogue(file, offset));
  }
  return &*catalogue_;
}

std::string shown_path(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto relative = std::filesystem::proximate(path, ignored);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return (below ? relative : path).string();
}

}  // namespace techmarket::cli
