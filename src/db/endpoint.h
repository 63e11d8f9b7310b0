#pragma once
// Куди під'єднуватися. Пароль живе лише тут і ніколи не потрапляє в журнал чи командний рядок.

#include <filesystem>
#include <string>
#include <string_view>

namespace techmarket::db {

enum class TlsMode {
  automatic,  ///< на цій машині — без TLS, доки сервер його не вимагає; деінде — з TLS, якщо сервер уміє
  off,
  require,  ///< шифрувати, але сертифіката не перевіряти
  verify,   ///< сертифікат підписано ca і видано на ім'я host
};

struct Tls {
  TlsMode mode = TlsMode::automatic;
  std::filesystem::path ca = {};  ///< сертифікати, яким вірить verify
};

/// Звідки взято кожне значення: «.env line 3 (AUTH_DB_PASSWORD)». Без цього відмову «Access denied» шукали б
/// у п'яти місцях.
struct Origins {
  std::string host = "techmarket.toml", port = host, user = host, password = host, tls = host;
};

struct Endpoint {
  std::string service;  ///< ім'я для повідомлень: «orders-db»
  std::string host = "127.0.0.1";
  int port = 0;
  /// Тека із сокетом сервера, доступна лише власникові: хто там слухає, доводить файлова система. Порожня —
  /// TCP.
  std::filesystem::path socket_folder = {};
  std::string user, password;
  std::string database;
  Tls tls = {};
  Origins origins = {};
  /// Як з'єднання називає себе серверу: «techmarket etl». Видно в processlist і pg_stat_activity.
  std::string application = "techmarket";
  /// Базу назвали адресою: поради про techmarket.toml і `techmarket up` її не стосуються.
  bool by_address = false;
};

/// Стільки секунд чекаємо на з'єднання: хибна адреса — відмова, про яку дізнаються до десятої секунди.
inline constexpr unsigned kConnectSeconds = 8;

inline bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// Чи веде адреса на цю саму машину.
inline bool is_loopback(const Endpoint& endpoint) {
  return !endpoint.socket_folder.empty() || is_loopback(endpoint.host);
}

}  // namespace techmarket::db
