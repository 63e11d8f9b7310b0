#pragma once
// Складники kustomize (k8s/components): те, що додають за потреби.

#include <string>
#include <utility>
#include <vector>

#include "config/catalogue.h"

namespace techmarket::render {

/// hostpath, schedule, adminer, monitoring: шлях від кореня проєкту і текст.
std::vector<std::pair<std::string, std::string>> components(const config::Catalogue& catalogue);

}  // namespace techmarket::render
