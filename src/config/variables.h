#pragma once
// Змінні, якими Compose, Kubernetes і кожна команда перевизначають techmarket.toml: AUTH_DB_PORT,
// AUTH_DB_PASSWORD… Спершу середовище, потім файл .env у теці проєкту — так само, як у Docker Compose.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket::config {

/// Змінна сервісу: ("auth-db", "PORT") → AUTH_DB_PORT.
std::string variable_name(std::string_view service, std::string_view suffix);

struct Variable {
  std::string value;
  std::string origin;  ///< «the environment (AUTH_DB_PORT)», «.env line 3 (AUTH_DB_PORT)»
  bool from_environment = false;
};

/// Розібраний .env. Рядки, які Compose 1 і Compose 2 читають по-різному ($, \, незакриті лапки), — помилка,
/// щойно про таку змінну спитають; чужих змінних не судимо.
class Variables {
 public:
  /// @param folder де лежить .env; файлу може не бути. Помилка configuration, якщо його не прочитати.
  static Result<Variables> read(const std::filesystem::path& folder);
  static Variables parse(std::string_view env_file);

  /// Порожнє значення — те саме, що жодного (${X:-…} у Compose).
  Result<std::optional<Variable>> find(const std::string& name) const;

 private:
  struct Line {
    std::string value;
    int number = 0;
    std::string problem;  ///< порожньо — значення однакове для всіх, хто читає файл
  };
  std::map<std::string, Line, std::less<>> lines_;
};

}  // namespace techmarket::config
