// Ніщо не чекає на MySQL вічно: Ctrl-C обриває запит, чекання на замок і завантаження; сервер, що завмер,
// названо.

#include "db/mysql/waiting.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "db/mysql/connection.h"
#include "support/interrupted_child.h"
#include "support/temporary_server.h"

namespace techmarket::db::mysql {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using support::interrupted_child;

class WaitingTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = support::TemporaryServer::mysql(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override { TECHMARKET_REQUIRE_SERVER(*server_); }

  static Endpoint endpoint() { return server_->endpoint("mysql"); }
  static Connection connect() { return Connection::open(endpoint()).value(); }
  static support::TemporaryServer& server() { return *server_; }

  /// Чи сервер скоро забуде оператор із цим словом.
  static bool is_stopped(std::string_view word) {
    auto watcher = connect();
    const auto deadline = Clock::now() + 10s;
    while (Clock::now() < deadline) {
      const auto running = watcher.query_int(
          "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND INFO LIKE " +
          watcher.quote("%" + std::string(word) + "%"));
      if (running.value() == 0) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

 private:
  static inline std::unique_ptr<support::TemporaryServer> server_;
};

TEST_F(WaitingTest, AnInterruptEndsTheWaitAndTheStatement) {
  const auto start = Clock::now();
  EXPECT_EQ(interrupted_child([] { return connect().execute("SELECT SLEEP(60) AS first_wait"); }), 0);
  EXPECT_TRUE(is_stopped("first_wait"));
  EXPECT_EQ(interrupted_child([] {
              auto connection = connect();
              // Перший рядок уже в нас, другого доведеться чекати.
              return connection.stream("SELECT REPEAT('x', 100000) UNION ALL SELECT SLEEP(60) AS second_wait",
                                       [](RowView) { return Status(); });
            }),
            0);
  EXPECT_TRUE(is_stopped("second_wait"));
  EXPECT_LT(Clock::now() - start, 40s);
}

TEST_F(WaitingTest, AnInterruptEndsTheWaitForALock) {
  auto holder = connect();
  ASSERT_TRUE(holder.execute("CREATE TABLE waiting_locked (n int)"));
  ASSERT_TRUE(holder.execute("LOCK TABLES waiting_locked WRITE"));
  EXPECT_EQ(interrupted_child([] { return connect().execute("INSERT INTO waiting_locked VALUES (1)"); }), 0);
  ASSERT_TRUE(holder.execute("UNLOCK TABLES"));
  EXPECT_EQ(holder.query_int("SELECT COUNT(*) FROM waiting_locked").value(), 0);
}

TEST_F(WaitingTest, AnInterruptEndsAStoppedServer) {
  auto connection = connect();
  server().pause();
  const auto start = Clock::now();
  const int code = interrupted_child([]() -> Status {
    TM_TRY(Connection::open(endpoint()));
    return {};
  });
  const auto seconds = Clock::now() - start;
  server().resume();
  EXPECT_EQ(code, 0);
  EXPECT_LT(seconds, 5s);
}

TEST_F(WaitingTest, AServerThatFellSilentIsNamed) {
  auto connection = connect();
  server().pause();
  const Status status = connection.execute("SELECT 1");
  server().resume();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::retryable);
  EXPECT_THAT(status.error().message, ::testing::HasSubstr("has fallen silent and accepts no connection"));
}

TEST(Wait, ASilentServerIsAskedWhetherItIsThere) {
  int sockets[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
  int asked = 0;
  {
    const WaiterRegistration registration(sockets[0],
                                          {.still_there = [&asked]() -> Status {
                                             if (++asked < 3) return {};
                                             return fail(ErrorKind::retryable, "gone");
                                           },
                                           .stop_statement = [] { FAIL() << "nobody interrupted"; },
                                           .silence = 100ms});
    EXPECT_LT(wait(sockets[0], true, 0), 1);
    EXPECT_EQ(asked, 3);
    ASSERT_NE(registration.failure(), nullptr);
    EXPECT_EQ(registration.failure()->message, "gone");
    ASSERT_EQ(::write(sockets[1], "x", 1), 1);
    EXPECT_GT(wait(sockets[0], true, 0), 0);
  }
  EXPECT_GT(wait(sockets[0], false, 0), 0);
  // Без того, хто чекає, і з межею часу.
  char byte;
  ASSERT_EQ(::read(sockets[0], &byte, 1), 1);
  EXPECT_LT(wait(sockets[0], true, 150), 1);
  EXPECT_EQ(errno, ETIMEDOUT);
  ::close(sockets[0]);
  ::close(sockets[1]);
}

TEST_F(WaitingTest, ConnectionsMayMove) {
  auto first = connect();
  auto second = connect();
  first = std::move(second);
  EXPECT_EQ(first.query_int("SELECT SLEEP(0.3)").value(), 0);
  auto third = std::move(first);
  EXPECT_EQ(third.query_int("SELECT SLEEP(0.3)").value(), 0);
}

}  // namespace
}  // namespace techmarket::db::mysql
