#pragma once
// Куди під'єднуватися. Пароль живе лише тут і ніколи не потрапляє в журнал чи командний рядок.

#include <string>

namespace techmarket::db {

struct Endpoint {
  std::string service;  ///< ім'я для повідомлень: «orders-db»
  std::string host = "127.0.0.1";
  int port = 0;
  std::string user, password;
  std::string database;
  /// Як з'єднання називає себе серверу: «techmarket etl». Видно в processlist і pg_stat_activity.
  std::string application = "techmarket";
  /// Базу назвали адресою: поради про techmarket.toml і `techmarket up` її не стосуються.
  bool by_address = false;
};

}  // namespace techmarket::db
