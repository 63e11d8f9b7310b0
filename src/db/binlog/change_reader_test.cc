// Потік змін на справжньому сервері: що в журналі не має форми рядка, і де журналові вірити не можна.

#include "db/binlog/change_reader.h"

#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/interrupt.h"
#include "db/binlog/testing/log_fixture.h"
#include "support/temporary_server.h"

namespace techmarket::db::binlog {
namespace {

using namespace std::chrono_literals;
using testing::Collected;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Keys;
using testing::LogTest;
using Clock = std::chrono::steady_clock;

class ChangeFeed : public LogTest {
 protected:
  void SetUp() override {
    LogTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    run("CREATE TABLE orders (id int PRIMARY KEY, note varchar(50))");
    run("CREATE TABLE items (id int PRIMARY KEY, note varchar(50))");
    run("INSERT INTO orders VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    from_ = here();
  }

  std::string reset_log() const { return mariadb_ ? "RESET MASTER" : "RESET BINARY LOGS AND GTIDS"; }

  const std::vector<WatchedTable> tables_ = {{"orders", {"id"}}, {"items", {"id"}}};
};

TEST_F(ChangeFeed, OnlyWatchedTablesAndOnlyCommittedRowsAreSeen) {
  run("CREATE TABLE other (id int PRIMARY KEY)");
  run("INSERT INTO other VALUES (77)");
  run("BEGIN");
  run("INSERT INTO orders VALUES (8, 'rolled back')");
  run("ROLLBACK");
  run("BEGIN");
  run("UPDATE orders SET note = 'x' WHERE id = 1");
  run("SAVEPOINT s");
  run("INSERT INTO items VALUES (9, 'rolled back to the savepoint')");
  run("ROLLBACK TO s");
  run("DELETE FROM orders WHERE id = 2");
  run("COMMIT");
  const auto found = changes(tables_);
  EXPECT_EQ(found.keys[0], (Keys{"1", "2"}));
  EXPECT_EQ(found.keys[1], Keys{});
  EXPECT_THAT(found.whole, IsEmpty());
}

TEST_F(ChangeFeed, StatementsThatChangeATableAreReported) {
  const std::vector<std::string> statements = {
      "TRUNCATE TABLE orders",       "ALTER TABLE orders ADD COLUMN more int",
      "RENAME TABLE orders TO kept", "RENAME TABLE kept TO orders",
      "DROP TABLE orders",           "CREATE TABLE orders (id int PRIMARY KEY, note varchar(50), more int)"};
  for (const auto& sql : statements) {
    from_ = here();
    run(sql);
    if (sql.starts_with("RENAME TABLE orders") || sql.starts_with("DROP")) {
      // Таблиці тепер немає, і читати її ключів нічим.
      const auto opened = open(tables_);
      ASSERT_FALSE(opened) << sql;
      EXPECT_EQ(opened.error().kind, ErrorKind::configuration);
      EXPECT_THAT(opened.error().message, HasSubstr("there is no table"));
      continue;
    }
    const auto found = changes(tables_);
    ASSERT_EQ(found.whole.size(), 1u) << sql;
    EXPECT_THAT(found.whole[0], HasSubstr("0: " + sql)) << sql;
  }
}

TEST_F(ChangeFeed, RowsOfAnotherShapeAreReportedAndTheRestIsRead) {
  run("UPDATE orders SET note = 'before' WHERE id = 1");
  run("INSERT INTO items VALUES (5, 'x')");
  run("ALTER TABLE orders DROP COLUMN note");
  const auto found = changes(tables_);
  EXPECT_EQ(found.keys[0], Keys{});
  EXPECT_EQ(found.keys[1], Keys{"5"});
  EXPECT_THAT(found.whole, ElementsAre(HasSubstr("0: its columns are not what they were")));
}

TEST_F(ChangeFeed, ARowLoggedAsAStatementIsReportedForEveryTable) {
  run("SET SESSION binlog_format = STATEMENT");
  run("UPDATE orders SET note = 'x'");
  run("SET SESSION binlog_format = ROW");
  EXPECT_THAT(changes(tables_).whole,
              ElementsAre(HasSubstr("0: logged as a statement"), HasSubstr("1: logged as a statement")));
}

TEST_F(ChangeFeed, AnImageWithoutItsKeyIsReported) {
  run("CREATE TABLE loose (id int, other int, PRIMARY KEY (id), UNIQUE (other))");
  run("INSERT INTO loose VALUES (1, 1)");
  from_ = here();
  run("SET SESSION binlog_row_image = MINIMAL");
  run("UPDATE loose SET other = 2");
  const auto found = changes({{"loose", {"other"}}});
  EXPECT_THAT(found.whole, ElementsAre(HasSubstr("a row without its key")));
}

TEST_F(ChangeFeed, ADefaultKeyIsNeverLostFromMinimalImages) {
  run("CREATE TABLE defaults (id char(36) DEFAULT (UUID()) PRIMARY KEY, n int)");
  run("SET SESSION binlog_row_image = MINIMAL");
  from_ = here();
  run("INSERT INTO defaults () VALUES ()");
  const auto found = changes({{"defaults", {"id"}}});
  if (found.whole.empty())
    EXPECT_EQ(found.keys[0], select("SELECT id FROM defaults"));
  else
    EXPECT_THAT(found.whole, ElementsAre(HasSubstr("a row without its key")));
}

TEST_F(ChangeFeed, RotationIsFollowed) {
  for (int i = 10; i < 16; ++i) {
    run(fmt::format("INSERT INTO orders VALUES ({}, 'x')", i));
    run("FLUSH BINARY LOGS");
  }
  EXPECT_EQ(changes(tables_).keys[0], (Keys{"10", "11", "12", "13", "14", "15"}));
}

TEST_F(ChangeFeed, ACheckpointContinuesWhereItStopped) {
  Keys all;
  for (int i = 100; i < 112; ++i) {
    run(fmt::format("INSERT INTO orders VALUES ({}, 'x')", i));
    if (i % 4 == 0) run("FLUSH BINARY LOGS");
    Collected found;
    auto opened = open(tables_);
    ASSERT_TRUE(opened) << opened.error().message;
    auto& reader = std::get<ChangeReader>(*opened);
    const LogPosition end = here().position;
    const auto read = reader.read_to(end, found.handlers(2));
    ASSERT_TRUE(read && !*read);
    EXPECT_EQ(found.keys[0], Keys{std::to_string(i)});
    EXPECT_EQ(reader.position(), end);
    from_ = reader.checkpoint();
    EXPECT_EQ(parse_log_position(to_string(from_.position)), from_.position);
  }
}

TEST_F(ChangeFeed, APurgedPlaceIsAGapOfItsOwn) {
  run("FLUSH BINARY LOGS");
  // Доки сервер помітить, що попередній читач пішов, він вважає файл зайнятим.
  const auto deadline = Clock::now() + 20s;
  const auto still_there = [&] {
    const auto files = log_files(*connection_).value();
    return std::ranges::any_of(files, [&](const LogFile& file) { return file.name == from_.position.file; });
  };
  while (still_there() && Clock::now() < deadline)
    run("PURGE BINARY LOGS TO " + connection_->quote(log_status(*connection_)->position->file));
  const auto lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::purged);
  EXPECT_THAT(lost->message, HasSubstr("was purged past " + to_string(from_.position)));
}

TEST_F(ChangeFeed, ALogBegunAnewIsAnotherServer) {
  run("FLUSH BINARY LOGS");
  from_ = here();
  run(reset_log());
  auto lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::other_server);
  // Файл із тим самим іменем уже є, але почато його іншої миті.
  from_ = here();
  std::this_thread::sleep_until(std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now()) +
                                10ms);
  run(reset_log());
  run("CREATE TABLE filler (id int)");
  lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::other_server);
  EXPECT_THAT(lost->message, HasSubstr("and the last run read " + from_.identity));
}

