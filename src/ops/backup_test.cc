// Копія справжніх серверів відновлюється їхніми ж програмами, і в ній рівно те, що каже manifest.json, —
// навіть коли служби пишуть без упину.

#include "ops/backup.h"

#include <fcntl.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/process.h"
#include "ops/backup_folder.h"
#include "ops/dump_program.h"
#include "ops/moment.h"
#include "ops/verify.h"
#include "support/warehouse_stand.h"
#include "warehouse/run.h"

namespace techmarket::ops {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Пише без упину, доки живе: замовлення, потім його оплату, потім рядок журналу сховища — кожне своєю
/// транзакцією. Тож оплата без замовлення — це дві різні миті.
class Writer {
 public:
  explicit Writer(const support::Stand& stand)
      : orders_(open(stand, "orders-db")),
        payments_(open(stand, "payments-db")),
        warehouse_(stand.warehouse()) {}

  /// Одне замовлення з оплатою. @param between що зробити між ними.
  void write(const std::function<void()>& between = [] {}) {
    const auto id = fmt::format("{:08x}-0000-4000-9000-000000000000", ++number_);
    support::require(orders_.execute(
        fmt::format("INSERT INTO orders (id, customer_id, employee_id, region_id, order_date, status, "
                    "total_amount) SELECT "
                    "'{}', customer_id, employee_id, region_id, NOW(), 'paid', 1 FROM orders LIMIT 1",
                    id)));
    between();
    support::require(
        payments_.execute(fmt::format("INSERT INTO payments (id, order_id, method, paid_at, amount) VALUES "
                                      "('{0}', '{0}', 'card', NOW(), 1)",
                                      id)));
    support::require(
        warehouse_.execute("INSERT INTO etl.runs (mode, status, started_at, finished_at) VALUES ('full', "
                           "'failed', now(), now())"));
  }

  void start() {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        write();
        ++written_;
      }
    });
  }
  int written() const { return written_; }

 private:
  static db::mysql::Connection open(const support::Stand& stand, std::string_view service) {
    return db::mysql::Connection::open(
               config::endpoint_of(*stand.catalogue().service(service).value(), "shop"))
        .value();
  }

  db::mysql::Connection orders_, payments_;
  db::postgres::Connection warehouse_;
  int number_ = 0;
  std::atomic<int> written_ = 0;
  std::jthread thread_;
};

class BackupTest : public support::StandTest {
 protected:
  fs::path parent() {
    return stand().folder() / ::testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  std::vector<fs::path> entries() {
    std::vector<fs::path> found;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(parent(), missing)) found.push_back(entry.path());
    return found;
  }
  static nlohmann::json manifest_of(const fs::path& folder) {
    return nlohmann::json::parse(read_file(folder / "manifest.json").value_or("null"));
  }

  /// Відновлює файл служби в базу database того самого сервера, де її тримає стенд.
  void restore(const config::Service& service, const fs::path& file, const std::string& database) {
    const auto port = std::to_string(service.port);
    const auto restored =
        service.is_mysql()
            ? run_checked(
                  {.argv = {"mariadb", "--no-defaults", "-h127.0.0.1", "-P" + port, "-uroot", database},
                   .input = read_file(file).value()})
            : run_checked({.argv = {"pg_restore", "-h", "127.0.0.1", "-p", port, "-U", service.user, "-d",
                                    database, "--clean", "--if-exists", "--exit-on-error", file.string()}});
    ASSERT_TRUE(restored) << restored.error().message;
  }

  /// Порожні бази restored_…, у які відновлюють поруч із живими.
  void create_copies() {
    for (const auto& service : stand().catalogue().services) {
      if (service.is_mysql()) {
        stand().mysql(fmt::format("DROP DATABASE IF EXISTS {0}; CREATE DATABASE {0}", copy_of(service)));
        continue;
      }
      auto maintenance = stand().postgres("postgres", "postgres");
      support::require(maintenance.execute("DROP DATABASE IF EXISTS " + copy_of(service)));
      support::require(
          maintenance.execute(fmt::format("CREATE DATABASE {} OWNER {}", copy_of(service), service.user)));
    }
  }
  static std::string copy_of(const config::Service& service) { return "restored_" + service.database; }

