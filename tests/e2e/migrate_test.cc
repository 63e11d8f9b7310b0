// Схема змінилася, а дані лишилися: schema migrate на заповнених базах, kill -9 програми й сервера
// посередині, далі всі інші команди.

#include <signal.h>

#include <gtest/gtest.h>

#include "base/file.h"
#include "platform.h"

namespace techmarket::e2e {
namespace {

const std::vector<std::string> kMigrate = {"schema", "migrate", "orders-db", "--json"};

class MigratedPlatform : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_PLATFORM();
    fill_default_world();
    rows_ = mysql_int("orders-db", "SELECT COUNT(*) FROM customers");
    values_ = checksum();
    copy_.replace("docs/db/orders_mysql.dbml", "Table customers {",
                  "Table customers {\n  loyalty varchar(20) [not null, default: 'none', note: 'рівень']");
    copy_.replace("docs/db/orders_mysql.dbml", "Table regions {",
                  "Table regions {\n  area int [note: 'площа']");
  }
  // Решта тестів чекає на схему з репозиторію.
  void TearDown() override {
    if (!platform_is_up()) return;
    const auto back = techmarket({"schema", "migrate", "--allow", "data-loss,rewrite,lock"});
    EXPECT_EQ(back.exit_code, 0) << back.errors;
    EXPECT_TRUE(mysql("orders-db").execute("DROP TABLE IF EXISTS _techmarket_migrations"));
  }

  /// Сума всіх старих значень таблиці, яка змінюється.
  static std::int64_t checksum() {
    return mysql_int("orders-db",
                     "SELECT SUM(CRC32(CONCAT_WS('|', id, first_name, last_name, email, phone, created_at, "
                     "updated_at))) FROM customers");
  }

  /// Запускає міграцію й чекає, доки її крок стане в чергу до таблиці, яку тримає blocker.
  pid_t start_and_wait_for_the_lock() {
    const pid_t process = start_techmarket(
        {"--config", (copy_.path() / "techmarket.toml").string(), "schema", "migrate", "orders-db"}, log_);
    const bool waits = eventually([] {
      return mysql_int("orders-db",
                       "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE "
                       "'Waiting for table metadata lock'") > 0;
    });
    EXPECT_TRUE(waits) << read_file(log_).value_or("");
    return process;
  }

  void expect_migrated() {
    EXPECT_EQ(techmarket({"schema", "check", "orders-db"}, copy_.path()).exit_code, 0);
    EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM customers WHERE loyalty = 'none'"), rows_);
    EXPECT_EQ(checksum(), values_);
  }

  ProjectCopy copy_;
  const std::filesystem::path log_ =
      std::filesystem::temp_directory_path() / ("techmarket-migrate-" + std::to_string(::getpid()) + ".log");
  std::int64_t rows_ = 0, values_ = 0;
};

TEST_F(MigratedPlatform, KeepsItsDataAndEveryCommandGoesOn) {
  const auto planned = techmarket({"schema", "migrate", "orders-db", "--dry-run"}, copy_.path());
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_NE(planned.output.find("ADD COLUMN `loyalty`"), std::string::npos) << planned.output;
  EXPECT_EQ(techmarket({"schema", "check", "orders-db"}, copy_.path()).exit_code, 1);

  const auto migrated = techmarket(kMigrate, copy_.path());
  ASSERT_EQ(migrated.exit_code, 0) << migrated.errors;
  EXPECT_TRUE(migrated.json["ok"].get<bool>());
  expect_migrated();
  EXPECT_EQ(techmarket({"etl", "run"}, copy_.path()).exit_code, 0);
  EXPECT_EQ(techmarket({"verify"}, copy_.path()).exit_code, 0);

  // Повернення назад вилучає стовпці, тож без дозволу нічого не робить.
  const auto refused = techmarket({"schema", "migrate", "orders-db"});
  EXPECT_EQ(refused.exit_code, 1) << refused.errors;
  EXPECT_NE(refused.errors.find("--allow data-loss"), std::string::npos) << refused.errors;
  expect_migrated();
}

TEST_F(MigratedPlatform, KilledProgramAndServerAreFinishedByTheSameCommand) {
  const auto hold_customers = [] {
    auto blocker = mysql("orders-db");
    EXPECT_TRUE(blocker.execute("BEGIN"));
    EXPECT_TRUE(blocker.query("SELECT COUNT(*) FROM customers"));
    return blocker;
  };
  {
    const auto blocker = hold_customers();
    const pid_t process = start_and_wait_for_the_lock();
    ::kill(process, SIGKILL);
    EXPECT_EQ(wait_for(process), 128 + SIGKILL);
  }
  // Крок убитого сервер міг і виконати: він уже чекав на таблицю. Решту має доробити наступний запуск.
  ASSERT_TRUE(mysql("orders-db").execute("ALTER TABLE customers DROP COLUMN IF EXISTS loyalty"));
  {
    const auto blocker = hold_customers();
    const pid_t process = start_and_wait_for_the_lock();
    ASSERT_EQ(::kill(server_process("orders-db"), SIGKILL), 0);
    EXPECT_EQ(wait_for(process), 75) << read_file(log_).value_or("");
  }
  ASSERT_EQ(techmarket({"up", "--runtime", "local"}).exit_code, 0);
  const auto finished = techmarket(kMigrate, copy_.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.errors;
  expect_migrated();
}

// Бази до order_items.unit_cost: після міграції минуле вже не залежить від каталогу.
TEST_F(MigratedPlatform, SalesOfBeforeTheColumnKeepTheirCost) {
  ASSERT_TRUE(mysql("orders-db").execute("ALTER TABLE order_items DROP COLUMN unit_cost"));
  const auto refused = techmarket({"etl", "run"});
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_NE(refused.errors.find("unit_cost"), std::string::npos) << refused.errors;
  const auto planned = techmarket({"schema", "migrate", "--dry-run"});
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_NE(planned.output.find("-- orders-db: unit_cost of "), std::string::npos) << planned.output;

  const auto migrated = techmarket({"schema", "migrate"});
  ASSERT_EQ(migrated.exit_code, 0) << migrated.errors;
  EXPECT_NE(migrated.output.find("order items is what their products cost today"), std::string::npos)
      << migrated.output;
  EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM order_items WHERE unit_cost IS NULL"), 0);
  ASSERT_EQ(techmarket({"etl", "run"}).exit_code, 0);
  EXPECT_EQ(techmarket({"verify"}).exit_code, 0);

  const auto kopiykas = [] { return warehouse_int("SELECT (sum(margin) * 100)::bigint FROM fact_sales"); };
  const auto margin = kopiykas();
  ASSERT_TRUE(mysql("catalog-db").execute("UPDATE products SET cost = cost * 1.1"));
  ASSERT_EQ(techmarket({"etl", "run"}).exit_code, 0);
  EXPECT_EQ(kopiykas(), margin);
  const auto verified = techmarket({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

}  // namespace
}  // namespace techmarket::e2e
