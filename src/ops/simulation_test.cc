// Життя світу на справжніх серверах: generate → simulate → ETL → verify.

#include "world/simulate/simulate.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "base/text.h"
#include "dbml/parse.h"
#include "ops/expectation.h"
#include "ops/verify.h"
#include "support/world_stand.h"
#include "warehouse/run.h"

namespace techmarket::ops {
namespace {

using ::testing::HasSubstr;
using world::SimulateOptions;

class SimulationTest : public support::WorldTest {
 protected:
  /// Додає стовпець і в DBML, і в живу базу.
  void add_column(std::string_view service, std::string_view table, std::string_view dbml,
                  std::string_view sql) {
    const auto parsed = dbml::parse(fmt::format("Table t {{\n id int [pk]\n {}\n}}", dbml), "added.dbml");
    ASSERT_TRUE(parsed.ok());
    auto& tables = schemas_.find(service)->second.database.tables;
    std::ranges::find(tables, table, [](const auto& one) {
      return one.name.name;
    })->columns.push_back(parsed.database.tables[0].columns[1]);
    // Порожня таблиця приймає й неповторний стовпець.
    stand().mysql(
        fmt::format("SET foreign_key_checks = 0; DELETE FROM {0}.{1}; ALTER TABLE {0}.{1} ADD COLUMN {2}",
                    replace_all(std::string(service), "-", "_"), table, sql));
  }

