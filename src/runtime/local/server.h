#pragma once
// Сервер одного сервісу: як створити його теку даних, з якими аргументами запустити, як дізнатися, що він
// готовий. Порядок викликів знає service_lifecycle; тут лише відмінності між рушіями.

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/local/programs.h"
#include "runtime/local/server_process.h"
#include "runtime/local/service_user.h"
#include "runtime/state.h"

namespace techmarket::runtime::local {

/// Аргумент командного рядка, за яким упізнаємо процес сервера: містить теку даних.
std::string process_identity(schema::Dialect engine, const std::string& service, const StateLayout& state);

/// За чим упізнаємо процес сервера сервісу: identity, програма рушія і користувач, від імені якого він
/// працює.
ProcessSignature process_signature(schema::Dialect engine, const std::string& service,
                                   const StateLayout& state);

/// Тека стану екземпляра, сервер якого виконує процес pid; порожньо, якщо це не локальний сервер TechMarket.
std::optional<std::filesystem::path> instance_of(pid_t pid, const config::Service& service);

/// Аргумент командного рядка, що задає порт сервера.
std::string port_argument(const config::Service& service);

/// Сигнал швидкої зупинки, після якої все записано на диск.
int stop_signal(schema::Dialect engine);

/// Сигнал негайної зупинки, коли дані однаково буде вилучено: mariadbd, який ще запускається, на SIGTERM може
/// не зважити зовсім.
int abort_signal(schema::Dialect engine);

class Server {
 public:
  virtual ~Server() = default;

  /// «MariaDB» або «PostgreSQL 15».
  virtual std::string engine() const = 0;

  /// Заповнює теку даних data: вона вже є, порожня і належить user().
  virtual Status initialise(const std::filesystem::path& data) = 0;

  /// Паролі для initialise() або першого запуску: текст файла StateLayout::secrets().
  virtual std::string secrets() const = 0;

  /// Командний рядок сервера. Містить identity() окремим аргументом.
  /// @param first теку даних щойно створено: сервер має прочитати паролі.
  virtual std::vector<std::string> command_line(bool first) const = 0;

  /// Аргументи, що задають порт і теку сокета: сервер, запущений з іншими, треба запустити наново.
  virtual std::vector<std::string> address_arguments() const = 0;

  /// Перед кожним запуском: прибирає те, що лишив по собі вбитий сервер.
  virtual Status clear_remains() { return {}; }

  /// Після першого запуску: порожня база сервісу готова приймати схему. Доки сервер не слухає — retryable.
  virtual Status prepare_database() = 0;
  virtual Status apply_schema(std::string_view sql) = 0;

  std::string identity() const { return process_identity(service_.engine, service_.name, state_); }
  ProcessSignature signature() const { return process_signature(service_.engine, service_.name, state_); }
  const config::Service& service() const { return service_; }
  const ServiceUser& user() const { return user_; }

 protected:
  Server(const config::Service& service, StateLayout state, ServiceUser user)
      : service_(service), state_(std::move(state)), user_(std::move(user)) {}

  const config::Service service_;
  const StateLayout state_;
  const ServiceUser user_;
};

/// MariaDB або MySQL.
Result<std::unique_ptr<Server>> make_mysql_server(const config::Service& service, const StateLayout& state,
                                                  const MysqlPrograms& programs);

Result<std::unique_ptr<Server>> make_postgres_server(const config::Service& service, const StateLayout& state,
                                                     const PostgresPrograms& programs);

/// Готує теку даних MariaDB, яку initialise() кожного сервісу лише копіює: install-db працює пів секунди,
/// копія — соті частки. Для MySQL нічого не робить.
Status prepare_mysql_template(const StateLayout& state, const MysqlPrograms& programs,
                              const ServiceUser& user);

/// Від чийого імені працюватиме сервер сервісу.
Result<ServiceUser> user_of(schema::Dialect engine, const std::string& service, const StateLayout& state);

/// Помилка програми створення теки даних: без командного рядка, зате з порадою про місце на диску.
std::unexpected<Error> initialisation_failed(const std::string& service, std::string_view program,
                                             std::string_view output);

}  // namespace techmarket::runtime::local