  std::string rows_in_copy(const config::Service& service, const std::string& table) {
    if (service.is_mysql())
      return stand()
          .mysql_rows(fmt::format("SELECT COUNT(*) FROM {}.{}", copy_of(service), table))[0][0]
          .value();
    auto copy = stand().postgres(service.user, copy_of(service));
    return stand().rows(copy.query("SELECT count(*) FROM " + table))[0][0].value();
  }
  std::string payments_without_order() {
    return stand()
        .mysql_rows(
            "SELECT COUNT(*) FROM restored_payments_db.payments p LEFT JOIN restored_orders_db.orders o "
            "ON o.id = p.order_id WHERE o.id IS NULL")[0][0]
        .value();
  }

  /// Копія в іншому процесі: його можна переривати і вбивати. Код — як у програми.
  pid_t start_backup() {
    const pid_t child = ::fork();
    if (child != 0) return child;
    install_interrupt_handler();
    const auto made = backup(stand().catalogue(), parent());
    ::_exit(made ? 0 : exit_code(made.error().kind));
  }
  static int wait_for(pid_t process) {
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  /// Чекає, доки копія почне чекати на чужу транзакцію, а з false — доки сервер забуде копію, якої вже немає.
  void wait_until_at_the_fence(bool there = true) {
    const auto waiting = [&] {
      return stand().mysql_rows(
                 "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'LOCK TABLES%' AND "
                 "STATE LIKE "
                 "'Waiting%'")[0][0] != "0";
    };
    while (waiting() != there) std::this_thread::yield();
  }
  /// Транзакція служби, що не закінчується.
  db::mysql::Connection unfinished() {
    auto connection =
        db::mysql::Connection::open(config::endpoint_of(stand().service("orders-db"), "shop")).value();
    support::require(connection.execute_script("BEGIN; UPDATE orders SET total_amount = 1 LIMIT 1"));
    return connection;
  }
};

TEST_F(BackupTest, RestoredCopyVerifies) {
  ASSERT_TRUE(warehouse::run(stand().catalogue(), {}));
  const auto made = backup(stand().catalogue(), parent());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(entries(), testing::ElementsAre(made->folder));

  const auto manifest = manifest_of(made->folder);
  ASSERT_EQ(manifest["services"].size(), 5u);
  EXPECT_EQ(manifest["services"][2]["rows"]["order_items"], 9);
  EXPECT_EQ(manifest["services"][4]["rows"]["fact_sales"], 7);
  EXPECT_EQ(manifest["services"][4]["rows"]["etl.runs"], 1);
  EXPECT_GT(manifest["fence_seconds"], 0);
  EXPECT_THAT(std::string(manifest["created_at"]), testing::MatchesRegex("20..-..-..T..:..:..[+-]..:.."));
  EXPECT_EQ(fs::status(made->folder).permissions(), fs::perms(0700));
  for (const auto& service : manifest["services"]) {
    const auto file = made->folder / std::string(service["file"]);
    EXPECT_EQ(fs::file_size(file), service["bytes"]);
    EXPECT_EQ(run_checked({.argv = {"sha256sum", file.string()}})->output.substr(0, 64), service["sha256"]);
    EXPECT_THAT(std::string(service["program"]), HasSubstr("dump"));
    EXPECT_FALSE(std::string(service["server"]).empty());
  }
  for (const auto& entry : fs::directory_iterator(made->folder)) {
    EXPECT_EQ(entry.status().permissions(), fs::perms(0600)) << entry.path();
    EXPECT_FALSE(read_file(entry.path())->contains("_pass")) << entry.path();
  }

  stand().create_databases();
  for (const auto& service : stand().catalogue().services)
    restore(service, made->folder / (service.name + (service.is_mysql() ? ".sql" : ".dump")),
            service.database);
  const auto verification = verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_TRUE(verification) << verification.error().message;
  for (const auto& check : verification->checks) EXPECT_TRUE(check.ok) << check.name << "\n" << check.detail;
}

TEST_F(BackupTest, IsOneMomentOfAllBasesWhileTheyAreWritten) {
  Writer writer(stand());
  writer.start();
  constexpr int kTimes = 4;
  int written_meanwhile = 0;
  for (int time = 0; time < kTimes; ++time) {
    const int earlier = writer.written();
    while (writer.written() == earlier) std::this_thread::yield();
    const int before = writer.written();
    const auto made = backup(stand().catalogue(), parent());
    ASSERT_TRUE(made) << made.error().message;
    written_meanwhile += writer.written() > before ? 1 : 0;
    create_copies();
    int compared = 0;
    const auto manifest = manifest_of(made->folder);
    for (const auto& service : manifest["services"]) {
      const auto& described = stand().service(std::string(service["service"]));
      restore(described, made->folder / std::string(service["file"]), copy_of(described));
      for (const auto& [table, rows] : service["rows"].items()) {
        EXPECT_EQ(rows_in_copy(described, table), std::to_string(rows.get<int>())) << table;
        ++compared;
      }
    }
    EXPECT_GT(compared, 20);
    EXPECT_EQ(payments_without_order(), "0");
  }
  fmt::print("  written during {} of {} backups\n", written_meanwhile, kTimes);
  EXPECT_GT(written_meanwhile, 0) << "nobody wrote, nothing is proved";
}

// Так копія робилася колись: кожна база — узгоджений знімок своєї миті.
TEST_F(BackupTest, DumpsTakenOneByOneAreNotOneMoment) {
  Writer writer(stand());
  create_copies();
  const auto dump = [&](std::string_view name) {
    const auto& service = stand().service(name);
    const auto file = stand().folder() / (service.name + ".sql");
    ASSERT_TRUE(run_checked(
        {.argv = {"mariadb-dump", "--no-defaults", "-h127.0.0.1", "-P" + std::to_string(service.port),
                  "-uroot", "--single-transaction", service.database},
         .output_file = file}));
    restore(service, file, copy_of(service));
  };
  dump("orders-db");
  writer.write();
  dump("payments-db");
  EXPECT_EQ(payments_without_order(), "1");
}

TEST_F(BackupTest, FailureLeavesNothingBehind) {
  fs::create_directories(parent() / ".partial-999999999");
  stand().service("payments-db").password = config::Password("wrong");
  const auto made = backup(stand().catalogue(), parent());
  stand().service("payments-db").password = config::Password("payments_pass");
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("payments-db"));
  EXPECT_THAT(made.error().message, testing::Not(HasSubstr("wrong")));
  EXPECT_THAT(entries(), testing::IsEmpty());
}

