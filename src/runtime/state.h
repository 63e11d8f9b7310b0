#pragma once
// Тека стану: що запущено на цій машині, з якими портами, де лежать дані. Імена всіх файлів у ній знає лише
// StateLayout; інший код складати шляхи не повинен.
//
//   <тека стану>/
//     techmarket-instance.json   наша позначка: тека належить techmarket (Instance)
//     lock                       замок: лише одна команда змінює стан
//     scratch/<pid>-<що>/        теки даних, які ще створюються; готова переїжджає у services/<сервіс>/data
//     services/                  techmarket-instance.json: другий примірник позначки
//     services/<сервіс>/         data/ tmp/ files/ socket/ server.log first-start.sql admin-password
//                                і одна з двох позначок: creating.json — ще створюється, initialised.json —
//                                готово
//     adminer/                   index.php, sessions/, server.log
//     *.trash, *.new             вилучається або пишеться саме зараз; лишається від убитої команди
//
// Сервери працюють від імені інших користувачів і пишуть лише в data/, tmp/, files/, socket/ та sessions/.
// Решта належить тому, хто запускає techmarket: зламаний сервер не підкладе посилання туди, де пише root.
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
  std::filesystem::path instance_copy() const { return services() / instance().filename(); }
  std::filesystem::path lock() const { return root_ / "lock"; }
  std::filesystem::path scratch() const { return root_ / "scratch"; }
  /// Номер процесу в імені: initdb, що пережив убитий запуск, дописує у свою теку, а не в нашу.
  std::filesystem::path scratch(const std::string& what) const;
  std::filesystem::path services() const { return root_ / "services"; }
  std::filesystem::path service(const std::string& name) const { return services() / name; }
  std::filesystem::path data(const std::string& name) const { return service(name) / "data"; }
  /// Тека сокета сервера: 0700, тож під'єднатися ним може лише власник екземпляра.
  std::filesystem::path socket_folder(const std::string& name) const { return service(name) / "socket"; }
  /// Випадковий пароль root чи суперкористувача, права 0600; діє лише через сокет.
  std::filesystem::path admin_password(const std::string& name) const {
    return service(name) / "admin-password";
  }
  /// Єдине місце, де SQL може читати й писати файли сервера MySQL.
  std::filesystem::path files(const std::string& name) const { return service(name) / "files"; }
  std::filesystem::path temporary(const std::string& name) const { return service(name) / "tmp"; }
  std::filesystem::path log(const std::string& name) const { return service(name) / "server.log"; }
  /// Позначка «тека даних створюється»: лежить від першої дії до останньої, а тоді перейменовується на
  /// mark().
  std::filesystem::path creating(const std::string& name) const { return service(name) / "creating.json"; }
  /// Позначка «тека даних готова, схему застосовано».
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
  std::string runtime;  ///< local, docker або k8s; порожньо, якщо позначку зіпсовано і дізнатися нема звідки
  Desired desired = Desired::down;
  /// Чим прочитане відрізняється від записаного; порожньо, якщо позначка ціла. Решту полів тоді відновлено.
  std::string damage = {};
  bool guessed = false;  ///< примірника позначки теж немає: port_offset і desired невідомі
};

/// Тека стану цього користувача.
StateLayout default_state();

/// Порожньо, якщо тут ще нічого не запускали. Загублену чи зіпсовану позначку замінює другий примірник, а без
/// нього — самі теки сервісів, якщо їхня будова доводить, що вони наші. Помилка (configuration), якщо теку
/// стану підготував хтось інший (check_state_root) або позначку залишила інша версія програми.
Result<std::optional<Instance>> read_instance(const StateLayout& state);
Result<std::optional<Instance>> read_instance();

/// Робить теку своєю: створює її і пише позначку. Непорожня тека без позначки — чужа: помилка configuration.
Status write_instance(const StateLayout& state, const Instance& instance);

/// Екземпляра більше немає: вилучає позначку й порожню теку. Якщо в теці лишилися дані локальних серверів,
/// позначка лишається і описує їх. Викликати під замком.
Status forget_instance(const StateLayout& state);

/// Вилучає позначку, замок і теку стану, якщо в ній більше нічого немає.
/// @return false, якщо тека лишилася: у ній є чужі файли.
Result<bool> remove_root(const StateLayout& state);

/// Скільки команда чекає на іншу: стільки ж, скільки сервер може зупинятися.
inline constexpr auto kPatience = std::chrono::seconds(60);

/// Замок теки стану; звільняється сам, навіть коли програму вбито. Файл замка відкриває лише власник теки
/// (0600), тож ніхто інший не може тримати його замість нас.
class StateLock {
 public:
  /// Чекає на іншу команду, назвавши її в журналі. Якщо за час patience вона не відпустила замок, помилка
  /// retryable називає її; Ctrl-C — interrupted.
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
