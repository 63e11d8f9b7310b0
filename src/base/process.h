#pragma once
// Запуск інших програм. Аргументи — вектор, без командної оболонки; таємниці передаються середовищем або
// вводом.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace techmarket {

/// Від чийого імені працює процес: uid і gid. Змінити їх може лише root.
using Identity = std::pair<uid_t, gid_t>;

struct Command {
  std::vector<std::string> argv;                                      ///< argv[0] шукається в PATH
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< додається до поточного середовища
  std::filesystem::path directory = {};    ///< робоча тека; порожня — поточна
  std::string input = {};                  ///< стандартний ввід
  std::filesystem::path output_file = {};  ///< stdout у файл замість рядка
  bool inherit_output = false;             ///< stdout і stderr користувача
  /// Від чийого імені; порожньо — від свого. Чужому середовища не передаємо: в ньому бувають таємниці.
  std::optional<Identity> user = {};
};

struct Completed {
  int exit_code = 0;   ///< 128 + номер сигналу, якщо процес убито
  std::string output;  ///< stdout
  std::string errors;  ///< stderr
};

/// Запускає і чекає завершення. Помилка — лише якщо програму не вдалося запустити; ненульовий код не є
/// помилкою.
Result<Completed> run(const Command& command);

/// Те саме, але ненульовий код — помилка з командою і кінцем stderr.
Result<Completed> run_checked(const Command& command);

/// Програма, що працює, доки живе цей об'єкт: потоку не тримає, про її кінець питають. Помирає разом із
/// об'єктом — і з потоком, який її запустив, навіть коли нас убито. Ctrl-C терміналу до неї не доходить:
/// зупинити її — справа того, хто запустив.
class Child {
 public:
  /// Діють argv, environment, input і output_file (обов'язковий, права 0600).
  static Result<Child> start(const Command& command);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// Порожньо, доки працює; далі код завершення або 128 + номер сигналу.
  std::optional<int> exit_code();
  /// Що вона сказала в stderr.
  std::string errors() const;

 private:
  Child(pid_t process, int errors) : process_(process), errors_(errors) {}
  pid_t process_;
  int errors_;  ///< безіменний файл у пам'яті: канал довелося б весь час вичитувати
  std::optional<int> exit_code_ = {};
};

/// Процес, що живе далі без нас: нова сесія, stdin з /dev/null, stdout і stderr дописуються в log. З нашого
/// середовища дістає лише PATH і мову: таємниць, які там бувають, серверові знати нема чого.
struct Daemon {
  std::vector<std::string> argv;
  std::filesystem::path directory;
  std::filesystem::path log;
  std::optional<Identity> user;  ///< від чийого імені; порожньо — від свого
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< що додати до цього середовища
};

/// @return номер процесу. Помилка, якщо exec не вдався (дізнаємося одразу).
Result<pid_t> start_daemon(const Daemon& daemon);

/// Повний шлях програми з PATH або з /usr/sbin, /sbin (їх часто немає в PATH звичайного користувача).
std::optional<std::filesystem::path> find_program(const std::string& name);

}  // namespace techmarket