TEST_F(BackupTest, RefusesAWorldThatIsStillBeingLoaded) {
  stand().mark_load("payments_db", 600, false);
  const auto made = backup(stand().catalogue(), parent());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::retryable);
  EXPECT_THAT(made.error().message, HasSubstr("payments-db: its data is being loaded"));
  EXPECT_FALSE(fs::exists(parent())) << "nothing is written before the answer is known";
}

TEST_F(BackupTest, NamesTheTransactionThatDoesNotEnd) {
  auto transaction = unfinished();
  const auto id = transaction.query_int("SELECT CONNECTION_ID()");
  const auto services = Services::load(stand().catalogue());
  db::LoadingConnections waiting;
  auto all = join(*services, waiting);
  ASSERT_TRUE(all) << all.error().message;
  const Status raised = raise_fences(*all, std::chrono::seconds(0));
  ASSERT_FALSE(raised);
  EXPECT_EQ(raised.error().kind, ErrorKind::retryable);
  EXPECT_THAT(raised.error().message, HasSubstr("orders-db"));
  EXPECT_THAT(raised.error().message, HasSubstr(fmt::format("connection {} of orders_user", *id)));
  support::require(transaction.execute("ROLLBACK"));
  // Огорож не лишилося: писати можна.
  Writer(stand()).write();
}

