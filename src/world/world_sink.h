#pragma once
// Світ → чотири бази MySQL: замок, позначка «завантажується», порожні таблиці, рядки, лічба, позначка
// «завершено».

#include <filesystem>
#include <memory>

#include "config/catalogue.h"
#include "rows/sink.h"
#include "world/scale.h"

namespace techmarket::world {

struct WorldSinkOptions {
  Parameters parameters;
  bool replace_foreign_rows = false;  ///< --yes: стерти й ті рядки, які завантажили не ми
  rows::Shard shard = {};  ///< частки завантажуються поруч; світ завершено, коли є всі
  std::filesystem::path data_folder = {};  ///< дані серверів на цій машині; порожньо — вони деінде
};

std::unique_ptr<rows::Sink> world_sink(const config::Catalogue& catalogue, const rows::Schemas& schemas,
                                       WorldSinkOptions options);

}  // namespace techmarket::world
