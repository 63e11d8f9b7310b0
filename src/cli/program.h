#pragma once
// Те, що однаково роблять techmarket і dbml2sql: розібрати аргументи, виконати команду, повідомити про
// помилку.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace techmarket::cli {

/// @param arguments командний рядок без імені програми.
/// @return код завершення процесу.
int run_program(CLI::App& app, Context& context, std::vector<std::string> arguments);

}  // namespace techmarket::cli
