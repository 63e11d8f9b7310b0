#pragma once
// Середовище, у якому працюють сервери: процеси на цій машині, Docker Compose або Kubernetes. Команди
// однакові.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/report.h"
#include "runtime/state.h"

namespace techmarket::runtime {

struct LogRequest {
  std::string service;      ///< ім'я з каталогу або «adminer»
  std::size_t lines = 100;  ///< скільки останніх рядків показати
  bool follow = false;      ///< показувати нові, доки не перервуть
};

class Backend {
 public:
  virtual ~Backend() = default;

  /// local, docker або k8s.
  virtual std::string_view name() const = 0;

  /// Запускає те, що не працює, і чекає готовності всіх. Повторний виклик нічого не змінює.
  virtual Status up() = 0;

  /// Зупиняє. Дані лишаються.
  virtual Status down() = 0;

  virtual Result<Report> status() = 0;

  /// Друкує журнал сервісу в stdout.
  virtual Status logs(const LogRequest& request) = 0;

  /// Слова, після яких програма виконується там, де працює сервер сервісу: {"docker", "exec", …}. Порожньо —
  /// на цій машині. Таємниці в аргументи не кладуть: їх віддають стандартним вводом.
  virtual Result<std::vector<std::string>> inside(const config::Service&) const {
    return std::vector<std::string>();
  }

  /// Що саме вилучить clean(), одним рядком для запитання користувачеві. Порожньо, якщо вилучати нічого.
  virtual Result<std::string> clean_target() = 0;

  /// Зупиняє й вилучає дані назавжди. Питати користувача — справа команди.
  virtual Status clean() = 0;
};

enum class Purpose { start, inspect };

/// @param runtime auto, local, docker або k8s. auto — те середовище, в якому екземпляр уже створено; якщо
/// його ще немає, для Purpose::start — Docker, коли його рушій відповідає і образи є, інакше local.
/// @param overlay накладка kustomize, лише для k8s; порожня — та, з якою вже розгорнуто.
Result<std::unique_ptr<Backend>> make_backend(std::string_view runtime, const config::Catalogue& catalogue,
                                              Purpose purpose, const std::string& overlay = {});

/// Сервіс каталогу або «adminer»; помилка usage перелічує дозволені імена.
Status check_log_name(const config::Catalogue& catalogue, std::string_view name);

}  // namespace techmarket::runtime
