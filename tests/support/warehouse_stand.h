#pragma once
// Справжні сервери для тестів: один MySQL чи MariaDB із чотирма базами й один PostgreSQL
// (temporary_server.h). Схеми будуються з docs/db. Усе зникає разом з об'єктом.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/file.h"
#include "config/catalogue.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "dbml/parse.h"
#include "ddl/emit.h"
#include "support/temporary_server.h"
#include "world/load_state.h"

namespace techmarket::support {

/// Помилка тесту з повідомленням; порожнє повідомлення — успіх.
inline void require(const Status& status) {
  ASSERT_TRUE(status) << status.error().message;
}

class Stand {
 public:
  /// @param with_log MySQL пише двійковий журнал
  explicit Stand(bool with_log = false)
      : mysql_(with_log ? TemporaryServer::mysql_with_log() : TemporaryServer::mysql()),
        postgres_(TemporaryServer::postgres()) {
    if (reason().empty()) build_catalogue();
  }

  /// Чому працювати не можна; порожньо — можна.
  const std::string& reason() const {
    return mysql_->problem().empty() ? postgres_->problem() : mysql_->problem();
  }
  const config::Catalogue& catalogue() const { return catalogue_; }
  const std::filesystem::path& folder() const { return mysql_->folder(); }
  TemporaryServer& mysql_server() { return *mysql_; }
  TemporaryServer& postgres_server() { return *postgres_; }
  bool is_mariadb() const { return mysql_root().server_version().contains("MariaDB"); }

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

  /// Малий світ із world.sql у порожніх базах.
  void fill_world(bool sources = false) {
    create_databases(sources);
    const auto world = read_file(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "tests/support/world.sql");
    ASSERT_TRUE(world) << world.error().message;
    mysql(*world);
  }

  /// Позначка generate у базі: рядки при цьому ті, що є.
  void mark_load(const std::string& database, std::uint64_t orders, bool complete) const {
    auto root = mysql_root();
    require(root.execute("USE " + database));
    require(world::mark_loading(root, {.orders = orders, .until = make_date(2026, 11, 22)}));
    if (complete) require(world::mark_complete(root, "0123456789abcdef"));
  }

  db::mysql::Connection mysql_root() const {
    return db::mysql::Connection::open(mysql_->endpoint("mysql")).value();
  }
  db::postgres::Connection postgres(const std::string& user, const std::string& database) const {
    db::Endpoint endpoint = postgres_->endpoint(database);
    endpoint.user = user;
    return db::postgres::Connection::open(endpoint).value();
  }
  db::postgres::Connection warehouse() const {
    return db::postgres::Connection::open(config::endpoint_of(*catalogue_.service("dwh-db").value(), "test"))
        .value();
  }

  /// Один оператор без перевірки зв'язків: так у живі бази потрапляють зіпсовані рядки.
  void mysql(const std::string& sql) const {
    auto root = mysql_root();
    // У MySQL перевірок CHECK на час сеансу не вимкнути.
    if (root.server_version().contains("MariaDB")) require(root.execute("SET check_constraint_checks = 0"));
    require(root.execute_script("SET foreign_key_checks = 0; " + sql));
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
  void build_catalogue() {
    catalogue_.root = TECHMARKET_SOURCE_DIR;
    for (const std::string name : {"auth", "catalog", "orders", "payments", "dwh"}) {
      auto& service = catalogue_.services.emplace_back();
      const bool warehouse = name == "dwh";
      service.name = config::ServiceName(name + "-db");
      service.engine = warehouse ? schema::Dialect::postgres : schema::Dialect::mysql;
      service.port = (warehouse ? postgres_ : mysql_)->endpoint("").port;
      service.database = config::DatabaseName(name + "_db");
      service.user = config::UserName(name + "_user");
      service.password = config::Password(name + "_pass");
      service.dbml =
          config::DbmlPath(fmt::format("docs/db/{}_{}.dbml", name, warehouse ? "postgres" : "mysql"));
    }
  }

  static std::string schema_sql(const config::Service& service) {
    const auto parsed = dbml::parse_file(std::filesystem::path(TECHMARKET_SOURCE_DIR) / service.dbml);
    EXPECT_TRUE(parsed && parsed->ok());
    return ddl::emit(parsed->database, service.engine, {});
  }

  std::unique_ptr<TemporaryServer> mysql_, postgres_;
  config::Catalogue catalogue_;
};

/// Тести, що ділять один стенд у межах процесу; кожен починає з малого світу.
class StandTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stand_ = std::make_unique<Stand>(); }
  static void TearDownTestSuite() { stand_.reset(); }
  void SetUp() override {
    if (!stand_->reason().empty()) GTEST_SKIP() << stand_->reason();
    ASSERT_NO_FATAL_FAILURE(stand_->fill_world());
  }
  Stand& stand() { return *stand_; }

 private:
  static inline std::unique_ptr<Stand> stand_;
};

}  // namespace techmarket::support
