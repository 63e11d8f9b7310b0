// Ctrl-C посеред довгої роботи: код 130 майже одразу, нічого недописаного, і та сама команда закінчує почате.

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "barrier.h"
#include "base/file.h"
#include "base/process.h"
#include "platform.h"
#include "runtime/activity.h"

namespace techmarket::e2e {
namespace {

using Arguments = std::vector<std::string>;

constexpr const char* kSchema = R"(
Table interrupted_parent {
  id int [pk, increment]
  email varchar(120) [not null, unique]
}
Table interrupted_child {
  id int [pk, increment]
  parent_id int [not null, ref: > interrupted_parent.id]
  amount decimal(10,2) [not null]
  comment varchar(300)
})";

class Interrupt : public testing::Test {
 protected:
  void SetUp() override { REQUIRE_PLATFORM(); }
  void TearDown() override {
    if (platform_is_up()) fill_default_world();
  }

  /// Запускає команду, надсилає SIGINT, щойно настане мить, і чекає кінця. Працювати далі їй не дає замок,
  /// який тримає тест, тож кінець може настати лише від сигналу.
  static void interrupt(const Arguments& arguments, const std::function<bool()>& moment) {
    const auto log = log_file("interrupt");
    const pid_t process = start_techmarket(arguments, log);
    EXPECT_TRUE(moment()) << "the work never came there";
    const auto asked = std::chrono::steady_clock::now();
    ::kill(process, SIGINT);
    const int code = wait_for(process);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - asked).count();
    const std::string said = read_file(log).value_or("");
    EXPECT_EQ(code, 130) << said;
    EXPECT_NE(said.find("interrupted"), std::string::npos) << said;
    EXPECT_LT(seconds, 5) << "the promise is a second";
    fmt::print("  stopped in {:.0f} ms\n", 1000 * seconds);
    std::filesystem::remove(log);
  }

  /// Те саме посеред запису в таблицю (barrier.h).
  static void interrupt_at(const std::string& service, const std::string& table, const std::string& condition,
                           const Arguments& arguments) {
    Barrier barrier(service, table, condition);
    interrupt(arguments, [&] { return barrier.reached(); });
  }

  static std::string digest(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return outcome.json.is_object() ? outcome.json.value("digest", "") : "";
  }

  /// Один запис змінює її майже напевно.
  static std::int64_t sum_of_parents(const std::string& service) {
    const std::string sum = "SELECT SUM(parent_id * id) FROM interrupted_child";
    return service == "dwh-db" ? warehouse_int(sum) : mysql_int(service, sum);
  }

  /// Вміст чотирьох баз разом із прожитими днями.
  static std::string contents() {
    std::string text;
    for (const std::string service : {"auth-db", "catalog-db", "orders-db", "payments-db"}) {
      auto connection = mysql(service);
      const auto tables = connection.query(
          "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME "
          "<> "
          "'_techmarket_load' ORDER BY 1");
      for (const auto& table : tables.value_or(db::Rows()))
        text +=
            fmt::format("{}={} ", *table[0], *connection.query("CHECKSUM TABLE " + *table[0])->at(0).at(1));
    }
    return text;
  }
};

TEST_F(Interrupt, GenerateIntoMysql) {
  const Arguments command = {"generate",   "--orders", "20000",  "--until",
                             "2026-11-22", "--yes",    "--json", "--quiet"};
  Arguments nowhere = command;
  nowhere.insert(nowhere.end(), {"--to", "null"});
  const std::string expected = digest(techmarket(nowhere));
  interrupt_at("catalog-db", "categories", "TRUE", command);
  interrupt_at("orders-db", "order_items", "NEW.id > '8'", command);
  EXPECT_EQ(techmarket({"simulate"}).exit_code, 75) << "an unfinished load is not a world";
  EXPECT_EQ(digest(techmarket(command)), expected);
  EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM orders"), 20000);
}

