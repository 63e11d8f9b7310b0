#pragma once
// Образ самої програми в контейнері: однакове для Compose і Kubernetes.

#include <string>
#include <utility>
#include <vector>

#include "config/catalogue.h"

namespace techmarket::render {

/// Образ програми, якого чекають кластер і Compose: «techmarket:0.1.0».
std::string program_image();

/// Змінні середовища, за якими програма в мережі контейнерів знаходить базу: там її ім'я — ім'я сервісу, а
/// порт — рушія.
std::vector<std::pair<std::string, std::string>> program_address(const config::Service& service);

/// Сервіс techmarket для docker-compose.yml: команди програми для тих, у кого є лише Docker.
std::string compose_program(const config::Catalogue& catalogue);

/// Його частина docker-compose.secrets.yml: паролі користувачів баз файлами.
/// @param secret_name ім'я таємниці Compose за її власником.
std::string compose_program_secrets(const config::Catalogue& catalogue,
                                    std::string (*secret_name)(std::string_view owner));

}  // namespace techmarket::render
