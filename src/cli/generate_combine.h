#pragma once
// techmarket generate --combine: звіти часток разом — звіт цілого.

#include <string>
#include <vector>

#include "cli/context.h"

namespace techmarket::cli {

/// @param files відповіді `generate --json --shard I/N`, по одній на частку.
/// Помилка bad_input, якщо котроїсь частки немає, вона є двічі або має інші параметри.
Status combine_reports(Context& context, const std::vector<std::string>& files);

}  // namespace techmarket::cli
