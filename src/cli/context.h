#pragma once
// Спільне для всіх команд: глобальні прапорці, каталог сервісів, вибрана дія.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "base/progress.h"
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

class Context {
 public:
  Globals globals;

  /// Каталог сервісів із портами цього екземпляра. Читається один раз, за першою потребою.
  Result<const config::Catalogue*> catalogue();

  /// Те саме, і бази цього каталогу справді його: свої сервери, що померли, піднято, чужих не чіпаємо.
  Result<const config::Catalogue*> databases();

  ProgressStyle progress() const { return progress_style(globals.quiet); }

  /// Друкує відповідь команди: JSON одним рядком у stdout.
  void print(const nlohmann::json& answer) const;

  /// Команда, яку вибрав користувач. Виконується після розбору всього командного рядка.
  void select(std::function<Status()> action) { action_ = std::move(action); }
  const std::function<Status()>& selected() const { return action_; }

 private:
  std::function<Status()> action_;
  std::optional<config::Catalogue> catalogue_;
};

/// Шлях для повідомлень: відносний, якщо файл лежить у поточній теці або нижче.
std::string shown_path(const std::filesystem::path& path);

}  // namespace techmarket::cli
