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

/// Образи, які потрібні проєктові: із каталогу або зі змінних MYSQL_IMAGE, POSTGRES_IMAGE, ADMINER_IMAGE.
/// Помилка configuration називає змінну, у якій не образ.
Result<std::vector<std::string>> images(const config::Catalogue& catalogue);

/// Ті з images(), яких немає на машині.
Result<std::vector<std::string>> missing_images(const config::Catalogue& catalogue);

/// Завантажує образи. @param limit скільки часу на кожен; нуль — без межі.
Status pull(const std::vector<std::string>& images, std::chrono::seconds limit = {});

/// Ім'я контейнера сервісу, як у docker-compose.yml.
std::string container_name(const config::Catalogue& catalogue, std::string_view service);

/// Стан контейнера: «running healthy», «running starting», «exited»; порожньо, якщо контейнера немає.
Result<std::string> container_state(const std::string& container);

/// Команда `docker compose <arguments>` (або docker-compose) у корені проєкту з портами цього екземпляра.
Result<Command> compose(const config::Catalogue& catalogue, const std::vector<std::string>& arguments);

}  // namespace techmarket::runtime::docker
