#pragma once
// З'єднання з PostgreSQL через libpq. Одне з'єднання — один потік.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "db/endpoint.h"
#include "db/row.h"

struct pg_cancel;
struct pg_conn;

namespace techmarket::db {
class SocketFolder;
}

namespace techmarket::db::postgres {

/// Спиняє оператор, який з'єднання саме виконує: той поверне помилку. Можна кликати з будь-якого потоку і
/// тоді, коли з'єднання вже закрито.
class Canceller {
 public:
  Canceller() = default;
  void cancel() const;

 private:
  friend class Connection;
  Canceller(std::shared_ptr<pg_cancel> handle, std::shared_ptr<const SocketFolder> folder)
      : handle_(std::move(handle)), folder_(std::move(folder)) {}
  std::shared_ptr<pg_cancel> handle_;
  std::shared_ptr<const SocketFolder> folder_;  ///< handle_ пам'ятає ім'я сокета, чинне, доки теку відкрито
};

class Connection {
 public:
  /// Помилка retryable, якщо сервер не відповідає або ще запускається; configuration — якщо пароль не той або
  /// бази немає.
  static Result<Connection> open(const Endpoint& endpoint);

  /// Виконує один або кілька операторів без результату. Кілька операторів виконуються однією транзакцією.
  Status execute(std::string_view sql);

  /// Кількість рядків, яких торкнувся оператор INSERT, UPDATE або DELETE.
  Result<std::int64_t> execute_counted(std::string_view sql);

  /// Увесь результат у пам'яті: лише для малих відповідей.
  Result<Rows> query(std::string_view sql);
  Result<std::int64_t> query_int(std::string_view sql);

  /// Читає результат рядок за рядком, не тримаючи його в пам'яті.
  Status stream(std::string_view sql, const RowHandler& handler);

  /// Починає COPY … FROM STDIN. Далі copy_data() скільки треба разів і copy_end().
  Status copy_begin(std::string_view statement);
  Status copy_data(std::string_view bytes);
  /// @return кількість рядків, прийнятих сервером.
  Result<std::int64_t> copy_end();

  /// Рядок у лапках, готовий стати частиною SQL.
  std::string quote(std::string_view text);

  Canceller canceller() const;

  /// Рве зв'язок, як abort() у MySQL: потік, що чекає на сервер, дістає помилку retryable, навіть якщо сервер
  /// завмер. Можна кликати з іншого потоку.
  void abort();

  /// «15.18 (Debian 15.18-0+deb12u1)»
  std::string server_version() const;

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  struct Close {
    void operator()(pg_conn* handle) const;
  };
  Connection(std::unique_ptr<pg_conn, Close> handle, Endpoint endpoint,
             std::shared_ptr<const SocketFolder> folder);

  std::unique_ptr<pg_conn, Close> handle_;
  Endpoint endpoint_;
  std::shared_ptr<const SocketFolder> folder_;
};

/// "ім'я" в подвійних лапках; лапка всередині подвоюється.
std::string quote_name(std::string_view name);

}  // namespace techmarket::db::postgres
