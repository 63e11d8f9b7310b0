#pragma once
// Те, що однаково роблять techmarket і dbml2sql: розібрати аргументи, виконати команду, повідомити про
// помилку.

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace techmarket::cli {

/// @param arguments командний рядок без імені програми.
/// @return код завершення процесу.
int run_program(CLI::App& app, Context& context, std::vector<std::string> arguments);

/// Виконує print і доводить, що надруковане дійшло: вивід, який не дійшов до диска чи труби, — теж невдача
/// (fatal із причиною), інакше обрізаний SQL мав би код 0.
Status shown(const std::function<void()>& print);

}  // namespace techmarket::cli
