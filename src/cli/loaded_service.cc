#include "cli/loaded_service.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "cli/context.h"

namespace techmarket::cli {
namespace {

Result<LoadedService> load(const config::Catalogue& catalogue, const config::Service& service,
                           InputReport& report) {
  LoadedService loaded{.service = &service,
                       .parsed = {},
                       .dbml_path = shown_path(catalogue.path(service.dbml)),
                       .sql_path = shown_path(catalogue.path(service.sql))};
  loaded.parsed = report.read(loaded.dbml_path);
  if (std::filesystem::exists(loaded.sql_path)) {
    TM_ASSIGN(loaded.sql, read_file(loaded.sql_path));
  }
  return loaded;
}

}  // namespace

Result<std::vector<LoadedService>> load_services(const config::Catalogue& catalogue,
                                                 const std::vector<std::string>& names, InputReport& report) {
  for (const auto& name : names) TM_TRY(catalogue.service(name));
  std::vector<LoadedService> all;
  for (const auto& service : catalogue.services) {
    if (!names.empty() && std::ranges::find(names, service.name) == names.end()) continue;
    TM_ASSIGN(auto loaded, load(catalogue, service, report));
    all.push_back(std::move(loaded));
  }
  return all;
}

}  // namespace techmarket::cli
