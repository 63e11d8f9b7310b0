#pragma once
// Справжні сервери на час тесту: порожня тека, лише сокет, без мережі. Зникають разом з об'єктом.

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/process.h"

namespace techmarket::ddl::testing {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "techmarket-sql-XXXXXX").string();
    if (::mkdtemp(pattern.data())) path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Сервер, якому тест дає SQL рідним клієнтом і бачить усе, що той надрукував.
class SqlServer {
 public:
  virtual ~SqlServer() = default;

  /// Чого бракує, щоб сервер працював; порожньо — він працює.
  const std::string& problem() const { return problem_; }

  /// Порожня база з новим іменем, у якій виконається наступний run.
  virtual void fresh_database() = 0;
  virtual Completed run(const std::string& sql) const = 0;
  /// Попередження й зауваження сервера у виводі клієнта; порожньо — їх немає.
  virtual std::string warnings(const Completed& done) const = 0;
  /// Одне значення, як його повернув сервер.
  std::string value(const std::string& query) const { return std::string(trimmed(run(query).output)); }

 protected:
  static std::string_view trimmed(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    return text;
  }

  /// @return чи вдалося; інакше problem() каже чому.
  bool step(const Command& command) {
    const auto done = techmarket::run_checked(command);
    if (!done) problem_ = done.error().message;
    return done.has_value();
  }

  TemporaryFolder folder_;
  std::string problem_;
};

/// MariaDB машини або той mysqld, який називає TECHMARKET_TEST_MYSQLD (tests/mysql).
class MysqlServer final : public SqlServer {
  static constexpr const char* kDatabase = "cases";

 public:
  MysqlServer() {
    const std::string user = "--user=" + std::string(::getpwuid(::geteuid())->pw_name);
    const std::string data = "--datadir=" + (folder_.path() / "data").string();
    // mariadbd на старті стирає #sql* у своїй теці тимчасових файлів; у спільній /tmp там лежать чужі.
    const std::string temporary = "--tmpdir=" + folder_.path().string();
    std::vector<std::string> run_server;
    if (mysqld_) {
      if (!step({.argv = {mysqld_, "--no-defaults", "--initialize-insecure", data, temporary, user}})) return;
      run_server = {mysqld_, "--no-defaults", "--skip-log-bin"};
    } else {
      const auto install = find_program("mariadb-install-db"), server = find_program("mariadbd");
      if (!install || !server) {
        problem_ = "mariadbd is not installed (package mariadb-server)";
        return;
      }
      if (!step({.argv = {install->string(), "--no-defaults", data, temporary, user,
                          "--auth-root-authentication-method=normal", "--skip-test-db"}}))
        return;
      run_server = {server->string(), "--no-defaults", "--sync-frm=OFF"};
    }
    run_server.insert(run_server.end(),
                      {data, temporary, user, "--socket=" + socket(), "--skip-networking",
                       "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync",
                       "--innodb-doublewrite=OFF", "--pid-file=" + (folder_.path() / "pid").string()});
    const auto started = start_daemon({.argv = std::move(run_server),
                                       .directory = folder_.path(),
                                       .log = folder_.path() / "log",
                                       .user = {}});
    if (!started)
      problem_ = started.error().message;
    else
      wait_until_ready();
  }

  /// Ім'я для розділу «skip» випадку: mariadb або mysql.
  std::string_view name() const { return mysqld_ ? "mysql" : "mariadb"; }