TEST_F(ChangeFeed, APlaceBeyondTheLogOrInsideATransactionIsAGap) {
  from_.position.offset += 100'000;
  auto lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::other_server);
  EXPECT_THAT(lost->message, HasSubstr("ends before"));

  from_ = here();
  run("INSERT INTO orders VALUES (50, 'x')");
  from_.position.offset += 7;
  lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::unreadable);
}

TEST_F(ChangeFeed, AnotherServerIsAGap) {
  from_.identity = "MariaDB, server 99999, log created 2020-01-01 00:00:00 UTC";
  const auto lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::other_server);
}

TEST_F(ChangeFeed, ACompressedTransactionOfMysqlIsAGap) {
  if (mariadb_) GTEST_SKIP() << "binlog_transaction_compression is of MySQL";
  run("SET SESSION binlog_transaction_compression = ON");
  run("INSERT INTO orders VALUES (50, REPEAT('x', 50))");
  const auto lost = gap(tables_);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->reason, Gap::Reason::unreadable);
  EXPECT_THAT(lost->message, HasSubstr("binlog_transaction_compression"));
}

TEST_F(ChangeFeed, PartialJsonOfMysqlIsReported) {
  if (mariadb_) GTEST_SKIP() << "binlog_row_value_options is of MySQL";
  run("CREATE TABLE documents (id int PRIMARY KEY, body json)");
  run("INSERT INTO documents VALUES (1, JSON_OBJECT('a', REPEAT('x', 1000), 'b', 1))");
  from_ = here();
  run("SET SESSION binlog_row_value_options = 'PARTIAL_JSON', binlog_row_image = MINIMAL");
  run("UPDATE documents SET body = JSON_SET(body, '$.b', 2)");
  EXPECT_THAT(changes({{"documents", {"id"}}}).whole, ElementsAre(HasSubstr("partial JSON")));
}

