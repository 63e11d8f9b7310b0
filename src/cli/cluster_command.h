#pragma once
// Команди, що працюють із базами, у Kubernetes виконує завдання з образом програми: `techmarket generate
// --runtime k8s`.

#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/context.h"
#include "runtime/activity.h"

namespace techmarket::cli {

/// Прапорець --runtime команди, що працює з базами; «auto» — там, де екземпляр.
std::shared_ptr<std::string> add_place_option(CLI::App& command);

/// Чи бази в Kubernetes: так сказано або там їх запустив `up`. Помилка usage перелічує дозволені імена.
Result<bool> runs_in_cluster(const std::string& place);

/// Та сама команда тими самими словами — завданням у кластері. Її вивід — наш, її код завершення — наш.
/// @param work за ким чекати на цій машині. @param arguments порожні — ті, якими викликано нас.
/// @param output куди покласти те, що команда запише в теку kJobOutput пода.
Status run_in_cluster(Context& context, const std::string& name, std::optional<runtime::Work> work,
                      std::vector<std::string> arguments = {}, const std::filesystem::path& output = {});

/// Командний рядок без того, що має сенс лише на цій машині: --runtime, --config, --port-offset.
std::vector<std::string> portable_arguments(const std::vector<std::string>& arguments);

}  // namespace techmarket::cli
