#pragma once
// Вигляд відмінностей, спільний для команд schema check, diff і migrate.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "ddl/scope.h"
#include "migrate/compare.h"

namespace CLI {
class App;
}

namespace techmarket::cli {

nlohmann::json to_json(const std::vector<migrate::Difference>& differences);

/// «1 difference», «3 steps».
std::string counted(std::size_t count, std::string_view noun);

/// --exclude і --schema.
void add_scope_options(CLI::App& command, ddl::Scope& scope);

/// Усе вже надруковано; лишається код завершення 1.
Status differ();

}  // namespace techmarket::cli
