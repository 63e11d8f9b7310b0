#pragma once
// Те, чим рушії відрізняються в контейнері: аргументи сервера, тека даних, перевірка готовності.
// Однакове для Compose і Kubernetes.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalogue.h"

namespace techmarket::render {

/// Перший рядок кожного створеного файлу (після знака коментаря). За ним же впізнаються застарілі файли.
inline constexpr std::string_view kGeneratedNotice =
    "Generated from techmarket.toml by `techmarket render`; do not edit.";

/// Аргументи сервера для офіційного образу.
std::vector<std::string> server_arguments(const config::Service& service);

/// Куди офіційний образ кладе дані.
std::string_view data_folder(const config::Service& service);

/// Скрипт, що відбирає в користувача сервісу PostgreSQL права суперкористувача.
inline constexpr std::string_view kServiceUserScript = "database/init/00_service_user.sh";
std::string service_user_script();

/// Скрипт, що останнім ставить позначку цілої бази (migrate/schema_mark.h).
inline constexpr std::string_view kSchemaMarkScript = "database/init/99_schema_mark.sh";
std::string schema_mark_script();

/// Файли /docker-entrypoint-initdb.d сервісу в порядку виконання, від кореня проєкту.
std::vector<std::filesystem::path> init_files(const config::Service& service);

/// Шлях файла схеми в контейнері.
std::string schema_file(const config::Service& service);

/// Команда оболонки, що друкує відбиток із позначки цілої бази. Питає користувач сервісу через TCP: доки
/// офіційний образ створює базу, тимчасовий сервер слухає тільки сокет, тож передчасної відповіді не буває.
/// Ім'я користувача й бази беруться з середовища контейнера. Рядки відповіді — частини однієї команди: у YAML
/// їх з'єднує згорнутий блок «>-».
/// @param password вираз оболонки, що дає пароль: «$MYSQL_PASSWORD» або «$(cat файл)». Він стає змінною
///   середовища клієнта, не його аргументом.
std::string schema_mark_command(const config::Service& service, std::string_view password);

/// Команда, яка вдається, лише коли сервер відповідає і схему застосовано до кінця. Коли всі з'єднання
/// зайнято, позначку читає адміністратор через сокет: для нього сервер тримає місце, і завантажена база
/// лишається готовою.
/// @param password, root_password вирази оболонки, як вище; PostgreSQL пускає свого адміністратора через
/// сокет без пароля.
std::string readiness_command(const config::Service& service, std::string_view password,
                              std::string_view root_password);

}  // namespace techmarket::render
