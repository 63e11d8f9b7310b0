#pragma once
// manifest.json: що лежить у теці копії.

#include <string>

#include "ops/backup.h"

namespace techmarket::ops {

std::string manifest_text(const Backup& backup);

}  // namespace techmarket::ops
