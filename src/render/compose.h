#pragma once
// docker-compose.yml: придатний і для docker-compose 1.29 з Debian, і для Compose v2.

#include <string>

#include "config/catalogue.h"

namespace techmarket::render {

/// Текст docker-compose.yml. Порти беруться з каталогу, тож його слід читати без зсуву портів.
std::string compose_file(const config::Catalogue& catalogue);

/// Змінна середовища compose для сервісу: ("auth-db", "PORT") → AUTH_DB_PORT.
std::string compose_variable(std::string_view service, std::string_view suffix);

}  // namespace techmarket::render
