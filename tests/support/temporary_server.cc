#include "support/temporary_server.h"

#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "base/process.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "support/free_port.h"

namespace techmarket::support {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// PostgreSQL відмовляється працювати від root; MariaDB тоді теж віддаємо непривілейованому.
std::optional<Identity> server_identity() {
  if (::geteuid() != 0) return std::nullopt;
  for (const char* name : {"postgres", "mysql", "nobody"})
    if (const passwd* user = ::getpwnam(name)) return Identity{user->pw_uid, user->pw_gid};
  return std::nullopt;
}

std::optional<fs::path> newest_postgres() {
  std::optional<fs::path> newest;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored))
    if (const fs::path programs = version.path() / "bin";
        fs::exists(programs / "initdb") && (!newest || programs > *newest))
      newest = programs;
  if (newest) return newest;
  if (const auto initdb = find_program("initdb")) return initdb->parent_path();
  return std::nullopt;
}

/// Де лежать дані. Створення таблиць чекає на диск удвічі довше, ніж працює тест, тож тека в пам'яті краща,
/// якщо в ній досить місця (у контейнерах її звичайна величина — 64 МіБ).
fs::path parent_folder() {
  const fs::path memory = "/dev/shm";
  constexpr std::uintmax_t kEnough = 1'000'000'000;
  std::error_code unavailable;
  const bool roomy = fs::space(memory, unavailable).available > kEnough && !unavailable;
  return roomy && ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
}

/// Програм сервера на машині немає.
std::unexpected<Error> missing(std::string what) {
  return fail(ErrorKind::configuration, std::move(what));
}

