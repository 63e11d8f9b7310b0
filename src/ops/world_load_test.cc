// Світ у справжніх базах: прочитане назад має відбиток, який дає саме зерно, — хоч би яким шляхом рядки туди
// дійшли і скільки разів завантаження вбивали. Ті самі тести йдуть на MySQL (tests/mysql).

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include "rows/mysql_loader.h"
#include "support/small_disk.h"
#include "support/world_stand.h"
#include "world/simulate/future.h"
#include "world/world_sink.h"
#include "world/world_tables.h"

namespace techmarket::ops {
namespace {

using rows::UuidVersion;

class WorldLoad : public support::WorldTest {
 protected:
  void TearDown() override {
    if (!IsSkipped()) stand().mysql("SET GLOBAL local_infile = 1, sql_mode = DEFAULT");
  }

  std::string made_without_a_database(const world::Parameters& parameters) {
    const auto report = generate(parameters, rows::null_sink());
    EXPECT_TRUE(report) << report.error().message;
    return report ? report->digest : "";
  }

  /// Завантажує окремим процесом і вбиває його посеред таблиці. Таблиця сама зупиняється перед останнім
  /// шматком і каже про це в трубу, тож мить не залежить від того, хто з процесів швидший.
  void kill_while_loading(const world::Parameters& parameters, std::string_view name,
                          rows::Shard shard = {}) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto hold = [&](Tables& tables) {
        auto& table = *std::ranges::find(tables, name, &rows::TableSource::table);
        table.write = [&, write = table.write, last = table.units - 1](rows::Range range,
                                                                       rows::RowBuffer& out) {
          write(range, out);
          if (range.last <= last) return;
          (void)!::write(pipe[1], "!", 1);
          for (;;) ::pause();
        };
      };
      (void)generate(parameters, into_mysql(parameters, shard), shard, hold);
      ::_exit(0);
    }
    ::close(pipe[1]);
    char reached = 0;
    EXPECT_EQ(::read(pipe[0], &reached, 1), 1) << name << ": the load ended before its last rows";
    ::close(pipe[0]);
    auto watcher = stand().mysql_root();
    const bool by_load_data = rows::local_infile_allowed(watcher).value();
    while (by_load_data && reached && !is_loading(watcher, name)) std::this_thread::yield();
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << name;
  }

  static bool is_loading(db::mysql::Connection& watcher, std::string_view table) {
    return watcher
               .query_int(fmt::format("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE "
                                      "'LOAD DATA%`{}`%'",
                                      table))
               .value() > 0;
  }

  std::int64_t leftover_tables() {
    return stand()
        .mysql_root()
        .query_int(
            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA LIKE '%\\_db' AND TABLE_NAME "
            "LIKE '\\_techmarket%' AND TABLE_NAME NOT IN ('_techmarket_load', '_techmarket_simulation')")
        .value();
  }
};

