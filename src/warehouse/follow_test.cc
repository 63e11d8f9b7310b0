// Сховище йде слідом за джерелами: кожна зміна доходить сама, джерело, що завмерло чи зникло, чекають,
// Ctrl-C спиняє будь-де. Справжні сервери.

#include "warehouse/follow.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "support/interrupted_child.h"
#include "support/warehouse_stand.h"
#include "warehouse/lag.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class FollowTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stand_ = std::make_unique<support::Stand>(true); }
  static void TearDownTestSuite() { stand_.reset(); }
  void SetUp() override {
    if (!stand().reason().empty()) GTEST_SKIP() << stand().reason();
    ASSERT_NO_FATAL_FAILURE(stand().fill_world());
    const std::string rights = stand().is_mariadb() ? "REPLICATION SLAVE, BINLOG MONITOR"
                                                    : "REPLICATION SLAVE, REPLICATION CLIENT, RELOAD";
    for (const auto* user : {"orders_user", "catalog_user"})
      stand().mysql(fmt::format("GRANT {} ON *.* TO '{}'@'%'", rights, user));
  }

  support::Stand& stand() { return *stand_; }

  /// Стежить у своєму потоці, доки живе.
  class Background {
   public:
    explicit Background(const config::Catalogue& catalogue)
        : thread_([this, &catalogue] {
            const auto run_once = [&]() -> Result<Report> {
              if (stop_) return fail(ErrorKind::interrupted, "enough");
              return run(catalogue, {});
            };
            // Без журналу каталогу порівнювати нічого частіше за межу тесту.
            const FollowOptions options{.interval = 50ms, .compare_every = 1h};
            outcome_ = follow(catalogue, options, run_once,
                              {.published = [this](const Report&, double) { ++published_; },
                               .waiting = [this](const Error&) { ++waited_; }});
          }) {}
    /// Спиняє його наступний запуск; остання зміна його дає.
    Status end(const support::Stand& stand) {
      stop_ = true;
      stand.mysql("UPDATE orders_db.customers SET phone = '+380000000000'");
      thread_.join();
      return outcome_;
    }
    int published() const { return published_; }
    int waited() const { return waited_; }

   private:
    std::atomic<bool> stop_ = false;
    std::atomic<int> published_ = 0, waited_ = 0;
    Status outcome_;
    std::jthread thread_;
  };

  template <class Condition>
  static bool soon(const Condition& condition) {
    for (const auto deadline = Clock::now() + 60s; Clock::now() < deadline;) {
      if (condition()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

  std::string value(const std::string& sql) { return stand().warehouse_rows(sql).at(0).at(0).value_or(""); }

 private:
  static inline std::unique_ptr<support::Stand> stand_;
};

TEST_F(FollowTest, EveryChangeArrivesAndAnIdleShopCostsNoRun) {
  Background following(stand().catalogue());
  ASSERT_TRUE(soon([&] { return following.published() >= 1; }));
  const std::string facts = value("SELECT count(*) FROM fact_sales");
  std::this_thread::sleep_for(500ms);
  const int idle = following.published();
  EXPECT_LE(idle, 2) << "nothing has changed";
  stand().mysql("UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004'");
  EXPECT_TRUE(soon([&] { return value("SELECT count(*) FROM fact_sales") != facts; }));
  stand().mysql("UPDATE catalog_db.products SET name = 'Інша назва' LIMIT 1");
  EXPECT_TRUE(soon([&] {
    return value("SELECT count(*) FROM dim_product WHERE name = 'Інша назва' AND is_current") == "1";
  }));
  EXPECT_EQ(following.waited(), 0);
  const Status ended = following.end(stand());
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::interrupted);
}

TEST_F(FollowTest, AnInterruptEndsIt) {
  EXPECT_EQ(support::interrupted_child([&] {
              return follow(stand().catalogue(), {}, [&] { return run(stand().catalogue(), {}); },
                            {.published = [](const Report&, double) {}, .waiting = [](const Error&) {}});
            }),
            0);
}

TEST_F(FollowTest, AnUnreachableSourceIsWaitedForByName) {
  auto elsewhere = stand().catalogue();
  auto& port = std::ranges::find(elsewhere.services, kOrdersService, &config::Service::name)->port;
  const auto right = std::exchange(port, 1);
  std::string reason;
  const Status ended = follow(elsewhere, {.interval = 20ms},
                              [&]() -> Result<Report> {
                                EXPECT_EQ(port, right);
                                return fail(ErrorKind::interrupted, "enough");
                              },
                              {.published = [](const Report&, double) {},
                               .waiting =
                                   [&](const Error& error) {
                                     reason = error.message;
                                     port = right;
                                   }});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::interrupted);
  EXPECT_THAT(reason, ::testing::HasSubstr("orders-db"));
}

TEST_F(FollowTest, WhatWaitingCannotMendEndsIt) {
  const Status ended =
      follow(stand().catalogue(), {}, []() -> Result<Report> { return fail(ErrorKind::check_failed, "no"); },
             {.published = [](const Report&, double) {}, .waiting = [](const Error&) { ADD_FAILURE(); }});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::check_failed);
}

TEST_F(FollowTest, TheLagOfASourceIsKnownFromItsLog) {
  auto warehouse = stand().warehouse();
  auto lags = source_lags(stand().catalogue(), warehouse).value();
  for (const auto& lag : lags) {
    EXPECT_EQ(lag.behind, std::nullopt) << "never loaded";
    EXPECT_TRUE(lag.log_end);
  }
  ASSERT_TRUE(run(stand().catalogue(), {}));
  lags = source_lags(stand().catalogue(), warehouse).value();
  ASSERT_EQ(lags.size(), 2u);
  EXPECT_EQ(lags[0].behind, 0);
  EXPECT_EQ(lags[1].behind, 0);
  stand().mysql("UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004'");
  lags = source_lags(stand().catalogue(), warehouse).value();
  EXPECT_GT(lags[0].behind, 0);
  EXPECT_NE(lags[0].read_to, lags[0].log_end);

  auto elsewhere = stand().catalogue();
  for (auto& service : elsewhere.services)
    if (service.name == kOrdersService) service.port = 1;
  lags = source_lags(elsewhere, warehouse).value();
  EXPECT_EQ(lags[0].behind, std::nullopt);
  EXPECT_THAT(lags[0].problem, ::testing::HasSubstr("orders-db"));
}

}  // namespace
}  // namespace techmarket::warehouse
