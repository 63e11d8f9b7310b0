#pragma once
// Куди під'єднуватися. Пароль живе лише тут і ніколи не потрапляє в журнал чи командний рядок.

#include <filesystem>
#include <string>

namespace techmarket::db {

struct Endpoint {
  std::string service;  ///< ім'я для повідомлень: «orders-db»
  std::string host = "127.0.0.1";
  int port = 0;
  /// Тека із сокетом сервера, доступна лише власникові: хто там слухає, доводить файлова система. Порожня —
  /// TCP.
  std::filesystem::path socket_folder = {};
  std::string user, password;
  std::string database;
  /// Як з'єднання називає себе серверу: «techmarket etl». Видно в processlist і pg_stat_activity.
  std::string application = "techmarket";
  /// Базу назвали адресою: поради про techmarket.toml і `techmarket up` її не стосуються.
  bool by_address = false;
};

/// Чи веде адреса на цю саму машину.
inline bool is_loopback(const Endpoint& endpoint) {
  return !endpoint.socket_folder.empty() || endpoint.host == "localhost" || endpoint.host == "::1" ||
         endpoint.host.starts_with("127.");
}

}  // namespace techmarket::db
