#pragma once
// Життя одного сервісу: створити, запустити, дочекатися готовності, застосувати схему, зупинити.
//
// Стійкість до вбивства будь-якої миті тримається на позначці з двома іменами. creating.json пишеться до
// першої дії створення, а по останній одним перейменуванням стає initialised.json. Тож теку даних, яку
// наступний запуск вилучає і створює наново, визначає те, що є, а не те, чого бракує: дані без жодної
// позначки — чиясь повна база, і вилучає їх лише clean, який питає.
//
// Саме тому initdb може працювати з --no-sync: до перейменування теку даних після падіння машини однаково
// буде створено наново.

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

/// Що є в теці сервісу.
enum class Stage {
  nothing,   ///< даних немає
  creating,  ///< створення не закінчено: дані можна вилучити
  complete,  ///< позначка ціла, дані на місці
  unmarked,  ///< дані є, а позначку загублено чи зіпсовано
  no_data,   ///< позначка є, а даних немає: їх забрали не ми
};

struct Standing {
  Stage stage = Stage::nothing;
  Mark mark = {};        ///< лише для complete і no_data
  std::string why = {};  ///< лише для unmarked: «is lost» або «is damaged»
};

/// Помилка (configuration), якщо позначку підклав хтось інший.
Result<Standing> look_at(const StateLayout& state, const std::string& service);

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
/// @param stopping серверам уже звелено зупинитися: того, що ще працює, слід дочекатися, а не вважати
/// запущеним.
/// @param prepare викликається перед створенням теки даних (заготовка MariaDB); порожня функція — нічого.
Result<BroughtUp> bring_up(Server& server, const StateLayout& state, const std::filesystem::path& sql,
                           bool stopping, const std::function<Status()>& prepare);

/// Чекає, доки процес завершиться. Помилка (retryable) називає номер процесу і журнал; Ctrl-C — interrupted.
/// @param abort сигнал для сервера, який не може скінчити роботу, бо диск повний: MariaDB чекає на місце без
/// кінця. Зафіксоване вже в журналі, і наступний запуск відновить його, як після падіння.
Status wait_until_stopped(const ServerProcess& process, const std::string& service,
                          const std::filesystem::path& log, std::optional<int> abort = {});

}  // namespace techmarket::runtime::local
