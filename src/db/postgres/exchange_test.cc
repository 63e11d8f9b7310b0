// Ніщо не чекає на PostgreSQL вічно: Ctrl-C обриває запит, COPY і чекання на замок; сервер, що завмер,
// названо.

#include "db/postgres/connection.h"

#include <gmock/gmock.h>

#include <chrono>

#include "support/interrupted_child.h"
#include "support/temporary_server.h"

namespace techmarket::db::postgres {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using support::interrupted_child;

class ExchangeTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = support::TemporaryServer::postgres(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (!server_->problem().empty()) GTEST_SKIP() << server_->problem();
  }

  static Connection connect() { return Connection::open(server_->endpoint("postgres")).value(); }
  static support::TemporaryServer& server() { return *server_; }

 private:
  static inline std::unique_ptr<support::TemporaryServer> server_;
};

TEST_F(ExchangeTest, AnInterruptEndsAnyWait) {
  const auto start = Clock::now();
  EXPECT_EQ(interrupted_child([] { return connect().execute("SELECT pg_sleep(60)"); }), 0);
  EXPECT_EQ(interrupted_child([] {
              auto connection = connect();
              const auto rows = connection.query("SELECT 1 UNION ALL SELECT 1 FROM pg_sleep(60)");
              return rows ? Status() : std::unexpected(rows.error());
            }),
            0);
  EXPECT_LT(Clock::now() - start, 20s);
}

TEST_F(ExchangeTest, AnInterruptEndsTheWaitForALock) {
  auto holder = connect();
  ASSERT_TRUE(holder.execute("CREATE TABLE locked (n int)"));
  ASSERT_TRUE(holder.execute("BEGIN; LOCK TABLE locked"));
  EXPECT_EQ(interrupted_child([] { return connect().execute("INSERT INTO locked VALUES (1)"); }), 0);
  ASSERT_TRUE(holder.execute("ROLLBACK"));
}

TEST_F(ExchangeTest, AnInterruptEndsACopyThatNobodyReads) {
  auto holder = connect();
  ASSERT_TRUE(holder.execute("CREATE TABLE copied (t text)"));
  ASSERT_TRUE(holder.execute("BEGIN; LOCK TABLE copied IN SHARE MODE"));
  EXPECT_EQ(interrupted_child([] {
              auto connection = connect();
              // Замка SHARE чекає вже сам COPY.
              const Status begun = connection.copy_begin("COPY copied FROM STDIN");
              return begun ? connection.copy_data("x\n") : begun;
            }),
            0);
  ASSERT_TRUE(holder.execute("ROLLBACK"));
}

// Саме так і питають, чи сервер іще там, коли відповідь довго не приходить.
TEST_F(ExchangeTest, AStoppedServerAcceptsNoConnection) {
  server().pause();
  const auto refused = Connection::open(server().endpoint("postgres"));
  server().resume();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("no answer within"));
}

TEST_F(ExchangeTest, ManyStatementsAndTheirErrorsAreOneConversation) {
  auto connection = connect();
  EXPECT_TRUE(connection.execute("SELECT 1; SELECT 2; CREATE TEMP TABLE t (n int)"));
  const Status failed =
      connection.execute("INSERT INTO t VALUES (1); SELECT 1 / 0; INSERT INTO t VALUES (2)");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().sqlstate, "22012");
  EXPECT_EQ(connection.query_int("SELECT count(*) FROM t").value(), 0);
  EXPECT_EQ(connection.execute_counted("INSERT INTO t SELECT generate_series(1, 5)").value(), 5);
  // Великий COPY: буфер libpq не росте, усе доходить.
  ASSERT_TRUE(connection.execute("CREATE TEMP TABLE big (t text)"));
  ASSERT_TRUE(connection.copy_begin("COPY big FROM STDIN"));
  const std::string chunk = std::string(99'999, 'x') + "\n";
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(connection.copy_data(chunk));
  EXPECT_EQ(connection.copy_end().value(), 300);
  EXPECT_EQ(connection.query_int("SELECT sum(length(t)) FROM big").value(), 300 * 99'999);
}

}  // namespace
}  // namespace techmarket::db::postgres
