// Хаос: запуск ETL зазнає біди на кожному своєму операторі — до того, як сервер його дістав, і після того, як
// виконав. Та сама команда опісля завжди дає те саме сховище, що й запуск, якому ніхто не заважав. Справжні
// сервери; біду робить посередник, що стоїть між програмою і ними.
//
//   TECHMARKET_CHAOS_SEEDS   скільки разів пройти всі оператори, щоразу з іншою історією (make chaos: 25).
//                            Без неї — одна коротка вибірка.

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <atomic>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <random>
#include <ranges>
#include <set>
#include <thread>

#include "support/random_changes.h"
#include "support/sql_proxy.h"
#include "support/warehouse_stand.h"
#include "warehouse/run.h"

namespace techmarket::warehouse {
namespace {

using support::SqlProxy;
using support::Verdict;

enum class Trouble {
  kill,     ///< kill -9 програми
  cut,      ///< зв'язок обірвано
  pause,    ///< сервер завмер на мить
  restart,  ///< kill -9 сервера; він піднявся знову
};

constexpr std::string_view kTroubleNames[] = {"kill", "cut", "pause", "restart"};

/// «SELECT run_id FROM etl.runs WHERE service = ?»: оператор без значень — ім'я місця.
std::string named(const std::string& statement) {
  std::string name;
  bool quoted = false;
  for (const char c : statement) {
    if (c == '\'') {
      if (!quoted) name += '?';
      quoted = !quoted;
    } else if (!quoted && std::isdigit(static_cast<unsigned char>(c)) == 0) {
      name += std::isspace(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
    }
    if (name.size() == 70) break;
  }
  return name;
}

/// Що станеться з оператором, котрий буде target-м від початку запуску.
class Fate {
 public:
  using Act = std::function<Verdict(bool mysql)>;

  void arm(int target, Act act) {
    const std::lock_guard lock(mutex_);
    seen_ = 0;
    target_ = target;
    act_ = std::move(act);
    struck_.clear();
  }
  Verdict judge(bool mysql, const std::string& statement) {
    Act act;
    {
      const std::lock_guard lock(mutex_);
      if (seen_++ != target_) return Verdict::pass;
      struck_ = (mysql ? "mysql: " : "postgres: ") + named(statement);
      act = act_;
    }
    return act(mysql);
  }
  int seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  /// Ім'я оператора, на якому сталася біда; порожньо — запуск скінчився раніше.
  std::string struck() const {
    const std::lock_guard lock(mutex_);
    return struck_;
  }

 private:
  mutable std::mutex mutex_;
  int seen_ = 0, target_ = -1;
  Act act_;
  std::string struck_;
};

class ChaosTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kUndisturbed = "dwh_undisturbed";

  void SetUp() override {
    if (!stand_.reason().empty()) GTEST_SKIP() << stand_.reason();
    ASSERT_NO_FATAL_FAILURE(stand_.fill_world());
    stand_.mysql(stand_.is_mariadb()
                     ? "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'orders_user'@'%'"
                     : "GRANT REPLICATION SLAVE, REPLICATION CLIENT, RELOAD ON *.* TO 'orders_user'@'%'");
    // Убитий сервер не сміє забути того, що вже зафіксував.
    stand_.mysql("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    const auto loaded = warehouse::run(stand_.catalogue(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    auto maintenance = stand_.postgres("postgres", "postgres");
    ASSERT_TRUE(
        maintenance.execute(fmt::format("CREATE DATABASE {} TEMPLATE dwh_db OWNER dwh_user", kUndisturbed)));
    // Інакше вбитий сервер відкотив би послідовності копії: наперед записаного значення в ній немає.
    ASSERT_TRUE(maintenance.execute("CHECKPOINT"));
    mysql_proxy_ = std::make_unique<SqlProxy>(
        SqlProxy::Protocol::mysql, stand_.service(kOrdersService).port,
        [this](const std::string& statement) { return fate_.judge(true, statement); });
    postgres_proxy_ = std::make_unique<SqlProxy>(
        SqlProxy::Protocol::postgres, stand_.service(kWarehouseService).port,
        [this](const std::string& statement) { return fate_.judge(false, statement); });
    disturbed_ = undisturbed_ = stand_.catalogue();
    for (auto& service : disturbed_.services)
      service.port = (service.is_mysql() ? mysql_proxy_ : postgres_proxy_)->port();
    for (auto& service : undisturbed_.services)
      if (!service.is_mysql()) service.database = config::DatabaseName(std::string(kUndisturbed));
  }

  /// Запуск у дитині. @return код завершення; -1 — дитину вбито
  int run_child(int target, const std::function<Verdict(pid_t child, bool mysql)>& act) {
    std::atomic<pid_t> child = 0;
    fate_.arm(target, [&](bool mysql) {
      while (child == 0) std::this_thread::yield();
      return act(child, mysql);
    });
    const pid_t forked = ::fork();
    if (forked == 0) {
      const auto report = warehouse::run(disturbed_, {});
      if (!report && report.error().kind != ErrorKind::retryable)
        std::fprintf(stderr, "%s\n", report.error().message.c_str());
      ::_exit(report ? 0 : exit_code(report.error().kind));
    }
    child = forked;
    int status = 0;
    ::waitpid(forked, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  Verdict make(Trouble trouble, Verdict when, pid_t child, bool mysql) {
    auto& server = mysql ? stand_.mysql_server() : stand_.postgres_server();
    switch (trouble) {
      case Trouble::kill:
        if (when == Verdict::cut_before) {
          ::kill(child, SIGKILL);
        } else {
          // Стоїть, доки сервер виконує, щоб відповіді вже не побачити.
          ::kill(child, SIGSTOP);
          later_ = std::jthread([child] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            ::kill(child, SIGKILL);
          });
        }
        return when;
      case Trouble::cut:
        return when;
      case Trouble::pause:
        server.pause();
        later_ = std::jthread([&server] {
          std::this_thread::sleep_for(std::chrono::milliseconds(300));
          server.resume();
        });
        return Verdict::pass;
      case Trouble::restart:
        server.kill();
        return Verdict::cut_before;
    }
    std::unreachable();
  }

  /// Сховище без часів запусків: ними два сховища різняться законно.
  std::vector<db::Rows> contents(const config::Catalogue& catalogue) {
    auto warehouse = db::postgres::Connection::open(
                         config::endpoint_of(*catalogue.service(kWarehouseService).value(), "test"))
                         .value();
    std::vector<db::Rows> all;
    for (const auto& table : tables()) {
      if (table.name.schema != schema::kDefaultSchema) continue;
      std::string columns, order;
      for (const auto& column : table.columns) {
        if (column.role == Role::valid_from || column.role == Role::valid_to ||
            column.role == Role::changed_at)
          continue;
        columns += fmt::format("{}{}", columns.empty() ? "" : ", ", column.name);
        if (column.role == Role::deleted_at) columns += " IS NULL";
      }
      all.push_back(support::Stand::rows(
          warehouse.query(fmt::format("SELECT {0} FROM {1} ORDER BY {0}", columns, table.name.name))));
    }
    return all;
  }

  /// Одна історія, одна біда, та сама команда ще раз — і те саме сховище.
  void step(int target, Trouble trouble, Verdict when) {
    std::string history;
    for (int i = 0; i < 3; ++i) history += support::random_change(random_) + "; ";
    stand_.mysql(history);
    const int code =
        run_child(target, [&](pid_t child, bool mysql) { return make(trouble, when, child, mysql); });
    if (later_.joinable()) later_.join();
    const std::string place = fate_.struck();
    if (trouble == Trouble::restart && !place.empty()) {
      auto& server = place.starts_with("mysql") ? stand_.mysql_server() : stand_.postgres_server();
      support::require(server.restart());
    }
    const auto moment = when == Verdict::cut_before ? "before" : "after";
    SCOPED_TRACE(fmt::format("{} {} {} (statement {}), after {}", kTroubleNames[static_cast<int>(trouble)],
                             moment, place, target, history));
    if (!place.empty()) places_.insert(fmt::format("{} {}", moment, place));
    if (trouble == Trouble::pause) {
      EXPECT_EQ(code, 0) << "a pause is waited for";
    } else if (trouble != Trouble::kill) {
      EXPECT_THAT(code, ::testing::AnyOf(0, exit_code(ErrorKind::retryable)));
    }
    for (const config::Catalogue& catalogue : {std::cref(stand_.catalogue()), std::cref(undisturbed_)}) {
      const auto report = warehouse::run(catalogue, {.allow_deletes = true});
      ASSERT_TRUE(report) << report.error().message;
    }
    EXPECT_EQ(contents(stand_.catalogue()), contents(undisturbed_));
    const auto full = warehouse::run(stand_.catalogue(), {.mode = Mode::full, .dry_run = true});
    ASSERT_TRUE(full) << full.error().message;
    EXPECT_FALSE(full->facts.changed());
  }

  support::Stand stand_{true};
  Fate fate_;
  std::unique_ptr<SqlProxy> mysql_proxy_, postgres_proxy_;
  config::Catalogue disturbed_, undisturbed_;
  std::jthread later_;
  std::mt19937 random_;
  std::set<std::string> places_;  ///< де біда ставалася
};

TEST_F(ChaosTest, AnyTroubleAnywhereAndTheSameCommandAgainEndAsIfNothingHappened) {
  const char* seeds_wanted = std::getenv("TECHMARKET_CHAOS_SEEDS");
  const int seeds = seeds_wanted ? std::atoi(seeds_wanted) : 1;
  stand_.mysql("UPDATE orders_db.orders SET status = 'paid' WHERE id LIKE '%0004'");
  ASSERT_EQ(run_child(-1, {}), 0);
  const int statements = fate_.seen();
  ASSERT_GT(statements, 40);
  // Коротка вибірка бере кожен четвертий оператор, повна — кожен; біди й миті чергуються, з кожною історією
  // інакше.
  const int stride = seeds_wanted ? 1 : 4;
  for (int seed = 0; seed < seeds; ++seed) {
    random_.seed(static_cast<unsigned>(20261201 + seed));
    for (int target = seed % stride; target < statements; target += stride) {
      const int turn = target / stride + seed;
      const Trouble trouble = turn % 9 == 8   ? Trouble::restart
                              : turn % 5 == 4 ? Trouble::pause
                              : turn % 2 == 0 ? Trouble::kill
                                              : Trouble::cut;
      const Verdict when = (turn / 2) % 2 == 0 ? Verdict::cut_after : Verdict::cut_before;
      ASSERT_NO_FATAL_FAILURE(step(target, trouble, when));
      if (HasFailure()) return;
    }
  }
  RecordProperty("places", static_cast<int>(places_.size()));
  std::printf("%zu places in %d statements, %d histories\n", places_.size(), statements, seeds);
  EXPECT_GT(places_.size(), seeds_wanted ? 40u : 15u);
}

// Найперше наповнення: інші оператори, та сама обіцянка.
TEST_F(ChaosTest, TheFirstLoadToo) {
  const auto empty = [&](const config::Catalogue& catalogue) {
    auto warehouse = db::postgres::Connection::open(
                         config::endpoint_of(*catalogue.service(kWarehouseService).value(), "test"))
                         .value();
    support::require(
        warehouse.execute("DELETE FROM fact_sales; DELETE FROM etl.positions; DELETE FROM etl.runs"));
    for (const auto& dimension : dimensions() | std::views::reverse)
      support::require(warehouse.execute(fmt::format("DELETE FROM {}", dimension.table)));
  };
  ASSERT_NO_FATAL_FAILURE(empty(stand_.catalogue()));
  ASSERT_EQ(run_child(-1, {}), 0);
  const int statements = fate_.seen();
  const int stride = std::getenv("TECHMARKET_CHAOS_SEEDS") ? 1 : 9;
  for (int target = 0; target < statements; target += stride) {
    ASSERT_NO_FATAL_FAILURE(empty(stand_.catalogue()));
    ASSERT_NO_FATAL_FAILURE(empty(undisturbed_));
    ASSERT_NO_FATAL_FAILURE(step(target, target / stride % 2 == 0 ? Trouble::kill : Trouble::cut,
                                 target / stride / 2 % 2 == 0 ? Verdict::cut_before : Verdict::cut_after));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace techmarket::warehouse
