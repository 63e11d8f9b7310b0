#pragma once
// Програми серверів на цій машині.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::runtime::local {

enum class MysqlFlavour { mariadb, mysql };

struct MysqlPrograms {
  MysqlFlavour flavour = MysqlFlavour::mariadb;
  std::filesystem::path server;  ///< mariadbd або mysqld
  std::filesystem::path install_db;  ///< mariadb-install-db; для MySQL порожньо: mysqld ініціалізує себе сам
};

struct PostgresPrograms {
  int major = 0;
  std::filesystem::path server, initdb;
};

/// Adminer: інтерпретатор PHP і теки з файлами пакета.
struct AdminerPrograms {
  std::filesystem::path php;
  std::filesystem::path page;     ///< adminer.php
  std::filesystem::path plugins;  ///< тека plugins
};

/// Сервер MySQL цієї машини. Який із двох, коли є обидва, каже змінна TECHMARKET_MYSQL_SERVER, інакше ключ
/// mysql_server у techmarket.toml: mariadb, mysql або повний шлях програми; auto — той, що створив наявні
/// дані, інакше MariaDB.
/// @param chosen значення ключа
/// @param created чим створено дані: «MariaDB», «MySQL»; порожньо — даних ще немає
/// Порожньо, якщо такого сервера немає.
std::optional<MysqlPrograms> find_mysql(std::string_view chosen = "auto", std::string_view created = {});

/// Як назвати сервер, якого немає: «mariadbd», «/opt/mysql/bin/mysqld».
std::string wanted_mysql(std::string_view chosen);

/// @param major потрібна старша версія, якщо дані вже є; 0 — найновіша.
std::optional<PostgresPrograms> find_postgres(int major = 0);

std::optional<AdminerPrograms> find_adminer();

/// Помилка (configuration), яка перелічує, що встановити. @param missing імена програм, яких бракує.
std::unexpected<Error> missing_programs(const std::vector<std::string>& missing);

/// Команда, що встановлює все, потрібне локальному запуску.
inline constexpr const char* kInstallCommand =
    "apt-get install --no-install-recommends mariadb-server-core mariadb-client postgresql adminer php-cli "
    "php-mysql php-pgsql";

}  // namespace techmarket::runtime::local
