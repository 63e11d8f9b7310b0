// Знімок і його місце в журналі сходяться, доки пишуть інші.

#include "db/binlog/snapshot.h"

#include <atomic>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "db/binlog/preflight.h"
#include "db/binlog/testing/log_fixture.h"
#include "support/temporary_server.h"

namespace techmarket::db::binlog {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::Keys;
using testing::LogTest;

class LogSnapshot : public LogTest {
 protected:
  void SetUp() override {
    LogTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    run("CREATE TABLE orders (id int PRIMARY KEY, n int, note varchar(20))");
    from_ = here();
  }

  /// Пише навмання, доки не спинять; кожна транзакція — кілька рядків, третина відкочується.
  void write(std::uint64_t writer, const std::atomic<bool>& stop) const {
    auto connection = mysql::Connection::open(endpoint_).value();
    // Замки на проміжках зводили б письменників одного з одним, а замок знімка MySQL чекав би на їхні
    // суперечки.
    (void)connection.execute(
        "SET SESSION transaction_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = 1");
    (void)connection.execute("SET SESSION tx_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = 1");
    const RandomStream random(Seed{2026}, "writers");
    for (std::uint64_t turn = 0; !stop; ++turn) {
      const RandomRow dice = random.row(writer * 1'000'000 + turn);
      (void)connection.execute("BEGIN");
      for (std::uint64_t i = 0; i < 1 + dice.at(0) % 4; ++i) {
        const std::uint64_t id = writer * 1000 + dice.at(10 + i) % 200, value = dice.at(20 + i) % 1000;
        switch (dice.at(30 + i) % 4) {
          case 0:
            (void)connection.execute(fmt::format("DELETE FROM orders WHERE id = {}", id));
            break;
          case 1:
            (void)connection.execute(fmt::format("UPDATE IGNORE orders SET id = {} WHERE id = {}",
                                                 writer * 1000 + value % 200, id));
            break;
          default:
            (void)connection.execute(fmt::format(
                "INSERT INTO orders VALUES ({0}, {1}, 'x') ON DUPLICATE KEY UPDATE n = {1}", id, value));
        }
      }
      (void)connection.execute(dice.at(1) % 3 == 0 ? "ROLLBACK" : "COMMIT");
    }
  }
};

// Копія, якій кажуть лише ключі з журналу, дорівнює знімкові щоразу: ні пізній COMMIT, ні подія, якої SELECT
// ще не бачить, нічого не гублять.
TEST_F(LogSnapshot, ACopyKeptByKeysEqualsEverySnapshot) {
  constexpr int kSnapshots = 30;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> writers;
  for (std::uint64_t writer = 0; writer < 3; ++writer)
    writers.emplace_back([&, writer] { write(writer, stop); });
  std::map<std::string, std::string> copy;
  std::size_t keys = 0;
  for (int i = 0; i < kSnapshots && !HasFailure(); ++i) {
    auto source = mysql::Connection::open_with_limit(endpoint_, 10s).value();
    const auto snapshot = open_snapshot(source);
    if (!snapshot) {
      ADD_FAILURE() << snapshot.error().message;
      break;
    }
    auto opened = open({{"orders", {"id"}}});
    if (!opened || !std::holds_alternative<ChangeReader>(*opened)) {
      ADD_FAILURE() << (opened ? std::get<Gap>(*opened).message : opened.error().message);
      break;
    }
    auto& reader = std::get<ChangeReader>(*opened);
    testing::Collected found;
    const auto read = reader.read_to(snapshot->position.value(), found.handlers(1));
    if (!read || *read) {
      ADD_FAILURE() << (read ? (*read)->message : read.error().message);
      break;
    }
    EXPECT_EQ(reader.position(), *snapshot->position);
    for (const auto& key : found.keys[0]) {
      const Rows rows = source.query("SELECT n FROM orders WHERE id = " + key).value();
      if (rows.empty())
        copy.erase(key);
      else
        copy[key] = *rows[0][0];
    }
    keys += found.keys[0].size();
    std::map<std::string, std::string> truth;
    const Rows all = source.query("SELECT id, n FROM orders").value();
    for (const auto& row : all) truth[*row[0]] = *row[1];
    EXPECT_EQ(copy, truth) << "snapshot " << i << " at " << to_string(*snapshot->position);
    EXPECT_FALSE(source.execute("INSERT INTO orders VALUES (1, 1, 'x')")) << "the transaction is read only";
    from_ = reader.checkpoint();
    if (i % 20 == 10) run("FLUSH BINARY LOGS");
  }
  stop = true;
  writers.clear();
  EXPECT_GT(keys, 100u);
}

TEST_F(LogSnapshot, ALongStatementEndsTheWaitForTheLockOfMysql) {
  if (mariadb_) GTEST_SKIP() << "MariaDB takes no lock";
  auto busy = mysql::Connection::open(endpoint_).value();
  run(busy, "LOCK TABLES orders WRITE");
  auto source = mysql::Connection::open(endpoint_).value();
  const auto snapshot = open_snapshot(source, 1s);
  ASSERT_FALSE(snapshot);
  EXPECT_EQ(snapshot.error().kind, ErrorKind::retryable) << snapshot.error().message;
}

TEST_F(LogSnapshot, AServerWithoutALogSaysSo) {
  const auto server = support::TemporaryServer::mysql();
  auto connection = mysql::Connection::open(server->fresh_database().value()).value();
  const auto snapshot = open_snapshot(connection);
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_FALSE(snapshot->position);
  const auto obstacles = find_obstacles(connection, {});
  ASSERT_TRUE(obstacles) << obstacles.error().message;
  ASSERT_FALSE(obstacles->empty());
  EXPECT_EQ(obstacles->front().name, "log_bin");
}

class Preflight : public LogSnapshot {
 protected:
  /// «ім'я: повідомлення» кожної перешкоди.
  static std::vector<std::string> obstacles(mysql::Connection& connection,
                                            const std::vector<WatchedTable>& tables) {
    const auto found = find_obstacles(connection, tables);
    EXPECT_TRUE(found) << found.error().message;
    std::vector<std::string> texts;
    for (const auto& one : *found) {
      EXPECT_FALSE(one.hint.empty()) << one.name;
      texts.push_back(one.name + ": " + one.message);
    }
    return texts;
  }
  std::vector<std::string> obstacles(const std::vector<WatchedTable>& tables) {
    return obstacles(*connection_, tables);
  }
};

TEST_F(Preflight, SettingsAreNamed) {
  run("SET GLOBAL binlog_format = ROW");
  EXPECT_THAT(obstacles({{"orders", {"id"}}}), ::testing::IsEmpty());
  run("SET GLOBAL binlog_format = MIXED");
  EXPECT_THAT(obstacles({}),
              ::testing::ElementsAre("binlog_format: binlog_format is MIXED: statements do not tell "
                                     "which rows they change"));
  run("SET GLOBAL binlog_format = ROW");
  if (mariadb_) return;
  run("SET GLOBAL binlog_row_value_options = 'PARTIAL_JSON', GLOBAL binlog_transaction_compression = ON");
  EXPECT_THAT(obstacles({}),
              ::testing::UnorderedElementsAre(HasSubstr("binlog_row_value_options is PARTIAL_JSON"),
                                              HasSubstr("binlog_transaction_compression is ON")));
  run("SET GLOBAL binlog_row_value_options = '', GLOBAL binlog_transaction_compression = OFF");
}

TEST_F(Preflight, TablesAndKeysAreNamed) {
  run("SET GLOBAL binlog_format = ROW");
  const std::string name = endpoint_.database;
  run("CREATE TABLE odd (f double, e enum('a'), g char(3) CHARACTER SET cp1251, PRIMARY KEY (f, e, g))");
  run("CREATE TABLE old_engine (id int PRIMARY KEY) ENGINE=MyISAM");
  EXPECT_THAT(obstacles({{"odd", {"f", "e", "g", "h"}}, {"absent", {"id"}}, {"old_engine", {"id"}}}),
              ::testing::UnorderedElementsAre(HasSubstr(name + ".odd.f is double: keys of this type"),
                                              HasSubstr(name + ".odd.e is enum('a')"),
                                              HasSubstr(name + ".odd.g is char(3) CHARACTER SET cp1251"),
                                              HasSubstr("there is no column " + name + ".odd.h"),
                                              HasSubstr("there is no table " + name + ".absent"),
                                              HasSubstr(name + ".old_engine is MyISAM")));
}

TEST_F(Preflight, MinimalImagesMustHoldTheKey) {
  run("SET GLOBAL binlog_format = ROW");
  run("CREATE TABLE pairs (a int, b int, PRIMARY KEY (a))");
  run("SET GLOBAL binlog_row_image = MINIMAL");
  EXPECT_THAT(obstacles({{"pairs", {"a"}}}), ::testing::IsEmpty());
  EXPECT_THAT(obstacles({{"pairs", {"b"}}}),
              ::testing::ElementsAre(HasSubstr("pairs.b is not in the primary key")));
  run("SET GLOBAL binlog_row_image = FULL");
}

// Або сервер пише каскад у журнал, або перевірка називає таблицю: третього — мовчки згубити — немає.
TEST_F(Preflight, ACascadeIsLoggedOrNamed) {
  run("SET GLOBAL binlog_format = ROW");
  run("CREATE TABLE children (id int PRIMARY KEY, parent int, "
      "FOREIGN KEY (parent) REFERENCES orders (id) ON DELETE CASCADE)");
  run("INSERT INTO orders VALUES (1, 1, 'x')");
  run("INSERT INTO children VALUES (10, 1)");
  from_ = here();
  run("DELETE FROM orders WHERE id = 1");
  const auto named = obstacles({{"children", {"id"}}});
  const Keys logged = changes({{"children", {"id"}}}).keys[0];
  if (logged.empty())
    EXPECT_THAT(named, ::testing::ElementsAre(HasSubstr("without writing them to the binary log")));
  else
    EXPECT_THAT(named, ::testing::IsEmpty());
}

TEST_F(Preflight, PrivilegesAreNamed) {
  run("SET GLOBAL binlog_format = ROW");
  run("DROP USER IF EXISTS 'reader'@'%'");
  run("CREATE USER 'reader'@'%' IDENTIFIED BY ''");
  run(fmt::format("GRANT SELECT ON {}.* TO 'reader'@'%'", endpoint_.database));
  Endpoint poor = endpoint_;
  poor.user = "reader";
  auto connection = mysql::Connection::open(poor).value();
  std::vector<std::string> missing = {"REPLICATION SLAVE",
                                      mariadb_ ? "BINLOG MONITOR" : "REPLICATION CLIENT"};
  if (!mariadb_) missing.push_back("FLUSH_TABLES");
  const auto named = obstacles(connection, {{"orders", {"id"}}});
  ASSERT_EQ(named.size(), missing.size());
  if (!mariadb_) {  // хто кликав, читає тоді без місця в журналі: на тому самому з'єднанні
    const auto refused = open_snapshot(connection);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
    EXPECT_EQ(connection.query_int("SELECT @@lock_wait_timeout = @@global.lock_wait_timeout").value(), 1);
  }
  for (std::size_t i = 0; i < missing.size(); ++i) {
    EXPECT_THAT(named[i], HasSubstr(missing[i] + ": the user reader has no"));
    run(fmt::format("GRANT {} ON *.* TO 'reader'@'%'", missing[i]));
  }
  // Саме цих прав і досить: для перевірки, знімка й читання.
  connection = mysql::Connection::open(poor).value();
  EXPECT_THAT(obstacles(connection, {{"orders", {"id"}}}), ::testing::IsEmpty());
  const auto snapshot = open_snapshot(connection);
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  const auto opened = ChangeReader::open(poor, from_, {{"orders", {"id"}}});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(std::holds_alternative<ChangeReader>(*opened));
}

}  // namespace
}  // namespace techmarket::db::binlog
