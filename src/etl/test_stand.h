#pragma once
// Справжні сервери для тестів: один MariaDB із чотирма базами й один PostgreSQL у тимчасовій теці,
// на вільних портах. Схеми будуються з docs/db. Усе зникає разом з об'єктом.

#include <arpa/inet.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/process.h"
#include "config/catalogue.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "dbml/parse.h"
#include "ddl/emit.h"

namespace techmarket::testing_stand {

/// Помилка тесту з повідомленням; порожнє повідомлення — успіх.
inline void require(const Status& status) {
  ASSERT_TRUE(status) << status.error().message;
}

/// Порт, який щойно був вільний.
inline int free_port() {
  const int socket_id = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(socket_id, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(socket_id, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket_id);
  return ntohs(address.sin_port);
}

class Stand {
 public:
  /// Запускає сервери. Порожньо, якщо на машині їх немає: тест пропускається з причиною reason().
  static std::unique_ptr<Stand> start() {
    std::unique_ptr<Stand> stand(new Stand());
    if (stand->find_programs()) stand->launch();
    return stand;
  }

  ~Stand() {
    for (const pid_t server : {mysql_pid_, postgres_pid_})
      if (server > 0) ::kill(server, SIGKILL);
    for (const pid_t server : {mysql_pid_, postgres_pid_})
      while (server > 0 && ::waitpid(server, nullptr, WNOHANG) == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Stand(const Stand&) = delete;
  Stand& operator=(const Stand&) = delete;

  /// Чому працювати не можна; порожньо — можна.
  const std::string& reason() const { return reason_; }
  const config::Catalogue& catalogue() const { return catalogue_; }
  const std::filesystem::path& folder() const { return folder_; }

  /// Порожні бази зі схемами docs/db. @param sources лише MySQL: сховище лишається як є.
  void create_databases(bool sources = false) {
    auto root = mysql_root();
    for (const auto& service : catalogue_.services) {
      if (sources && !service.is_mysql()) continue;
      const std::string sql = schema_sql(service);
      if (service.is_mysql()) {
        require(
            root.execute_script(fmt::format("DROP DATABASE IF EXISTS {0}; CREATE DATABASE {0} CHARACTER SET "
                                            "utf8mb4 COLLATE utf8mb4_unicode_ci;"
                                            "CREATE USER IF NOT EXISTS '{1}'@'%' IDENTIFIED BY '{2}'; GRANT "
                                            "ALL ON {0}.* TO '{1}'@'%'; USE {0}; {3}",
                                            service.database, service.user, service.password, sql)));
      } else {
        auto maintenance = postgres("postgres", "postgres");
        require(
            maintenance.execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", service.database)));
        (void)maintenance.execute(
            fmt::format("CREATE ROLE {} LOGIN PASSWORD '{}'", service.user, service.password));
        require(
            maintenance.execute(fmt::format("CREATE DATABASE {} OWNER {}", service.database, service.user)));
        require(warehouse().execute(sql));
      }
    }
  }

  /// Малий світ із testdata/world.sql у порожніх базах.
  void fill_world(bool sources = false) {
    create_databases(sources);
    const auto world = read_file(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "src/etl/testdata/world.sql");
    ASSERT_TRUE(world) << world.error().message;
    mysql(*world);
  }

  db::mysql::Connection mysql_root() const {
    return db::mysql::Connection::open(
               {.service = "stand", .port = mysql_port_, .user = "root", .password = "", .database = "mysql"})
        .value();
  }
  db::postgres::Connection postgres(const std::string& user, const std::string& database) const {
    return db::postgres::Connection::open({.service = "stand",
                                           .port = postgres_port_,
                                           .user = user,
                                           .password = "",
                                           .database = database})
        .value();
  }
  db::postgres::Connection warehouse() const {
    return db::postgres::Connection::open(config::endpoint_of(*catalogue_.service("dwh-db").value(), "test"))
        .value();
  }

  /// Один оператор без перевірки зв'язків: так у живі бази потрапляють зіпсовані рядки.
  void mysql(const std::string& sql) const {
    require(mysql_root().execute_script("SET foreign_key_checks = 0, check_constraint_checks = 0; " + sql));
  }
  /// Рядки, або виняток зі словами сервера: без них падіння тесту нічого не пояснило б.
  static db::Rows rows(Result<db::Rows> answer) {
    if (!answer) throw std::runtime_error(answer.error().message);
    return std::move(*answer);
  }
  db::Rows mysql_rows(const std::string& sql) const { return rows(mysql_root().query(sql)); }
  db::Rows warehouse_rows(const std::string& sql) const { return rows(warehouse().query(sql)); }

  config::Service& service(std::string_view name) {
    for (auto& one : catalogue_.services)
      if (one.name == name) return one;
    std::unreachable();
  }
  config::Catalogue& mutable_catalogue() { return catalogue_; }

 private:
  Stand() = default;

  bool find_programs() {
    mysqld_ = find_program("mariadbd").value_or("");
    install_ = find_program("mariadb-install-db").value_or("");
    for (int version = 18; version >= 14 && initdb_.empty(); --version)
      if (const auto path = fmt::format("/usr/lib/postgresql/{}/bin", version);
          std::filesystem::exists(path + "/initdb")) {
        initdb_ = path + "/initdb";
        postgres_ = path + "/postgres";
      }
    if (mysqld_.empty() || install_.empty())
      reason_ = "MariaDB server is not installed";
    else if (initdb_.empty())
      reason_ = "PostgreSQL server is not installed";
    else if (::geteuid() == 0 && !::getpwnam("postgres"))
      reason_ = "PostgreSQL refuses root and there is no user postgres";
    return reason_.empty();
  }

  void launch() {
    // Тека в пам'яті: створення таблиць чекає на диск удесятеро довше, ніж працює тест.
    const std::filesystem::path memory = "/dev/shm";
    const auto parent = ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "techmarket-stand-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));
    mysql_port_ = free_port();
    postgres_port_ = free_port();
    start_mysql();
    start_postgres();
    build_catalogue();
  }

  void start_mysql() {
    const std::string data = (folder_ / "mysql").string();
    // mariadbd на старті стирає #sql* у своїй теці тимчасових файлів; у спільній /tmp там лежать чужі.
    const std::string temporary = "--tmpdir=" + folder_.string();
    const std::string user =
        fmt::format("--user={}", ::geteuid() == 0 ? "root" : ::getpwuid(::geteuid())->pw_name);
    const auto installed =
        run_checked({.argv = {install_, "--no-defaults", "--datadir=" + data, temporary, user,
                              "--skip-test-db", "--cross-bootstrap",
                              "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M"}});
    ASSERT_TRUE(installed) << installed.error().message;
    const auto started = start_daemon(
        {.argv = {mysqld_, "--no-defaults", user, "--datadir=" + data, temporary, "--bind-address=127.0.0.1",
                  fmt::format("--port={}", mysql_port_), "--socket=server.sock", "--pid-file=server.pid",
                  "--skip-name-resolve", "--character-set-server=utf8mb4", "--local-infile=1",
                  "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0",
                  "--performance-schema=OFF"},
         .directory = folder_,
         .log = folder_ / "mysql.log",
         .user = {}});
    ASSERT_TRUE(started) << started.error().message;
    mysql_pid_ = *started;
    wait_until_ready([this] {
      return db::mysql::Connection::open({.service = "stand",
                                          .port = mysql_port_,
                                          .user = "root",
                                          .password = "",
                                          .database = "mysql"})
          .has_value();
    });
  }

  void start_postgres() {
    const std::string data = (folder_ / "postgres").string();
    std::filesystem::create_directory(data);
    std::optional<Identity> user;
    if (::geteuid() == 0) {
      const auto* account = ::getpwnam("postgres");
      user = Identity{account->pw_uid, account->pw_gid};
      ASSERT_EQ(::chown(data.c_str(), user->first, user->second), 0);
    }
    const auto installed = run_checked({.argv = {initdb_, "-D", data, "-U", "postgres", "-A", "trust", "-E",
                                                 "UTF8", "--no-sync", "--locale=C"},
                                        .directory = data,
                                        .user = user});
    ASSERT_TRUE(installed) << installed.error().message;
    const auto started = start_daemon({.argv = {postgres_, "-D", data, "-p", std::to_string(postgres_port_),
                                                "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"},
                                       .directory = data,
                                       .log = folder_ / "postgres.log",
                                       .user = user});
    ASSERT_TRUE(started) << started.error().message;
    postgres_pid_ = *started;
    wait_until_ready([this] {
      return db::postgres::Connection::open({.service = "stand",
                                             .port = postgres_port_,
                                             .user = "postgres",
                                             .password = "",
                                             .database = "postgres"})
          .has_value();
    });
  }

  template <class Ready>
  void wait_until_ready(const Ready& ready) {
    using namespace std::chrono;
    const auto deadline = steady_clock::now() + seconds(60);
    while (!ready()) {
      ASSERT_LT(steady_clock::now(), deadline) << "the server did not start, see " << folder_;
      std::this_thread::sleep_for(milliseconds(20));  // крок опитування умови
    }
  }

  void build_catalogue() {
    catalogue_.root = TECHMARKET_SOURCE_DIR;
    for (const std::string name : {"auth", "catalog", "orders", "payments", "dwh"}) {
      auto& service = catalogue_.services.emplace_back();
      const bool warehouse = name == "dwh";
      service.name = name + "-db";
      service.engine = warehouse ? schema::Dialect::postgres : schema::Dialect::mysql;
      service.port = warehouse ? postgres_port_ : mysql_port_;
      service.database = name + "_db";
      service.user = name + "_user";
      service.password = name + "_pass";
      service.dbml = fmt::format("docs/db/{}_{}.dbml", name, warehouse ? "postgres" : "mysql");
    }
  }

  static std::string schema_sql(const config::Service& service) {
    const auto parsed = dbml::parse_file(std::filesystem::path(TECHMARKET_SOURCE_DIR) / service.dbml);
    EXPECT_TRUE(parsed && parsed->ok());
    return ddl::emit(parsed->database, service.engine, {});
  }

  std::string mysqld_, install_, initdb_, postgres_, reason_;
  std::filesystem::path folder_;
  int mysql_port_ = 0, postgres_port_ = 0;
  pid_t mysql_pid_ = 0, postgres_pid_ = 0;
  config::Catalogue catalogue_;
};

/// Тести, що ділять один стенд у межах процесу; кожен починає з малого світу.
class StandTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stand_ = Stand::start(); }
  static void TearDownTestSuite() { stand_.reset(); }
  void SetUp() override {
    if (!stand_->reason().empty()) GTEST_SKIP() << stand_->reason();
    ASSERT_NO_FATAL_FAILURE(stand_->fill_world());
  }
  Stand& stand() { return *stand_; }

 private:
  static inline std::unique_ptr<Stand> stand_;
};

}  // namespace techmarket::testing_stand
