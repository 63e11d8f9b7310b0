// Користувач сервісу володіє своєю базою і більш нічого не має; керівний запис доступний лише через сокет.

#include <sys/stat.h>

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "config/endpoints.h"
#include "platform.h"
#include "runtime/local/admin.h"
#include "runtime/state.h"

namespace techmarket::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AccessTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(platform_is_up()); }

  static db::Endpoint over_tcp(const std::string& service, const std::string& user,
                               const std::string& password) {
    auto endpoint = config::endpoint_of(**catalogue().service(service), "techmarket e2e");
    endpoint.user = user;
    endpoint.password = password;
    return endpoint;
  }
  static db::Endpoint admin(const std::string& service, const std::string& database) {
    return runtime::local::admin_endpoint(**catalogue().service(service), runtime::default_state(), database)
        .value();
  }
  static std::vector<std::string> mysql_services() {
    return {"auth-db", "catalog-db", "orders-db", "payments-db"};
  }
};

TEST_F(AccessTest, MysqlUsersOwnTheirDatabaseOnly) {
  for (const auto& service : mysql_services()) {
    auto connection = mysql(service);
    const auto grants = connection.query("SHOW GRANTS");
    ASSERT_TRUE(grants);
    ASSERT_EQ(grants->size(), 2u) << service;
    EXPECT_THAT(*(*grants)[0][0], HasSubstr("GRANT USAGE ON *.*"));
    EXPECT_THAT(*(*grants)[1][0],
                HasSubstr(replace_all((*catalogue().service(service))->database, "_", "\\_")));
    EXPECT_FALSE(connection.execute("CREATE DATABASE intruder"));
    EXPECT_FALSE(connection.execute("SELECT 1 INTO OUTFILE '/tmp/techmarket-intruder'"));
    EXPECT_FALSE(connection.query("SELECT * FROM mysql.user"));
  }
}

TEST_F(AccessTest, MysqlRootComesOnlyThroughTheSocketAndReachesNoFiles) {
  for (const auto& service : mysql_services()) {
    for (const std::string password : {"rootpass", ""})
      EXPECT_FALSE(db::mysql::Connection::open(over_tcp(service, "root", password))) << service;
    const auto endpoint = admin(service, "mysql");
    EXPECT_FALSE(db::mysql::Connection::open(over_tcp(service, "root", endpoint.password))) << service;
    auto root = db::mysql::Connection::open(endpoint);
    ASSERT_TRUE(root) << root.error().message;
    EXPECT_FALSE(root->execute("SELECT 1 INTO OUTFILE '/tmp/techmarket-intruder'"));
    const auto passwd = root->query("SELECT LOAD_FILE('/etc/passwd')");
    ASSERT_TRUE(passwd);
    EXPECT_FALSE((*passwd)[0][0]) << "root of the database reads the files of the machine";
  }
}

TEST_F(AccessTest, WarehouseUserIsNoSuperuser) {
  auto connection = warehouse();
  EXPECT_EQ(connection
                .query_int("SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR "
                           "rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)")
                .value_or(-1),
            0);
  EXPECT_FALSE(connection.execute("COPY (SELECT 1) TO PROGRAM 'true'"));
  EXPECT_FALSE(connection.execute("COPY (SELECT 1) TO '/tmp/techmarket-intruder'"));
  EXPECT_FALSE(connection.execute("CREATE DATABASE intruder"));
  EXPECT_EQ(connection
                .query_int("SELECT count(*) FROM pg_database WHERE datname = current_database() AND "
                           "pg_get_userbyid(datdba) = current_user")
                .value_or(-1),
            1);
}

TEST_F(AccessTest, PostgresSuperuserComesOnlyThroughTheSocket) {
  const auto endpoint = admin("dwh-db", "postgres");
  EXPECT_FALSE(db::postgres::Connection::open(over_tcp("dwh-db", "postgres", endpoint.password)));
  const auto superuser = db::postgres::Connection::open(endpoint);
  EXPECT_TRUE(superuser) << superuser.error().message;
}

TEST_F(AccessTest, AdminPasswordsAreRandomAndPrivate) {
  const auto state = runtime::default_state();
  std::set<std::string> passwords;
  for (const auto& service : catalogue().services) {
    struct stat file {
    }, folder{};
    ASSERT_EQ(::stat(state.admin_password(service.name).c_str(), &file), 0);
    ASSERT_EQ(::stat(state.socket_folder(service.name).c_str(), &folder), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    EXPECT_EQ(folder.st_mode & 0777, 0700u);
    passwords.insert(read_file(state.admin_password(service.name)).value());
  }
  EXPECT_EQ(passwords.size(), catalogue().services.size());
  EXPECT_EQ(passwords.begin()->size(), 49u);
}

TEST_F(AccessTest, ServersDoNotSeeOurEnvironment) {
  for (const auto& service : catalogue().services) {
    const auto environment = read_file("/proc/" + std::to_string(server_process(service.name)) + "/environ");
    ASSERT_TRUE(environment) << service.name.text();
    EXPECT_THAT(*environment, HasSubstr("PATH="));
    EXPECT_THAT(*environment, Not(HasSubstr("TECHMARKET_STATE_DIR"))) << service.name.text();
  }
}

}  // namespace
}  // namespace techmarket::e2e
