#pragma once
// Життя одного сервісу: створити, запустити, дочекатися готовності, застосувати схему, зупинити.
//
// Стійкість до вбивства будь-якої миті тримається на одній позначці (StateLayout::mark). Вона пишеться
// останньою; доки її немає, тека даних вважається недоробленою: наступний запуск вилучає її і починає
// спочатку. Коли позначка є, теку даних уже ніхто не вилучає, крім clean.

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "runtime/local/server.h"
#include "runtime/local/server_process.h"

namespace techmarket::runtime::local {

/// Вміст позначки готовності.
struct Mark {
  std::string schema;  ///< відбиток файла SQL, який застосовано
  std::string engine;  ///< «MariaDB», «PostgreSQL 15»: інший рушій цієї теки даних не прочитає
};

Result<std::optional<Mark>> read_mark(const StateLayout& state, const std::string& service);

/// Відбиток тексту схеми: «xxh3:0123456789abcdef».
std::string fingerprint(std::string_view sql);

/// Заготовка теки даних MariaDB: її будує перший, кому вона потрібна, решта чекає і копіює.
class MysqlTemplate {
 public:
  MysqlTemplate(StateLayout state, MysqlPrograms programs)
      : state_(std::move(state)), programs_(std::move(programs)) {}

  Status prepare(const ServiceUser& user);

 private:
  const StateLayout state_;
  const MysqlPrograms programs_;
  std::mutex mutex_;
  std::optional<Status> outcome_;
};

/// Чи слухає сервер там, де каже каталог: порт могли змінити, поки він працював.
bool listens_where_expected(const Server& server, const ServerProcess& process);

enum class BroughtUp { already_running, started, created };

/// Доводить сервіс до готовності, з якого б стану він не починав. Викликати під замком теки стану.
/// @param prepare викликається перед створенням теки даних (заготовка MariaDB); порожня функція — нічого.
Result<BroughtUp> bring_up(Server& server, const StateLayout& state, const std::filesystem::path& sql,
                           const std::function<Status()>& prepare);

/// Чекає, доки процес завершиться. Помилка (retryable) називає номер процесу і журнал.
Status wait_until_stopped(const ServerProcess& process, const std::string& service,
                          const std::filesystem::path& log);

}  // namespace techmarket::runtime::local
