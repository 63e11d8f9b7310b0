#pragma once
// Спільне для наскрізних тестів: запуск програми так, як її запускає людина, і прямий SQL повз неї.
// Екземпляр піднімає CTest (фікстура e2e); тека стану й порти приходять середовищем.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "config/catalogue.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::e2e {

/// Чи є екземпляр, з яким працювати; інакше тести пропускаються з поясненням.
bool platform_is_up();

#define REQUIRE_PLATFORM() \
  if (!platform_is_up()) GTEST_SKIP() << "no instance is running: start through CTest (ctest -R e2e)"

struct Outcome {
  int exit_code = 0;
  std::string output, errors;
  nlohmann::json json;  ///< відповідь, якщо stdout — один об'єкт JSON
};

using Environment = std::vector<std::pair<std::string, std::string>>;

/// techmarket ARGUMENTS… у корені проєкту або в іншій теці, з доданими змінними середовища.
Outcome techmarket(const std::vector<std::string>& arguments, const std::filesystem::path& directory = {},
                   const Environment& environment = {});

/// Те саме у тлі; вивід іде у файл log. Повертає номер процесу.
pid_t start_techmarket(const std::vector<std::string>& arguments, const std::filesystem::path& log);

/// Чекає завершення процесу, запущеного start_techmarket; код як у оболонки (137 після kill -9).
int wait_for(pid_t process);

/// Файл для виводу такого процесу; свій у кожного процесу тестів.
std::filesystem::path log_file(const std::string& name);

/// Номер процесу сервера; −1, якщо його немає.
pid_t server_process(const std::string& service);

const config::Catalogue& catalogue();
db::mysql::Connection mysql(const std::string& service);
db::postgres::Connection warehouse();
/// З'єднання з маркером: `mysql_int("orders-db", "SELECT COUNT(*) …")`.
std::int64_t mysql_int(const std::string& service, const std::string& sql);
std::int64_t warehouse_int(const std::string& sql);

/// Чекає, доки умова справдиться; false, якщо за дві хвилини не справдилася.
template <class Condition>
bool eventually(Condition condition);

/// Копія docs/db, database і techmarket.toml, яку тест може псувати; зникає разом з об'єктом.
class ProjectCopy {
 public:
  ProjectCopy();
  ~ProjectCopy();
  ProjectCopy(const ProjectCopy&) = delete;
  ProjectCopy& operator=(const ProjectCopy&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Замінює в файлі text на replacement; помилка тесту, якщо тексту немає.
  void replace(const std::string& file, const std::string& text, const std::string& replacement) const;

 private:
  std::filesystem::path path_;
};

/// Світ масштабу 1 у всіх базах і в сховищі: відомий стан, з якого починає кожен тест.
void fill_default_world();

}  // namespace techmarket::e2e

#include <chrono>
#include <thread>

template <class Condition>
bool techmarket::e2e::eventually(Condition condition) {
  using namespace std::chrono;
  const auto deadline = steady_clock::now() + minutes(2);
  while (steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(5));  // крок опитування, а не очікування певного часу
  }
  return false;
}
