#pragma once
// Виклики docker та docker compose для файла docker-compose.yml нашого проєкту.

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/process.h"
#include "config/catalogue.h"

namespace techmarket::runtime::docker {

/// Чому Docker тут непридатний (configuration), або нічого, якщо рушій відповідає і compose є.
Status check_engine();

/// Образи, які потрібні проєктові.
std::vector<std::string> images(const config::Catalogue& catalogue);

/// Ті з images(), яких немає на машині.
Result<std::vector<std::string>> missing_images(const config::Catalogue& catalogue);

/// Завантажує образи. @param limit скільки часу на кожен; нуль — без межі.
Status pull(const std::vector<std::string>& images, std::chrono::seconds limit = {});

/// Команда `docker compose <arguments>` (або docker-compose) у корені проєкту з портами, користувачами й
/// паролями, з якими працюють команди.
Result<Command> compose(const config::Catalogue& catalogue, const std::vector<std::string>& arguments);

}  // namespace techmarket::runtime::docker
