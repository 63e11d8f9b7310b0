#pragma once
// Спільне для всіх команд: глобальні прапорці, каталог сервісів, вибрана дія.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "config/catalogue.h"
#include "db/endpoint.h"

namespace techmarket::cli {

/// Прапорці, спільні для всіх команд.
struct Globals {
  std::string config;  ///< --config FILE; порожньо — шукати techmarket.toml угору від поточної теки
  bool json = false;   ///< --json: один об'єкт у stdout
  bool quiet = false;  ///< --quiet
  std::optional<int> port_offset;  ///< --port-offset N; інакше — той, з яким запущено екземпляр
};

/// Коли Ctrl-C чи SIGTERM завершує команду.
enum class Interrupts {
  between_steps,  ///< команда має справу з серверами: зупиняється сама, прибравши за собою
  at_once         ///< лише обчислення й файли
};

class Context {
 public:
  Globals globals;

  /// Каталог сервісів із портами цього екземпляра. Читається один раз, за першою потребою.
  Result<const config::Catalogue*> catalogue();

  /// Те саме, і бази цього каталогу справді його: свої сервери, що померли, піднято, чужих не чіпаємо.
  Result<const config::Catalogue*> databases();

  /// Чи команда має справу з базами каталогу, а не з названими адресою.
  bool uses_catalogue() const { return catalogue_.has_value(); }

  ProgressStyle progress() const { return progress_style(globals.quiet); }

  /// Друкує відповідь команди: JSON одним рядком у stdout.
  void print(const nlohmann::json& answer) const;

  /// Команда, яку вибрав користувач. Виконується після розбору всього командного рядка.
  void select(std::function<Status()> action, Interrupts interrupts = Interrupts::between_steps) {
    action_ = std::move(action);
    interrupts_ = interrupts;
  }
  Interrupts interrupts() const { return interrupts_; }
  const std::function<Status()>& selected() const { return action_; }

 private:
  std::function<Status()> action_;
  Interrupts interrupts_ = Interrupts::between_steps;
  std::optional<config::Catalogue> catalogue_;
};

/// Друкує в stdout відповідь для людини: чуже в ній — імена, значення, шляхи — не керує терміналом.
template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  fmt::print("{}", visible(fmt::format(format, std::forward<Args>(args)...)));
}

/// Шлях для повідомлень: відносний, якщо файл лежить у поточній теці або нижче.
std::string shown_path(const std::filesystem::path& path);

}  // namespace techmarket::cli
