#pragma once
// Прапорець --runtime, спільний для up, down, status, logs і clean.

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace techmarket::cli {

/// @return значення, яке заповнить розбір командного рядка; «auto», якщо прапорця немає.
inline std::shared_ptr<std::string> add_runtime_option(CLI::App& command) {
  auto name = std::make_shared<std::string>("auto");
  command.add_option("--runtime", *name, "Where the servers run: auto, local, docker or k8s")
      ->type_name("NAME")
      ->capture_default_str();
  return name;
}

}  // namespace techmarket::cli
