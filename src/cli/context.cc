#include "cli/context.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace techmarket::cli {

Result<const config::Catalogue*> Context::catalogue() {
  if (!catalogue_) {
    std::filesystem::path file = globals.config;
    if (file.empty()) {
      TM_ASSIGN(file, config::find_catalogue());
    }
    TM_ASSIGN(catalogue_, config::load_catalogue(file, globals.port_offset));
  }
  return &*catalogue_;
}

void Context::print(const nlohmann::json& answer) const {
  // Зіпсований UTF-8 із чужої бази не повинен перетворити відповідь на виняток.
  fmt::print("{}\n", answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace techmarket::cli