// На відміну від служби, сервер тесту не повинен пережити тест: ядро вбиває його разом з батьком.
Result<pid_t> spawn(const std::vector<std::string>& argv, const fs::path& directory, const fs::path& log,
                    const std::optional<Identity>& identity) {
  std::vector<char*> arguments;
  for (const auto& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::fatal, fmt::format("fork failed for {}", argv.front()));
  if (child > 0) return child;
  FILE* output = ::freopen(log.c_str(), "a", stderr);
  if (!output || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || ::chdir(directory.c_str()) != 0) ::_exit(126);
  if (identity && (::setgid(identity->second) != 0 || ::setuid(identity->first) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // після setuid: зміна користувача скидає налаштування
  if (::getppid() != parent) ::_exit(126);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

}  // namespace

TemporaryServer::TemporaryServer(Engine engine, const fs::path& parent)
    : engine_(engine), parent_(parent.empty() ? parent_folder() : parent) {}

std::unique_ptr<TemporaryServer> TemporaryServer::mysql(const fs::path& parent) {
  std::unique_ptr<TemporaryServer> server(new TemporaryServer(Engine::mysql, parent));
  server->start_if_installed();
  return server;
}

std::unique_ptr<TemporaryServer> TemporaryServer::mysql_with_log(std::vector<std::string> settings) {
  std::unique_ptr<TemporaryServer> server(new TemporaryServer(Engine::mysql, {}));
  server->log_ = {"--log-bin=binlog", "--loose-binlog-format=ROW", "--server-id=7", "--sync-binlog=0"};
  server->log_.insert(server->log_.end(), settings.begin(), settings.end());
  server->start_if_installed();
  return server;
}

std::unique_ptr<TemporaryServer> TemporaryServer::postgres(const fs::path& parent) {
  std::unique_ptr<TemporaryServer> server(new TemporaryServer(Engine::postgres, parent));
  server->start_if_installed();
  return server;
}

TemporaryServer::~TemporaryServer() {
  if (pid_ > 0) {
    ::kill(pid_, engine_ == Engine::postgres ? SIGQUIT : SIGKILL);  // даних не шкода, тека однаково зникне
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

void TemporaryServer::kill() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

Status TemporaryServer::restart() {
  TM_ASSIGN(pid_, launch());
  return wait_until_ready();
}

void TemporaryServer::pause() {
  ::kill(pid_, SIGSTOP);
}

void TemporaryServer::resume() {
  ::kill(pid_, SIGCONT);
}

void TemporaryServer::start_if_installed() {
  const auto started = start();
  if (started) return;
  if (started.error().kind != ErrorKind::configuration) throw std::runtime_error(started.error().message);
  problem_ = started.error().message;
}

Status TemporaryServer::start() {
  std::string pattern = (parent_ / "techmarket-server-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) return fail(ErrorKind::fatal, "cannot create a temporary folder");
  folder_ = pattern;
  const auto identity = server_identity();
  if (identity && ::chown(folder_.c_str(), identity->first, identity->second) != 0)
    return fail(ErrorKind::fatal, "cannot give the temporary folder to an unprivileged user");
  TM_TRY(initialise());
  port_ = free_port();
  return restart();
}

Status TemporaryServer::initialise() {
  const std::string data = (folder_ / "data").string();
  std::vector<std::string> argv;
  if (engine_ == Engine::postgres) {
    const auto programs = newest_postgres();
    if (!programs) return missing("PostgreSQL is not installed (package postgresql)");
    programs_ = *programs;
    argv = {(programs_ / "initdb").string(),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync"};
  } else if (const char* mysqld = std::getenv("TECHMARKET_TEST_MYSQLD")) {
    argv = {mysqld, "--no-defaults", "--initialize-insecure", "--datadir=" + data, "--log-error-verbosity=1"};
  } else if (const auto install = find_program("mariadb-install-db")) {
    argv = {install->string(),
            "--no-defaults",
            "--datadir=" + data,
            "--tmpdir=" + folder_.string(),
            "--auth-root-authentication-method=normal",
            "--skip-test-db"};
  } else {
    return missing("mariadbd is not installed (package mariadb-server)");
  }
  TM_TRY(run_checked({.argv = std::move(argv), .directory = folder_, .user = server_identity()}));
  return {};
}

Result<pid_t> TemporaryServer::launch() {
  const std::string data = (folder_ / "data").string();
  std::vector<std::string> argv;
  if (engine_ == Engine::postgres) {
    argv = {(programs_ / "postgres").string(),
            "-D",
            data,
            "-p",
            std::to_string(port_),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
            "-c",
            "timezone=UTC"};
  } else {
    const char* mysqld = std::getenv("TECHMARKET_TEST_MYSQLD");
    const auto mariadb = find_program("mariadbd");
    if (!mysqld && !mariadb) return missing("mariadbd is not installed (package mariadb-server)");
    argv = {
        mysqld ? mysqld : mariadb->string(), "--no-defaults", "--datadir=" + data,
        // mariadbd на старті стирає #sql* у своїй теці тимчасових файлів; у спільній /tmp там лежать чужі.
        "--tmpdir=" + folder_.string(), fmt::format("--port={}", port_), "--bind-address=127.0.0.1",
        "--socket=" + (folder_ / "socket").string(), "--pid-file=" + (folder_ / "pid").string(),
        "--character-set-server=utf8mb4", "--local-infile=1", "--default-time-zone=+00:00",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"};
    argv.insert(argv.end(), log_.begin(), log_.end());
    // Збережених на диску даних тест не потребує.
    argv.insert(argv.end(), {"--innodb-flush-method=nosync", "--innodb-doublewrite=OFF"});
    // У свіжому MySQL root пускають лише з localhost, тож ім'я адреси йому потрібне.
    if (!mysqld)
      argv.insert(argv.end(), {"--skip-name-resolve", "--innodb-log-file-size=16M", "--sync-frm=OFF"});
  }
  return spawn(argv, folder_, folder_ / "log", server_identity());
}

Status TemporaryServer::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  std::string last;
  while (std::chrono::steady_clock::now() < deadline) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return fail(ErrorKind::fatal, fmt::format("the server stopped while starting:\n{}",
                                                read_file(folder_ / "log").value_or("")));
    }
    if (engine_ == Engine::postgres) {
      const auto connection = db::postgres::Connection::open(endpoint("postgres"));
      if (connection) return {};
      last = connection.error().message;
    } else {
      const auto connection = db::mysql::Connection::open(endpoint(""));
      if (connection) return {};
      last = connection.error().message;
    }
    std::this_thread::sleep_for(20ms);  // між спробами, а не замість перевірки
  }
  return fail(ErrorKind::fatal, "the server did not answer within 60 s: " + last);
}

db::Endpoint TemporaryServer::endpoint(std::string database) const {
  const bool is_postgres = engine_ == Engine::postgres;
  return {.service = is_postgres ? "test-postgres" : "test-mysql",
          .port = port_,
          .user = is_postgres ? "postgres" : "root",
          .password = {},
          .database = std::move(database),
          .application = "techmarket test"};
}

Result<db::Endpoint> TemporaryServer::fresh_database() {
  const std::string name = fmt::format("test_{}", ++databases_);
  if (engine_ == Engine::postgres) {
    TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint("postgres")));
    TM_TRY(connection.execute("CREATE DATABASE " + db::postgres::quote_name(name)));
  } else {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint("")));
    TM_TRY(connection.execute("CREATE DATABASE " + db::mysql::quote_name(name) + " CHARACTER SET utf8mb4"));
  }
  return endpoint(name);
}

}  // namespace techmarket::support
