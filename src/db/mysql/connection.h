#pragma once
// З'єднання з MySQL або MariaDB через libmariadb. Одне з'єднання — один потік. Кожне чекання на сервер
// обривають Ctrl-C (interrupted; оператор на сервері спиняється) і сервер, що завмер (retryable): waiting.h.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "db/endpoint.h"
#include "db/mysql/waiting.h"
#include "db/row.h"

struct st_mysql;

namespace techmarket::db::mysql {

/// Що сталося з LOAD DATA чи INSERT: сервер перетворює дублікати й обрізані значення на попередження, тож їх
/// треба порівнювати.
struct LoadResult {
  std::uint64_t rows = 0;
  std::uint64_t warnings = 0;
  std::string first_warning;  ///< порожньо, якщо попереджень немає
};

/// Дає черговий шматок даних; порожній — кінець. Шматок має жити до наступного виклику.
using ChunkSource = std::function<Result<std::string_view>()>;

/// Пакет двійкового журналу: подія — або сервер пояснює, чому журналу не дасть (код 1236).
struct LogPacket {
  std::string_view event;  ///< із заголовком; дійсна до наступного виклику
  std::optional<std::string> refusal;
};

/// Ім'я сокета сервера MySQL у Endpoint::socket_folder.
inline constexpr std::string_view kSocketName = "mysql.sock";

class Connection {
 public:
  /// Помилка retryable, якщо сервер не відповідає; configuration — якщо пароль не той або бази немає. Пароль
  /// відкритим текстом не надсилається, хоч би як сервер просив; файлів цієї машини сервер не дістане.
  static Result<Connection> open(const Endpoint& endpoint);

  /// Те саме для load_data(): серверові дозволено просити дані, та дістане він лише рядки з пам'яті.
  static Result<Connection> open_for_loading(const Endpoint& endpoint);

  /// Те саме, але сервер, що мовчить довше за silence, — це помилка retryable, хоч би що з ним сталося
  /// (SIGSTOP, зникла мережа). Не для операторів, які законно думають довше.
  static Result<Connection> open_with_limit(const Endpoint& endpoint, std::chrono::seconds silence);

  /// Виконує один оператор, результат якого не потрібен.
  Status execute(std::string_view sql);

  /// Виконує кілька операторів, розділених «;», до першої помилки.
  Status execute_script(std::string_view sql);

  /// Увесь результат у пам'яті: лише для малих відповідей.
  Result<Rows> query(std::string_view sql);

  /// Одне ціле число: SELECT COUNT(*) …
  Result<std::int64_t> query_int(std::string_view sql);

  /// Читає результат рядок за рядком, не тримаючи його в пам'яті. Зв'язок зайнятий, доки читання не
  /// скінчиться.
  Status stream(std::string_view sql, const RowHandler& handler);

  /// Виконує INSERT.
  Result<LoadResult> insert(std::string_view statement);

  /// LOAD DATA LOCAL INFILE з пам'яті, лише після open_for_loading().
  /// @param statement повний оператор із довільним ім'ям файлу.
  Result<LoadResult> load_data(std::string_view statement, const ChunkSource& source);

  /// Просить двійковий журнал (COM_BINLOG_DUMP) від місця на межі події; далі на цьому з'єднанні — лише
  /// read_log(). Коли журнал скінчився, сервер чекає на нові події.
  /// @param heartbeat як часто йому подавати голос, коли їх немає.
  Status start_log(const std::string& file, std::uint32_t offset, std::chrono::milliseconds heartbeat);
  /// Чекає на наступну подію.
  Result<LogPacket> read_log();

  /// Рве зв'язок: сервер відкочує незавершений оператор, а потік, що чекає на нього, дістає помилку
  /// retryable. Єдина функція, яку можна кликати з іншого потоку.
  void abort();

  /// Рядок у лапках, готовий стати частиною SQL.
  std::string quote(std::string_view text);

  /// Версія, як її називає сервер: «10.11.19-MariaDB-0+deb12u1», «8.4.3».
  std::string server_version() const;

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  struct Close {
    void operator()(st_mysql* handle) const;
  };
  struct Options {
    bool loading = false;  ///< серверові дозволено просити дані
    std::chrono::seconds silence = {};  ///< скільки мовчання терпіти; нуль — доки сервер живий
    bool heeds_interrupt = true;
  };
  Connection(std::unique_ptr<st_mysql, Close> handle, Endpoint endpoint);
  static Result<Connection> connect(const Endpoint& endpoint, const Options& options);
  static Result<Connection> connect_once(const Endpoint& endpoint, const Options& options, bool encrypt);
  static Status still_there(const Endpoint& endpoint);
  static void stop_statement(const Endpoint& endpoint, unsigned long session);
  void watch_waiting();
  std::unexpected<Error> error(std::string_view action) const;
  Status send(std::string_view sql);
  Result<LoadResult> taken();  ///< що відповів сервер на щойно виконаний оператор

  WaiterRegistration waiting_;  // перед handle_: переживає його
  std::unique_ptr<st_mysql, Close> handle_;
  Endpoint endpoint_;
};

/// `ім'я` у зворотних лапках; зворотна лапка всередині подвоюється.
std::string quote_name(std::string_view name);

}  // namespace techmarket::db::mysql
