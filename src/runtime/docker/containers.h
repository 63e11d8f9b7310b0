#pragma once
// Чиї контейнери: за мітками, які ставить сам Compose, тож однаково, хто їх запустив — `docker-compose up -d`
// чи `techmarket up`, і як зветься тека. Ім'я проєкту Compose — COMPOSE_PROJECT_NAME (середовище або .env),
// інакше ім'я теки; контейнери й томи двох копій проєкту тому різні.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::runtime::docker {

struct Container {
  std::string id, name;
  std::string service;  ///< «auth-db», «adminer»
  std::string project;  ///< проєкт Compose
  std::string folder;   ///< тека, з якої його запущено
  std::string state;    ///< «running», «exited»
  std::string ports;    ///< «127.0.0.1:3306->3306/tcp»
};

/// Ім'я проєкту Compose для цієї теки, як його виводить сам Compose.
Result<std::string> project_name(const config::Catalogue& catalogue);

/// Контейнери всіх проєктів Compose цього двигуна.
Result<std::vector<Container>> all_containers();

/// Ті з них, що запущено з теки цього проєкту.
Result<std::vector<Container>> own_containers(const config::Catalogue& catalogue);

/// Контейнер сервісу цього проєкту або «adminer»; порожньо, якщо його немає.
Result<std::optional<Container>> container_of(const config::Catalogue& catalogue, std::string_view service);

/// Чи працює тут хоч один контейнер, хто б його не запустив. Без Docker — ні.
bool has_running_containers(const config::Catalogue& catalogue);

/// «running healthy», «running starting», «exited (137)»; порожньо, якщо контейнера вже немає.
Result<std::string> container_state(const Container& container);

/// Проєкт Compose з цим іменем не належить іншій теці: ні контейнери, ні томи. Помилка configuration називає
/// її.
Status check_project(const config::Catalogue& catalogue);

/// Лишає в двигуні позначку (порожній том), з якої теки цей проєкт. Томи самі не пам'ятають, чиї вони.
Status mark_project(const config::Catalogue& catalogue);

/// Вилучає позначку.
Status unmark_project(const config::Catalogue& catalogue);

}  // namespace techmarket::runtime::docker