  void load() {
    const auto loaded = warehouse::run(stand().catalogue(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
  }

  /// Порівняння з оракулом, який знає лише зерно й кількість днів.
  std::vector<CheckResult> compare(std::uint64_t orders, const world::History& history) {
    const auto world = world::World::create({.seed = {}, .orders = orders, .until = make_date(2026, 11, 22)},
                                            stand().catalogue().path("database/data"),
                                            static_cast<std::uint32_t>(history.size()) + 1);
    EXPECT_TRUE(world);
    const auto expected = world::expect(**world, history, 2);
    EXPECT_TRUE(expected);
    auto results = check_expectation(stand().catalogue(), *expected);
    EXPECT_TRUE(results) << results.error().message;
    return std::move(results).value_or(std::vector<CheckResult>{});
  }
};

TEST_F(SimulationTest, DaysAtOnceAndOneByOneEndInTheSameState) {
  for (const auto uuid : {rows::UuidVersion::v4, rows::UuidVersion::v7}) {
    const world::Conditions conditions{.late = {1'000}, .dirty = {500}};
    generate_well(1'200, uuid);
    const auto at_start = contents();
    simulate_well(6, conditions);
    const auto at_once = contents();
    EXPECT_NE(at_once, at_start);
    generate_well(1'200, uuid);
    EXPECT_EQ(contents(), at_start) << "generate makes the world anew";
    for (int day = 0; day < 6; ++day) simulate_well(1, conditions);
    EXPECT_EQ(contents(), at_once);
  }
}

TEST_F(SimulationTest, KilledAnywhereTheSameCommandFinishesTheSameDays) {
  generate_well(1'200);
  simulate_well(4);
  const auto expected = contents();
  generate_well(1'200);
  // Замок зупиняє дитину посеред дня: перед його змінами або перед самою позначкою.
  for (const char* table : {"orders_db.orders", "payments_db.payments", "auth_db.auth_tokens",
                            "catalog_db._techmarket_simulation", "payments_db._techmarket_simulation"}) {
    auto blocker = stand().mysql_root();
    support::require(blocker.execute(fmt::format("LOCK TABLES {} READ", table)));
    const pid_t child = ::fork();
    if (child == 0) ::_exit(simulate(4) ? 0 : 1);
    while (*stand()
                .mysql_rows("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting "
                            "for table%'")
                .at(0)
                .at(0) == "0")
      std::this_thread::yield();
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << table;
    EXPECT_NE(contents(), expected) << table;
  }
  const auto report = simulate(4);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->resumed);
  EXPECT_EQ(contents(), expected);
}

TEST_F(SimulationTest, PlayedOneByOneAndKilledMidDayEndsInTheSameState) {
  const world::Conditions conditions{.late = {2'000}, .dirty = {1'000}};
  generate_well(12'000);
  simulate_well(2, conditions);
  const auto expected = contents();
  generate_well(12'000);
  SimulateOptions options;
  options.days = 2;
  options.conditions = conditions;
  options.rate = 3;  // решта подій триватиме ще секунди: досить, щоб устигнути вбити посередині
  const auto played = [&] {
    const auto tables = stand().mysql_rows(
        "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'payments_db' AND TABLE_NAME = "
        "'_techmarket_simulation'");
    if (*tables.at(0).at(0) == "0") return std::int64_t{0};
    const auto rows = stand().mysql_rows("SELECT MAX(played) FROM payments_db._techmarket_simulation");
    return std::int64_t{std::stoll(rows.at(0).at(0).value_or("0"))};
  };
  const pid_t child = ::fork();
  if (child == 0) ::_exit(world::simulate(stand().catalogue(), schemas_, options) ? 0 : 1);
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0)
    if (played() >= 3) ::kill(child, SIGKILL);
  ASSERT_TRUE(WIFSIGNALED(status));

  options.rate = 10'000;
  const auto report = world::simulate(stand().catalogue(), schemas_, options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->resumed);
  EXPECT_GT(report->latencies.at("all").count, 50u);
  EXPECT_LE(report->latencies.at("all").p50, report->latencies.at("all").p99);
  EXPECT_EQ(contents(), expected);
}

TEST_F(SimulationTest, AnInterruptedRunRefusesADifferentCommand) {
  generate_well(600);
  simulate_well(3);
  // Остання база відстала на день: так виглядає kill -9 між двома COMMIT.
  stand().mysql("DELETE FROM payments_db._techmarket_simulation ORDER BY day DESC LIMIT 1");
  for (const char* database : {"catalog_db", "orders_db", "auth_db", "payments_db"})
    stand().mysql(fmt::format(
        "UPDATE {}._techmarket_simulation SET run_first = '2026-11-22', run_last = '2026-11-24'", database));
  const auto other = simulate(5);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::usage);
  EXPECT_THAT(other.error().message,
              HasSubstr("`techmarket simulate --days 3` was interrupted after 2026-11-23"));
}

TEST_F(SimulationTest, KilledAfterTheLastDayTheSameCommandAddsNothing) {
  generate_well(600);
  simulate_well(3);
  const auto expected = contents();
  // Усі дні вже записано, але запуск ще не оголошено закінченим.
  for (const char* database : {"orders_db", "auth_db", "payments_db"})
    stand().mysql(fmt::format(
        "UPDATE {}._techmarket_simulation SET run_first = '2026-11-22', run_last = '2026-11-24'", database));
  const auto report = simulate(3);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->resumed);
  EXPECT_EQ(report->days(), 3u) << "the report of the whole run";
  EXPECT_EQ(contents(), expected);
}

TEST_F(SimulationTest, ARunIsFinishedOnlyWhenItsReportWasShown) {
  generate_well(600);
  SimulateOptions options;
  options.days = 3;
  options.announce = [](const auto&) { return fail(ErrorKind::retryable, "the pipe is broken"); };
  EXPECT_FALSE(world::simulate(stand().catalogue(), schemas_, options));
  // Ніхто звіту не бачив: та сама команда нічого не додає й показує його.
  const auto again = simulate(3);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->resumed);
  EXPECT_EQ(to_string(again->until), "2026-11-25");
  // Тепер запуск закінчено: такий самий додає ще стільки ж.
  const auto more = simulate(3);
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_FALSE(more->resumed);
  EXPECT_EQ(to_string(more->until), "2026-11-28");
  // Хто після невиголошеного запуску просить про інше, дістає нові дні.
  EXPECT_FALSE(world::simulate(stand().catalogue(), schemas_, options));
  const auto other = simulate(2);
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ(to_string(other->until), "2026-12-03");
}

TEST_F(SimulationTest, RequiredColumnsAddedToTheSchemaAreFilledTheSameInEveryWay) {
  add_column("orders-db", "customers", "tax_code varchar(20) [not null, unique]",
             "tax_code VARCHAR(20) NOT NULL UNIQUE");
  add_column("orders-db", "order_items", "warranty_months int [not null]", "warranty_months INT NOT NULL");
  add_column("orders-db", "employees", "badge varchar(12) [not null, unique]",
             "badge VARCHAR(12) NOT NULL UNIQUE");
  add_column("auth-db", "auth_users", "display_name varchar(60) [not null]",
             "display_name VARCHAR(60) NOT NULL");
  add_column("auth-db", "user_roles", "grant_no int [not null, unique]", "grant_no INT NOT NULL UNIQUE");
  add_column("payments-db", "payments", "receipt_no varchar(24) [not null, unique]",
             "receipt_no VARCHAR(24) NOT NULL UNIQUE");
  const world::Conditions conditions{.late = {}, .dirty = {3'000}};
  generate_well(1'200);
  simulate_well(35, conditions);
  const auto expected = contents();
  EXPECT_EQ(stand().mysql_rows("SELECT COUNT(*) FROM orders_db.customers WHERE tax_code = ''")[0][0], "0");
  generate_well(1'200);
  for (int day = 0; day < 34; ++day) simulate_well(1, conditions);
  SimulateOptions options;
  options.days = 1;
  options.conditions = conditions;
  options.rate = 100'000;
  ASSERT_TRUE(world::simulate(stand().catalogue(), schemas_, options));
  EXPECT_EQ(contents(), expected);
  stand().mysql("ALTER TABLE orders_db.customers DROP COLUMN tax_code");
  stand().mysql("ALTER TABLE orders_db.order_items DROP COLUMN warranty_months");
  stand().mysql("ALTER TABLE orders_db.employees DROP COLUMN badge");
  stand().mysql("ALTER TABLE auth_db.auth_users DROP COLUMN display_name");
  stand().mysql("ALTER TABLE auth_db.user_roles DROP COLUMN grant_no");
  stand().mysql("ALTER TABLE payments_db.payments DROP COLUMN receipt_no");
}

TEST_F(SimulationTest, EveryInvariantHoldsAndTheWarehouseIsWhatTheSeedSays) {
  generate_well(3'000);
  load();
  for (const auto& result : compare(3'000, {}))
    EXPECT_TRUE(result.ok) << result.name << "\n" << result.detail;
  const world::Conditions late{.late = {2'000}, .dirty = {}};
  simulate_well(25);
  simulate_well(10, late);
  world::History history(25);
  history.resize(35, late);
  for (const auto& result : compare(3'000, history))
    EXPECT_EQ(result.ok, false) << result.name << " must notice that the warehouse is behind";
  load();
  for (const auto& result : compare(3'000, history))
    EXPECT_TRUE(result.ok) << result.name << "\n" << result.detail;
  EXPECT_EQ(loaded_world(stand().catalogue())->history(), history);
  const auto verification = verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_TRUE(verification) << verification.error().message;
  for (const auto& check : verification->checks) EXPECT_TRUE(check.ok) << check.name << "\n" << check.detail;
}

TEST_F(SimulationTest, TheExpectationNoticesOneKopiykaAndOneRow) {
  generate_well(600);
  load();
  const auto failed = [&] {
    std::vector<std::string> names;
    for (const auto& result : compare(600, {}))
      if (!result.ok) names.push_back(result.name);
    return names;
  };
  EXPECT_TRUE(failed().empty());
  stand().mysql("DELETE FROM auth_db.auth_tokens LIMIT 1");
  EXPECT_EQ(failed(), std::vector<std::string>{"rows of every table"});
  auto warehouse = stand().warehouse();
  support::require(warehouse.execute(
      "UPDATE fact_sales SET cost = cost + 0.01, margin = margin - 0.01 WHERE order_item_id = (SELECT "
      "min(order_item_id::text) FROM fact_sales)::uuid"));
  EXPECT_EQ(failed().size(), 6u);
}

TEST_F(SimulationTest, EveryDefectIsReportedByVerify) {
  generate_well(6'000);
  const auto report = simulate(30, {.late = {}, .dirty = {3'000}});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->activity.defects().size(), world::kDefects.size());
  const auto verification = verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_TRUE(verification) << verification.error().message;
  std::map<std::string, std::int64_t> violations;
  for (const auto& check : verification->checks) violations[check.name] = check.violations;
  const auto& defects = report->activity.defects();
  EXPECT_EQ(violations["orders_db.orders.total_amount = Σ order_items"], defects.at("wrong_total"));
  EXPECT_EQ(violations["orders_db.order_items.product_id → catalog_db.products.id"],
            defects.at("unknown_product"));
  EXPECT_EQ(violations["orders_db.orders.order_date ≥ orders_db.customers.created_at"],
            defects.at("before_sign_up"));
  EXPECT_EQ(violations["orders_db.orders.updated_at ≥ created_at"], defects.at("stale_update"));
  EXPECT_GT(violations["payments_db.payments.amount = orders_db.orders.total_amount"], 0);
  EXPECT_GT(violations["payments_db.payments.paid_at ≥ orders_db.orders.order_date"], 0);
}

TEST_F(SimulationTest, RefusesADatabaseItDidNotFill) {
  const auto empty = simulate(1);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().kind, ErrorKind::usage);
  EXPECT_THAT(empty.error().message, HasSubstr("not made by `techmarket generate`"));
  generate_well(600);
  stand().mysql("UPDATE auth_db._techmarket_load SET state = 'loading'");
  EXPECT_EQ(simulate(1).error().kind, ErrorKind::retryable);
  stand().mysql("UPDATE auth_db._techmarket_load SET state = 'complete', digest = 'another'");
  EXPECT_THAT(simulate(1).error().message, HasSubstr("belong to different worlds"));
}

TEST_F(SimulationTest, NoticesRowsChangedBySomebodyElse) {
  generate_well(600);
  stand().mysql("DELETE FROM orders_db.orders WHERE status = 'shipped'");
  const auto report = simulate(10);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::fatal);
  EXPECT_THAT(report.error().message, HasSubstr("something else has changed them"));
}

}  // namespace
}  // namespace techmarket::ops