TEST_F(BackupTest, WaitsForAnUnfinishedTransactionAndHasAllOfIt) {
  auto transaction = unfinished();
  const pid_t process = start_backup();
  wait_until_at_the_fence();
  support::require(transaction.execute("COMMIT"));
  EXPECT_EQ(wait_for(process), 0);
  ASSERT_EQ(entries().size(), 1u);
  create_copies();
  const auto& orders = stand().service("orders-db");
  restore(orders, entries()[0] / "orders-db.sql", copy_of(orders));
  EXPECT_EQ(stand().mysql_rows("SELECT COUNT(*) FROM restored_orders_db.orders WHERE total_amount = 1")[0][0],
            "1");
}

TEST_F(BackupTest, InterruptedItLeavesNothing) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const auto transaction = unfinished();
    wait_until_at_the_fence(false);
    const pid_t process = start_backup();
    wait_until_at_the_fence();
    EXPECT_THAT(entries(), testing::SizeIs(1)) << "the hidden folder";
    const auto asked = std::chrono::steady_clock::now();
    ::kill(process, signal);
    EXPECT_EQ(wait_for(process), 130);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5));
    EXPECT_THAT(entries(), testing::IsEmpty());
  }
}

TEST_F(BackupTest, AKilledOneIsSweptByTheNextAndALivingOneIsNot) {
  {
    const auto transaction = unfinished();
    const pid_t process = start_backup();
    wait_until_at_the_fence();
    ::kill(process, SIGKILL);
    EXPECT_EQ(wait_for(process), 137);
  }
  ASSERT_THAT(entries(), testing::SizeIs(1));
  const fs::path killed = entries()[0];
  const auto living = BackupFolder::create(parent());
  ASSERT_TRUE(living) << living.error().message;
  const fs::path foreign = parent() / ".partial-another-machine@XyZ123";
  fs::create_directory(foreign);

  const auto made = backup(stand().catalogue(), parent());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(fs::exists(killed));
  EXPECT_TRUE(fs::exists(*living / ""));
  EXPECT_TRUE(fs::exists(foreign));
  EXPECT_THAT(entries(), testing::SizeIs(3));
}

TEST_F(BackupTest, TwoAtOnceBothSucceed) {
  auto other = std::async(std::launch::async, [&] { return backup(stand().catalogue(), parent()); });
  const auto one = backup(stand().catalogue(), parent());
  const auto two = other.get();
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_NE(one->folder, two->folder);
  EXPECT_THAT(entries(), testing::UnorderedElementsAre(one->folder, two->folder));
}

TEST_F(BackupTest, TheNextFreeNameIsTaken) {
  for (const char* expected : {"name", "name_2", "name_3"}) {
    auto folder = BackupFolder::create(parent());
    ASSERT_TRUE(folder);
    ASSERT_TRUE(folder->write("file", "text"));
    const auto published = folder->publish("name");
    ASSERT_TRUE(published) << published.error().message;
    EXPECT_EQ(published->filename(), expected);
  }
}

TEST_F(BackupTest, AFullDiskIsRetryable) {
  fs::create_directories(parent());
  // На першому не вміщуються й налаштування клієнтів, на другому — самі дампи.
  for (const char* size : {"size=12k", "size=36k"}) {
    SCOPED_TRACE(size);
    if (::mount("tmpfs", parent().c_str(), "tmpfs", 0, size) != 0)
      GTEST_SKIP() << "only root can mount a small disk";
    const auto made = backup(stand().catalogue(), parent());
    const auto left = entries();
    ::umount(parent().c_str());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::retryable) << made.error().message;
    EXPECT_THAT(made.error().hint, HasSubstr("disk space"));
    EXPECT_THAT(left, testing::IsEmpty());
  }
}