TEST_F(WorldLoad, ReadBackHasTheDigestOfTheSeedByEveryWayOfLoading) {
  for (const UuidVersion uuid : {UuidVersion::v7, UuidVersion::v4}) {
    const auto world = parameters(1'200, uuid);
    const std::string expected = made_without_a_database(world);
    // Чужий сервер може бути налаштовано інакше: без LOAD DATA LOCAL, без зворотної косої, без суворих
    // перевірок.
    for (const char* settings :
         {"local_infile = 1", "local_infile = 0", "local_infile = 1, sql_mode = 'NO_BACKSLASH_ESCAPES'",
          "local_infile = 0, sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'"}) {
      stand().mysql(fmt::format("SET GLOBAL {}", settings));
      const auto report = generate(world);
      ASSERT_TRUE(report) << report.error().message << "; " << report.error().hint;
      EXPECT_EQ(report->digest, expected);
      EXPECT_EQ(stored_digest(world), expected) << settings;
    }
    EXPECT_TRUE(simulate(2));  // на останньому з цих серверів
  }
}

TEST_F(WorldLoad, KilledAnywhereTheSameCommandEndsInTheSameRows) {
  const auto world = parameters(12'000);
  const std::string expected = made_without_a_database(world);
  for (const char* table : {"auth_credentials", "order_items", "orders"}) kill_while_loading(world, table);
  EXPECT_EQ(simulate(1).error().kind, ErrorKind::retryable) << "an unfinished load is not a world";
  stand().mysql("SET GLOBAL local_infile = 0");
  kill_while_loading(world, "order_items");
  stand().mysql("SET GLOBAL local_infile = 1");
  const auto report = generate(world);
  ASSERT_TRUE(report) << report.error().message << "; " << report.error().hint;
  EXPECT_EQ(report->digest, expected);
  EXPECT_EQ(stored_digest(world), expected);
  EXPECT_EQ(leftover_tables(), 0);
}

TEST_F(WorldLoad, SharesKilledAnywhereMakeTheSameRows) {
  const auto world = parameters(12'000);
  const std::string expected = made_without_a_database(world);
  for (const std::uint32_t number : {1u, 2u, 3u}) {
    const rows::Shard share{number, 3};
    kill_while_loading(world, "order_items", share);
    if (number == 2) kill_while_loading(world, "auth_credentials", share);
    const auto report = generate(world, share);
    ASSERT_TRUE(report) << report.error().message << "; " << report.error().hint;
  }
  EXPECT_EQ(stored_digest(world), expected);
  EXPECT_EQ(leftover_tables(), 0);
}

/// Приймач, у базах якого перед завершенням щось сталося.
class Tampered final : public rows::Sink {
 public:
  Tampered(std::unique_ptr<rows::Sink> inner, std::function<void()> before_finish)
      : inner_(std::move(inner)), before_finish_(std::move(before_finish)) {}
  rows::RowOrder order() const override { return inner_->order(); }
  bool parallel() const override { return inner_->parallel(); }
  Status begin(std::span<const rows::TableSource> tables) override { return inner_->begin(tables); }
  Status write(const rows::TableSource& table, rows::TableFeed& feed) override {
    return inner_->write(table, feed);
  }
  Status finish(std::span<const rows::TableReport> sent, const std::string& digest) override {
    before_finish_();
    return inner_->finish(sent, digest);
  }

 private:
  std::unique_ptr<rows::Sink> inner_;
  std::function<void()> before_finish_;
};

TEST_F(WorldLoad, RowsAreCountedAnewBeforeTheWorldIsCalledComplete) {
  const auto world = parameters(1'200);
  const std::string expected = made_without_a_database(world);
  const auto tampered = [&](rows::Shard shard, const std::string& sql) {
    return std::make_unique<Tampered>(into_mysql(world, shard), [this, sql] { stand().mysql(sql); });
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"DELETE FROM orders_db.order_items", "orders-db: table 'order_items': sent "},
      {"DELETE FROM payments_db.payments LIMIT 1", "payments-db: table 'payments': sent "},
      {"DELETE FROM catalog_db.products LIMIT 1; DELETE FROM auth_db.auth_users LIMIT 1",
       "auth-db: table 'auth_users': sent "},
      {"INSERT INTO orders_db.regions (id, name, code) VALUES (UUID(), 'Нова', 'XX')",
       "orders-db: table 'regions': sent "}};
  for (const auto& [sql, words] : cases) {
    for (const rows::Shard shard : {rows::Shard{}, rows::Shard{2, 2}}) {
      SCOPED_TRACE(fmt::format("{} share {}", sql, shard.number));
      if (!shard.whole()) {
        ASSERT_TRUE(generate(world, {1, 2}));
      }
      const auto report = generate(world, tampered(shard, sql), shard);
      ASSERT_FALSE(report);
      EXPECT_EQ(report.error().kind, ErrorKind::retryable);
      EXPECT_THAT(report.error().message, ::testing::HasSubstr(words));
      EXPECT_EQ(stand().mysql_rows("SELECT state FROM orders_db._techmarket_load")[0][0], "loading");
    }
    EXPECT_EQ(simulate(1).error().kind, ErrorKind::retryable);
  }
  // Ті самі команди часток починають усе знову і дають той самий світ.
  for (const std::uint32_t number : {1u, 2u}) ASSERT_TRUE(generate(world, {number, 2}));
  EXPECT_EQ(stored_digest(world), expected);
  EXPECT_EQ(leftover_tables(), 0);
}

TEST_F(WorldLoad, TooLittleDiskIsSaidBeforeAnythingChanges) {
  generate_well(300);
  const auto before = contents();
  support::SmallDisk disk(1'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const auto world = parameters(50'000);
  const auto into_disk = [&](const std::filesystem::path& folder) {
    return world::world_sink(stand().catalogue(), schemas_, {.parameters = world, .data_folder = folder});
  };
  const auto refused = generate(world, into_disk(disk.folder()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("not enough disk space"));
  EXPECT_EQ(contents(), before);
  EXPECT_EQ(stand().mysql_rows("SELECT state FROM orders_db._techmarket_load")[0][0], "complete");
}

TEST_F(WorldLoad, AServerSaysWhatItDislikedAboutAnInsert) {
  auto connection = stand().mysql_root();
  ASSERT_TRUE(connection.execute("CREATE TABLE orders_db.rounded (price decimal(5,2))"));
  const auto taken = connection.insert("INSERT INTO orders_db.rounded VALUES (1.0055), (2), (3.005)");
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->rows, 3u);
  EXPECT_EQ(taken->warnings, 2u);
  EXPECT_NE(taken->first_warning.find("price"), std::string::npos) << taken->first_warning;
  ASSERT_TRUE(connection.execute("DROP TABLE orders_db.rounded"));
}

// Дні пише SQL змін, а тут — рядки, якими ті самі замовлення мають бути в кінці останнього дня.
TEST_F(WorldLoad, AfterSimulatedDaysTheRowsAreThoseOfTheModel) {
  const auto described = parameters(2'000);
  const world::Conditions conditions{.late = {2'000}, .dirty = {1'000}};
  generate_well(described.orders);
  simulate_well(3, conditions);
  simulate_well(2, conditions);
  const auto world = world::World::create(described, data(), 6).value();
  const world::Future future(*world, world::History(5, conditions));
  const std::uint32_t last = world->window.days() + 4;
  rows::RowBuffer orders, items, payments;
  future.for_each_order({0, future.orders_until(last)}, last, [&](const world::OrderView& order) {
    write_order(*world, order, orders);
    write_items(*world, order, items);
    write_payments(*world, order, payments);
  });
  for (const auto& table : world::world_tables(*world, rows::RowOrder::natural)) {
    const auto* rows = table.table == "orders"        ? &orders
                       : table.table == "order_items" ? &items
                       : table.table == "payments"    ? &payments
                                                      : nullptr;
    if (!rows) continue;
    const auto found = stored(table);
    EXPECT_EQ(found.rows, rows->rows()) << table.table;
    EXPECT_EQ(found.digest, rows->digest()) << table.table;
  }
}

}  // namespace
}  // namespace techmarket::ops
