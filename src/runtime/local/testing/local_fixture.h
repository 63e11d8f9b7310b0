#pragma once
// Дві бази — MySQL і PostgreSQL — на справжніх серверах у тимчасовій теці стану. Кожен тест має власну теку й
// власні порти.

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/file.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "runtime/local/local_backend.h"
#include "runtime/local/programs.h"
#include "runtime/local/server.h"
#include "runtime/local/server_process.h"
#include "support/free_port.h"

namespace techmarket::runtime::local {

namespace fs = std::filesystem;

inline constexpr const char* kSchema =
    "CREATE TABLE hedgehogs (id int PRIMARY KEY, name varchar(20) NOT NULL);\n"
    "INSERT INTO hedgehogs VALUES (1, 'їжак');\n";

inline config::Service make_service(const std::string& name, schema::Dialect engine) {
  config::Service service;
  service.name = config::ServiceName(name);
  service.engine = engine;
  service.port = support::free_port();
  service.database = config::DatabaseName("shop_db");
  if (engine == schema::Dialect::postgres)
    service.maintenance_database = config::MaintenanceDatabase("postgres");
  service.user = config::UserName("shop_user");
  service.password = config::Password("-%a^s~=w+o@r:d,._");  // усі знаки, які пароль може мати
  service.sql = config::SqlPath("schema.sql");
  return service;
}

class LocalBackendTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!find_mysql()) GTEST_SKIP() << "no MariaDB or MySQL server on this machine: " << kInstallCommand;
    if (!find_postgres()) GTEST_SKIP() << "no PostgreSQL server on this machine: " << kInstallCommand;
    std::string folder = fs::temp_directory_path() / "techmarket-local-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    // Сервери root працюють від імені іншого користувача; mkdtemp дає права лише собі.
    fs::permissions(folder_, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add);
    catalogue_.root = folder_;
    catalogue_.mysql_root_password = config::Password("root%pass");
    catalogue_.services = {make_service("shop-db", schema::Dialect::mysql),
                           make_service("wall-db", schema::Dialect::postgres)};
    catalogue_.adminer.port = support::free_port();
    ASSERT_TRUE(write_file(folder_ / "schema.sql", kSchema));
  }

  void TearDown() override {
    if (folder_.empty()) return;
    EXPECT_TRUE(backend().clean());
    EXPECT_FALSE(process("shop-db")) << "a server was left behind";
    EXPECT_FALSE(process("wall-db")) << "a server was left behind";
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  virtual StateLayout state() const { return StateLayout(folder_ / "state"); }
  LocalBackend backend() const { return LocalBackend(catalogue_, state(), std::chrono::seconds(1)); }
  const config::Service& service(std::string_view name) const {
    return name == "shop-db" ? catalogue_.services[0] : catalogue_.services[1];
  }
  std::optional<ServerProcess> process(const std::string& name) const {
    return ServerProcess::find(process_signature(service(name).engine, name, state()));
  }
  void kill_server(const std::string& name) const {
    const auto found = process(name);
    ASSERT_TRUE(found);
    ASSERT_TRUE(found->signal(SIGKILL));
    ASSERT_TRUE(found->wait_for_exit(std::chrono::seconds(10)));
  }

  /// Кількість рядків у таблиці, яку створює схема, в обох базах.
  std::int64_t rows(const std::string& name) const {
    const std::string count = "SELECT COUNT(*) FROM hedgehogs WHERE name = 'їжак'";
    const auto endpoint = config::endpoint_of(service(name), "techmarket test");
    if (service(name).is_mysql()) {
      auto connection = db::mysql::Connection::open(endpoint);
      return connection ? connection->query_int(count).value_or(-1) : -1;
    }
    auto connection = db::postgres::Connection::open(endpoint);
    return connection ? connection->query_int(count).value_or(-1) : -1;
  }
  void expect_all_ready() const {
    const auto report = backend().status();
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->ready()) << to_text(*report);
    EXPECT_EQ(rows("shop-db"), 1);
    EXPECT_EQ(rows("wall-db"), 1);
  }

  fs::path folder_;
  config::Catalogue catalogue_;
};

/// Текст помилки; порожній, якщо її немає.
template <class T>
std::string message(const Result<T>& result) {
  return result ? "" : result.error().message;
}

}  // namespace techmarket::runtime::local
