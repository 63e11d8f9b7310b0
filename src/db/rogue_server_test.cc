// Сервер на порту може бути чужим: ні файла, ні пароля він не дістане.

#include "support/rogue_server.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::db {
namespace {

using support::RogueServer;

constexpr const char* kSecret = "top-secret-of-this-machine";

class RogueServerTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(write_file(file_, kSecret, 0600)); }
  void TearDown() override { std::filesystem::remove(file_); }

  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / fmt::format("techmarket-rogue-{}.txt", ::getpid());
};

TEST_F(RogueServerTest, GetsNoFileFromAnOrdinaryConnection) {
  RogueServer server(RogueServer::Demand::mysql_file, file_.string());
  {
    auto connection = db::mysql::Connection::open(server.endpoint("pass"));
    ASSERT_TRUE(connection) << connection.error().message;
    EXPECT_FALSE(connection->query("SELECT 1"));
  }
  EXPECT_TRUE(server.received().contains("SELECT 1"));
  EXPECT_FALSE(server.received().contains(kSecret));
}

TEST_F(RogueServerTest, GetsNoFileFromALoadingConnectionThatSendsNoRows) {
  RogueServer server(RogueServer::Demand::mysql_file, file_.string());
  {
    auto connection = db::mysql::Connection::open_for_loading(server.endpoint("pass"));
    ASSERT_TRUE(connection) << connection.error().message;
    EXPECT_FALSE(connection->query("SELECT 1"));
  }
  EXPECT_TRUE(server.received().contains("SELECT 1"));
  EXPECT_FALSE(server.received().contains(kSecret));
}

TEST_F(RogueServerTest, GetsOnlyOurRowsWhateverFileItNames) {
  RogueServer server(RogueServer::Demand::mysql_file, file_.string());
  {
    auto connection = db::mysql::Connection::open_for_loading(server.endpoint("pass"));
    ASSERT_TRUE(connection) << connection.error().message;
    bool sent = false;
    (void)connection->load_data(
        "LOAD DATA LOCAL INFILE 'rows' INTO TABLE t", [&]() -> Result<std::string_view> {
          return std::exchange(sent, true) ? std::string_view() : std::string_view("our rows\n");
        });
  }
  EXPECT_TRUE(server.received().contains("our rows"));
  EXPECT_FALSE(server.received().contains(kSecret));
}

TEST_F(RogueServerTest, GetsNoPasswordInClearTextFromAMysqlClient) {
  RogueServer server(RogueServer::Demand::mysql_clear_password);
  EXPECT_FALSE(db::mysql::Connection::open(server.endpoint(kSecret)));
  EXPECT_TRUE(server.received().contains("user")) << "the client never came";
  EXPECT_FALSE(server.received().contains(kSecret));
}

TEST_F(RogueServerTest, GetsNoPasswordInClearTextFromAPostgresClient) {
  RogueServer server(RogueServer::Demand::postgres_clear_password);
  const auto connection = db::postgres::Connection::open(server.endpoint(kSecret));
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().kind, ErrorKind::configuration);
  EXPECT_TRUE(connection.error().message.contains("clear text")) << connection.error().message;
  EXPECT_TRUE(server.received().contains("user")) << "the client never came";
  EXPECT_FALSE(server.received().contains(kSecret));
}

}  // namespace
}  // namespace techmarket::db