TEST_F(ChangeFeed, AnXaTransactionPreparedBeforeAndCommittedNowIsReported) {
  run("XA START 'one'");
  run("INSERT INTO orders VALUES (60, 'x')");
  run("XA END 'one'");
  run("XA PREPARE 'one'");
  // Підготовлена транзакція тримає своє з'єднання: журнал питає інше.
  const auto preparing = std::exchange(
      connection_, std::make_unique<mysql::Connection>(mysql::Connection::open(endpoint_).value()));
  EXPECT_EQ(changes(tables_).keys[0], Keys{"60"});
  const Checkpoint middle = here();
  run(*preparing, "XA COMMIT 'one'");
  EXPECT_THAT(changes(tables_).whole, IsEmpty()) << "both halves are there";
  from_ = middle;
  EXPECT_THAT(changes(tables_).whole,
              ElementsAre(HasSubstr("0: an XA transaction"), HasSubstr("1: an XA transaction")));
}

TEST_F(ChangeFeed, ReadingOnWaitsNoLongerThanAsked) {
  auto opened = open(tables_);
  ASSERT_TRUE(opened) << opened.error().message;
  auto& reader = std::get<ChangeReader>(*opened);
  Collected found;
  auto started = Clock::now();
  ASSERT_TRUE(reader.read_on(400ms, found.handlers(2)));
  EXPECT_GE(Clock::now() - started, 400ms);
  EXPECT_LT(Clock::now() - started, 4s);
  EXPECT_THAT(found.keys[0], IsEmpty());

  run("INSERT INTO orders VALUES (70, 'x')");
  started = Clock::now();
  ASSERT_TRUE(reader.read_on(60s, found.handlers(2)));
  EXPECT_LT(Clock::now() - started, 20s)
      << "a change is handed out when the log ends, not when the wait ends";
  EXPECT_EQ(found.keys[0], Keys{"70"});
  EXPECT_EQ(reader.position(), here().position);
}

TEST_F(ChangeFeed, AServerThatIsSilentEndsTheWait) {
  auto opened = ChangeReader::open(endpoint_, from_, tables_, {.silence = 2s});
  ASSERT_TRUE(opened) << opened.error().message;
  Collected found;
  server_->pause();
  const auto started = Clock::now();
  const auto read = std::get<ChangeReader>(*opened).read_on(60s, found.handlers(2));
  server_->resume();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::retryable) << read.error().message;
  EXPECT_LT(Clock::now() - started, 15s);
}

TEST_F(ChangeFeed, CtrlCEndsTheWait) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  const auto child = [this] {
    install_interrupt_handler();
    auto opened = open(tables_);
    if (!opened) std::_Exit(2);
    std::jthread user([] {
      std::this_thread::sleep_for(300ms);
      ::kill(::getpid(), SIGINT);
    });
    Collected found;
    const auto started = Clock::now();
    const auto read = std::get<ChangeReader>(*opened).read_on(60s, found.handlers(2));
    const bool soon = Clock::now() - started < 20s;
    std::_Exit(!read && read.error().kind == ErrorKind::interrupted && soon ? 0 : 1);
  };
  EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST_F(ChangeFeed, AnErrorOfTheReceiverEndsTheReading) {
  run("INSERT INTO orders VALUES (80, 'x'), (81, 'x')");
  auto opened = open(tables_);
  ASSERT_TRUE(opened) << opened.error().message;
  int keys = 0;
  const ChangeHandlers handlers{[&](std::size_t, RowView) -> Status {
                                  ++keys;
                                  return fail(ErrorKind::bad_input, "enough");
                                },
                                [](std::size_t, std::string_view) { return Status(); }};
  const auto read = std::get<ChangeReader>(*opened).read_to(here().position, handlers);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "enough");
  EXPECT_EQ(keys, 1);
}

}  // namespace
}  // namespace techmarket::db::binlog