TEST_F(Interrupt, GenerateOfAnySchemaIntoBothServers) {
  const auto schema = std::filesystem::temp_directory_path() / fmt::format("techmarket-{}.dbml", ::getpid());
  ASSERT_TRUE(write_file(schema, kSchema));
  const auto& services = catalogue();
  const auto& dwh = **services.service("dwh-db");
  const auto& orders = **services.service("orders-db");
  struct Target {
    std::string service, url, password, dialect;
  };
  for (const Target& target :
       {Target{"dwh-db", fmt::format("postgres://{}@127.0.0.1:{}/{}", dwh.user, dwh.port, dwh.database),
               dwh.password, "postgres"},
        Target{"orders-db",
               fmt::format("mysql://{}@127.0.0.1:{}/{}", orders.user, orders.port, orders.database),
               orders.password, "mysql"}}) {
    SCOPED_TRACE(target.service);
    ::setenv("TECHMARKET_DATABASE_PASSWORD", target.password.c_str(), 1);
    const Arguments described = {"generate", "--schema",   schema,   "--rows", "20000",
                                 "--until",  "2026-11-22", "--json", "--quiet"};
    Arguments nowhere = described, first = described, command = described;
    nowhere.insert(nowhere.end(), {"--to", "null", "--dialect", target.dialect});
    first.insert(first.end(), {"--to", target.url, "--create", "--seed", "7"});
    command.insert(command.end(), {"--to", target.url, "--yes"});
    const std::string expected = digest(techmarket(nowhere));
    EXPECT_NE(digest(techmarket(first)), expected);
    const std::int64_t before = sum_of_parents(target.service);
    interrupt_at(target.service, "interrupted_child", "NEW.id > 10000", command);
    if (target.service == "dwh-db") {
      EXPECT_EQ(sum_of_parents(target.service), before) << "one transaction: all or nothing";
    }
    EXPECT_EQ(digest(techmarket(command)), expected);
    EXPECT_NE(sum_of_parents(target.service), before);
    const std::string count = "SELECT COUNT(*) FROM interrupted_child";
    EXPECT_EQ(target.service == "dwh-db" ? warehouse_int(count) : mysql_int(target.service, count), 20000);
  }
  EXPECT_TRUE(warehouse().execute("DROP TABLE IF EXISTS interrupted_child, interrupted_parent"));
  EXPECT_TRUE(
      mysql("orders-db")
          .execute_script(
              "SET foreign_key_checks = 0; DROP TABLE IF EXISTS interrupted_child, interrupted_parent"));
  std::filesystem::remove(schema);
}

TEST_F(Interrupt, Simulate) {
  const Arguments world = {"generate", "--orders", "2000", "--until", "2026-11-22", "--yes", "--quiet"};
  const Arguments day = {"simulate", "--quiet"}, live = {"simulate", "--days", "9", "--quiet"};
  const auto live_one_day = [&] {
    ASSERT_EQ(techmarket(world).exit_code, 0);
    ASSERT_EQ(techmarket(day).exit_code, 0);
  };
  live_one_day();
  ASSERT_EQ(techmarket(live).exit_code, 0);
  const std::string expected = contents();
  live_one_day();
  interrupt_at("payments-db", "_techmarket_simulation", "NEW.day = '2026-11-27'", live);
  EXPECT_NE(contents(), expected);
  EXPECT_EQ(techmarket({"simulate", "--days", "5"}).exit_code, 64) << "first the run that was begun";
  EXPECT_EQ(techmarket(live).exit_code, 0);
  EXPECT_EQ(contents(), expected);
}

TEST_F(Interrupt, SimulateThatWaitsForSomebodyElsesLock) {
  fill_default_world();
  auto other = mysql("orders-db");
  ASSERT_TRUE(other.execute("LOCK TABLES orders READ"));
  interrupt({"simulate", "--days", "3"}, [] {
    return eventually([] {
      return mysql_int("orders-db",
                       "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE = 'Waiting for table "
                       "metadata lock'") > 0;
    });
  });
  ASSERT_TRUE(other.execute("UNLOCK TABLES"));
  const auto again = techmarket({"simulate", "--days", "3", "--json"});
  EXPECT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_EQ(again.json["days"], 3);
}

TEST_F(Interrupt, BackupThatWaitsForAStoppedServer) {
  fill_default_world();
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("techmarket-stopped-{}", ::getpid());
  const pid_t server = server_process("payments-db");
  ASSERT_GT(server, 0);
  ::kill(server, SIGSTOP);
  interrupt({"backup", folder},
            [] { return eventually([] { return runtime::at_work(runtime::Work::backup); }); });
  ::kill(server, SIGCONT);
  EXPECT_FALSE(std::filesystem::exists(folder)) << "nothing is written before the servers have answered";
  EXPECT_EQ(techmarket({"backup", folder}).exit_code, 0);
  std::filesystem::remove_all(folder);
}

// Дні записано, а сказати про це нема куди: запуск не закінчено, та сама команда покаже звіт і нічого не
// додасть.
TEST_F(Interrupt, SimulateWhoseReportIsLostIsFinishedByTheSameCommand) {
  fill_default_world();
  for (const char* lost : {"> /dev/full", ">&-"}) {
    const auto before = mysql_int("orders-db", "SELECT COUNT(*) FROM orders");
    const std::string shell = fmt::format("exec \"$0\" simulate --days 3 {}", lost);
    const auto done =
        run({.argv = {"sh", "-c", shell, TECHMARKET_PROGRAM}, .directory = TECHMARKET_SOURCE_DIR});
    ASSERT_TRUE(done);
    EXPECT_EQ(done->exit_code, 75) << done->errors;
    const auto after = mysql_int("orders-db", "SELECT COUNT(*) FROM orders");
    EXPECT_GT(after, before);
    const auto again = techmarket({"simulate", "--days", "3", "--json"});
    EXPECT_EQ(again.exit_code, 0) << again.errors;
    EXPECT_EQ(again.json["days"], 3);
    EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM orders"), after);
  }
}

}  // namespace
}  // namespace techmarket::e2e