  ~MysqlServer() override {
    using namespace std::chrono_literals;
    if (!problem_.empty()) return;
    Command stop = client("mariadb", {});  // mariadb-admin просить командою, якої MySQL 8 уже не має
    stop.input = "SHUTDOWN";
    (void)techmarket::run(stop);
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (fs::exists(folder_.path() / "pid") && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(20ms);
  }

  void fresh_database() override {
    // Випадок міг створити власні схеми, а для MySQL схема — це база.
    Command command = client("mariadb", {"-N", "-B"});
    command.input =
        "SELECT CONCAT('DROP DATABASE `', schema_name, '`;') FROM information_schema.schemata WHERE "
        "schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";
    const auto drops = techmarket::run(command);
    // Без перевірки зв'язків: інакше базу, на яку вказує інша, не вилучити.
    command.input = fmt::format("SET FOREIGN_KEY_CHECKS = 0;\n{}CREATE DATABASE {} CHARACTER SET utf8mb4",
                                drops ? drops->output : "", kDatabase);
    (void)techmarket::run(command);
  }

  Completed run(const std::string& sql) const override {
    Command command =
        client("mariadb", {"--batch", "--raw", "--skip-column-names", "--show-warnings", kDatabase});
    command.input = sql;
    return techmarket::run(command).value();
  }

  std::string warnings(const Completed& done) const override {
    std::string found;
    for (const char* mark : {"Warning (Code", "Note (Code", "Error (Code"})
      if (const auto at = done.output.find(mark); at != std::string::npos)
        found += done.output.substr(at, done.output.find('\n', at) - at) + '\n';
    return found;
  }

 private:
  std::string socket() const { return (folder_.path() / "socket").string(); }

  Command client(std::string program, const std::vector<std::string>& arguments) const {
    Command command{.argv = {std::move(program), "--no-defaults", "--default-character-set=utf8mb4",
                             "--socket=" + socket(), "-uroot"}};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    return command;
  }

  void wait_until_ready() {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (std::chrono::steady_clock::now() < deadline) {
      const auto ping = techmarket::run(client("mariadb-admin", {"ping"}));
      if (ping && ping->exit_code == 0) return;
      std::this_thread::sleep_for(20ms);  // між спробами, а не замість перевірки
    }
    problem_ = "the server did not answer within 60 s";
  }

  const char* const mysqld_ = std::getenv("TECHMARKET_TEST_MYSQLD");
};

class PostgresServer final : public SqlServer {
 public:
  PostgresServer() {
    const auto programs = newest_programs();
    if (!programs) {
      problem_ = "PostgreSQL is not installed (package postgresql)";
      return;
    }
    programs_ = *programs;
    if (::geteuid() == 0 && !give_folder_to_postgres()) return;
    const std::string data = (folder_.path() / "data").string();
    if (!step(as_owner({"initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                        "--no-sync"})))
      return;
    step(
        as_owner({"pg_ctl", "-D", data, "-w", "-s", "-l", (folder_.path() / "log").string(), "-o",
                  "-c listen_addresses='' -c fsync=off -c full_page_writes=off -k " + folder_.path().string(),
                  "start"}));
  }

  ~PostgresServer() override {
    if (problem_.empty())
      (void)techmarket::run(
          as_owner({"pg_ctl", "-D", (folder_.path() / "data").string(), "-m", "immediate", "-s", "stop"}));
  }

  void fresh_database() override {
    (void)run(
        "SET client_min_messages = error; DO $$ DECLARE s name; BEGIN FOR s IN SELECT nspname FROM "
        "pg_namespace "
        "WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' LOOP EXECUTE format('DROP SCHEMA %I "
        "CASCADE', s); "
        "END LOOP; END $$; CREATE SCHEMA public");
  }

  Completed run(const std::string& sql) const override {
    return techmarket::run(
               {.argv = {(programs_ / "psql").string(), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                         folder_.path().string(), "-U", "postgres", "-d", "postgres"},
                .environment = {{"PGCLIENTENCODING", "UTF8"}},
                .input = sql})
        .value();
  }

  std::string warnings(const Completed& done) const override { return done.errors; }

 private:
  static std::optional<fs::path> newest_programs() {
    std::optional<fs::path> newest;
    std::error_code ignored;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored))
      if (const fs::path programs = version.path() / "bin";
          fs::exists(programs / "initdb") && (!newest || programs > *newest))
        newest = programs;
    return newest;
  }

  // Сервер відмовляється працювати від root.
  bool give_folder_to_postgres() {
    const passwd* user = ::getpwnam("postgres");
    if (!user || ::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0)
      problem_ = "user postgres cannot own the temporary folder";
    return problem_.empty();
  }

  Command as_owner(std::vector<std::string> argv) const {
    argv.front() = (programs_ / argv.front()).string();
    if (::geteuid() == 0)
      argv.insert(argv.begin(), {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"});
    return {.argv = std::move(argv), .directory = folder_.path()};
  }

  fs::path programs_;
};

}  // namespace techmarket::ddl::testing
