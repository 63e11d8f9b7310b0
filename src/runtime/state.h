#pragma once
// Тека стану: що запущено на цій машині, з якими портами, де лежать дані. Імена всіх файлів у ній знає лише
// StateLayout; інший код складати шляхи не повинен.
//
//   <тека стану>/
//     techmarket-instance.json   наша позначка: тека належить techmarket (Instance)
//     lock                       замок: лише одна команда змінює стан
//     scratch/<pid>-<що>/        теки даних, які ще створюються; готова переїжджає у services/<сервіс>/data
//     services/<сервіс>/         data/ tmp/ files/ server.log initialised.json first-start.sql
//                                admin-password, сокет сервера (mysql.sock або .s.PGSQL.<порт>)
//     adminer/                   index.php, sessions/, server.log
//
// Тека: TECHMARKET_STATE_DIR, інакше /var/lib/techmarket для root,
// інакше ${XDG_STATE_HOME:-~/.local/state}/techmarket.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"

namespace techmarket::runtime {

class StateLayout {
 public:
  explicit StateLayout(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path instance() const { return root_ / "techmarket-instance.json"; }
  std::filesystem::path lock() const { return root_ / "lock"; }
  std::filesystem::path scratch() const { return root_ / "scratch"; }
  /// Номер процесу в імені: initdb, що пережив убитий запуск, дописує у свою теку, а не в нашу.
  std::filesystem::path scratch(const std::string& what) const;
  std::filesystem::path services() const { return root_ / "services"; }
  std::filesystem::path service(const std::string& name) const { return services() / name; }
  std::filesystem::path data(const std::string& name) const { return service(name) / "data"; }
  /// Тека сокета сервера: 0700, тож під'єднатися ним може лише власник екземпляра.
  std::filesystem::path socket_folder(const std::string& name) const { return service(name); }
  /// Випадковий пароль root чи суперкористувача, права 0600; діє лише через сокет.
  std::filesystem::path admin_password(const std::string& name) const {
    return service(name) / "admin-password";
  }
  /// Єдине місце, де SQL може читати й писати файли сервера MySQL.
  std::filesystem::path files(const std::string& name) const { return service(name) / "files"; }
  std::filesystem::path temporary(const std::string& name) const { return service(name) / "tmp"; }
  std::filesystem::path log(const std::string& name) const { return service(name) / "server.log"; }
  /// Позначка «тека даних готова, схему застосовано»; пишеться останньою.
  std::filesystem::path mark(const std::string& name) const { return service(name) / "initialised.json"; }
  /// Паролі для першого запуску, права 0600; вилучається, щойно сервер їх прочитав.
  std::filesystem::path secrets(const std::string& name) const { return service(name) / "first-start.sql"; }
  std::filesystem::path adminer() const { return root_ / "adminer"; }
  std::filesystem::path adminer_page() const { return adminer() / "index.php"; }
  std::filesystem::path adminer_sessions() const { return adminer() / "sessions"; }
  std::filesystem::path adminer_log() const { return adminer() / "server.log"; }

 private:
  std::filesystem::path root_;
};

enum class Desired { up, down };

/// Вміст позначки: з чим запущено екземпляр і чи він має працювати.
struct Instance {
  int port_offset = 0;
  std::string runtime;  ///< local, docker або k8s
  Desired desired = Desired::down;
};

/// Тека стану цього користувача.
StateLayout default_state();

/// Порожньо, якщо тут ще нічого не запускали. Помилка (configuration), якщо позначку зіпсовано або її
/// залишила новіша версія програми.
Result<std::optional<Instance>> read_instance(const StateLayout& state);
Result<std::optional<Instance>> read_instance();

/// Робить теку своєю: створює її і пише позначку. Непорожня тека без позначки — чужа: помилка configuration.
Status write_instance(const StateLayout& state, const Instance& instance);

/// Екземпляра більше немає: вилучає позначку й порожню теку. Якщо в теці лишилися дані локальних серверів,
/// позначка лишається і описує їх.
Status forget_instance(const StateLayout& state);

/// Замок теки стану; звільняється сам, навіть коли програму вбито.
class StateLock {
 public:
  /// Якщо за час patience інша команда не відпустила замок, помилка retryable називає її.
  /// @param purpose що робимо («up») — це побачить той, кому замок не дістався.
  /// @param patience не менше секунди: нащадок щойно вбитої команди тримає замок, доки не виконає exec.
  static Result<StateLock> acquire(const StateLayout& state, const std::string& purpose,
                                   std::chrono::seconds patience = std::chrono::seconds(1));
  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&&) = delete;
  ~StateLock();

 private:
  explicit StateLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace techmarket::runtime