TEST(DumpProgram, MustFitTheServer) {
  const auto service = [](schema::Dialect engine) {
    config::Service one;
    one.name = config::ServiceName("some-db");
    one.engine = engine;
    return one;
  };
  const auto mysql = service(schema::Dialect::mysql), postgres = service(schema::Dialect::postgres);
  const auto tomorrow = find_dump_program(postgres, "99.1 (Debian)");
  ASSERT_FALSE(tomorrow);
  EXPECT_EQ(tomorrow.error().kind, ErrorKind::configuration);
  EXPECT_THAT(tomorrow.error().message, HasSubstr("some-db: no program here can dump PostgreSQL 99.1"));
  // Яка з двох програм є на машині, та знімає свого і не знімає чужого.
  const auto mariadb = find_dump_program(mysql, "10.11.6-MariaDB"),
             oracle = find_dump_program(mysql, "8.4.3");
  ASSERT_TRUE(mariadb || oracle);
  if (mariadb) {
    EXPECT_THAT(mariadb->version, HasSubstr("MariaDB"));
  }
  if (oracle) {
    EXPECT_THAT(oracle->version, testing::Not(HasSubstr("MariaDB")));
  } else {
    EXPECT_EQ(oracle.error().kind, ErrorKind::configuration);
    EXPECT_THAT(oracle.error().message, HasSubstr("no program here can dump MySQL 8.4.3"));
  }
}

TEST(DumpProgram, KeepsThePasswordOutOfArgumentsAndEnvironment) {
  for (const auto engine : {schema::Dialect::mysql, schema::Dialect::postgres}) {
    config::Service service;
    service.engine = engine;
    service.database = config::DatabaseName("some_db");
    db::Endpoint endpoint;
    endpoint.user = "somebody";
    endpoint.password = "s\"ecret";
    EXPECT_THAT(client_options(engine, endpoint), HasSubstr("ecret"));
    const auto command =
        dump_command(service, {.path = "dump", .version = ""}, "options", "snapshot", "output");
    for (const auto& argument : command.argv) EXPECT_THAT(argument, testing::Not(HasSubstr("ecret")));
    for (const auto& [name, value] : command.environment)
      EXPECT_THAT(value, testing::Not(HasSubstr("ecret")));
  }
}

/// У контейнері файла з налаштуваннями немає: вони йдуть стандартним вводом, а сервер — за сусідньою адресою.
TEST(DumpProgram, InAContainerReadsItsSettingsFromStandardInput) {
  for (const auto engine : {schema::Dialect::mysql, schema::Dialect::postgres}) {
    config::Service service;
    service.engine = engine;
    service.database = config::DatabaseName("some_db");
    const auto command =
        dump_command(service, {.path = "dump", .version = "", .inside = {"docker", "exec", "-i", "c0ffee"}},
                     "options", "s", "out");
    EXPECT_THAT(fmt::format("{}", fmt::join(command.argv, " ")),
                testing::AllOf(testing::StartsWith("docker exec -i c0ffee "), HasSubstr("/dev/stdin")));
    db::Endpoint endpoint{.service = "s", .user = "u", .password = "p", .database = "d"};
    endpoint.host = "db.example";
    endpoint.port = 13306;
    endpoint.socket_folder = "/s";
    const auto inside = endpoint_inside(service, endpoint);
    EXPECT_EQ(inside.host, "127.0.0.1");
    EXPECT_EQ(inside.port, service.container_port());
    EXPECT_TRUE(inside.socket_folder.empty());
  }
}

}  // namespace
}  // namespace techmarket::ops
