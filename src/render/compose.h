#pragma once
// docker-compose.yml: придатний і для docker-compose 1.29 з Debian, і для Compose v2.

#include <string>

#include "config/catalogue.h"

namespace techmarket::render {

/// Текст docker-compose.yml. Порти беруться з каталогу, тож його слід читати без зсуву портів.
std::string compose_file(const config::Catalogue& catalogue);

/// Текст docker-compose.secrets.yml: доповнення, з яким паролі приходять файлами, а не середовищем
/// контейнера.
std::string compose_secrets_file(const config::Catalogue& catalogue);

}  // namespace techmarket::render
