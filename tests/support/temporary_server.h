#pragma once
// Справжній сервер на час тесту: порожня тимчасова тека, порт, що належить цьому процесові (free_port.h),
// доступний лише з цієї машини. Зникає разом з об'єктом — і з процесом тесту, навіть якщо той упав. Тест,
// якому бракує сервера, пропускається з причиною: TECHMARKET_REQUIRE_SERVER(server).

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/endpoint.h"

namespace techmarket::support {

class TemporaryServer {
 public:
  /// MariaDB машини або той mysqld, який називає TECHMARKET_TEST_MYSQLD (tests/mysql).
  /// @param parent де створити теку сервера; порожньо — там, де найшвидше
  /// @throws std::runtime_error сервер є, але не запустився: тест тоді падає, а не пропускається.
  static std::unique_ptr<TemporaryServer> mysql(const std::filesystem::path& parent = {});
  /// Той самий сервер із двійковим журналом.
  /// @param settings ще аргументи сервера: «--binlog-format=ROW».
  static std::unique_ptr<TemporaryServer> mysql_with_log(std::vector<std::string> settings = {});
  static std::unique_ptr<TemporaryServer> postgres(const std::filesystem::path& parent = {});

  ~TemporaryServer();
  TemporaryServer(const TemporaryServer&) = delete;
  TemporaryServer& operator=(const TemporaryServer&) = delete;

  /// Якого сервера немає на машині; порожньо — працює.
  const std::string& problem() const { return problem_; }

  /// Нова порожня база; кожен виклик — інша. Користувач має всі права, пароля немає.
  Result<db::Endpoint> fresh_database();
  /// Користувач із усіма правами; порожня база — жодної.
  db::Endpoint endpoint(std::string database) const;

  /// Вбиває сервер (SIGKILL) і чекає, доки його не стане.
  void kill();
  /// Запускає вбитий сервер на тих самих даних і чекає, доки він відповість.
  Status restart();

  /// Спиняє сервер, не розриваючи зв'язків (SIGSTOP): так виглядає завислий.
  void pause();
  void resume();

  /// Тека сервера: у ній можна тримати й файли тесту.
  const std::filesystem::path& folder() const { return folder_; }
  /// PostgreSQL: тека з initdb, postgres і psql.
  const std::filesystem::path& programs() const { return programs_; }

 private:
  enum class Engine { mysql, postgres };
  TemporaryServer(Engine engine, const std::filesystem::path& parent);

  void start_if_installed();
  Status start();
  Status initialise();
  Result<pid_t> launch();
  Status wait_until_ready();

  const Engine engine_;
  const std::filesystem::path parent_;
  std::vector<std::string> log_ = {"--skip-log-bin"};  ///< аргументи про двійковий журнал
  std::filesystem::path folder_;
  std::filesystem::path programs_;
  int port_ = 0;
  int databases_ = 0;
  pid_t pid_ = -1;
  std::string problem_;
};

}  // namespace techmarket::support

/// Пропускає тест, якщо сервера на машині немає, і каже якого.
#define TECHMARKET_REQUIRE_SERVER(server) \
  if (!(server).problem().empty()) GTEST_SKIP() << (server).problem()
