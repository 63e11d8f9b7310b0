// Дві команди водночас: кожна впорядкована пара. Першу зупинено посеред її роботи, друга запускається поруч;
// що має статися, каже таблиця з docs/architecture.md. Пара, яка не перетнулася в часі, нічого не доводить,
// тож такі лічаться, і тест падає.

#include <signal.h>
#include <sys/wait.h>

#include <functional>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "barrier.h"
#include "base/file.h"
#include "platform.h"
#include "runtime/activity.h"

namespace techmarket::e2e {
namespace {

using Arguments = std::vector<std::string>;
using runtime::at_work;
using runtime::Work;
using ::testing::HasSubstr;

enum class Outcome {
  together,   ///< обидві роблять своє
  refused,    ///< друга має код 75 і називає першу
  one_waits,  ///< друга чекає на першу, а не дочекавшись — називає її з кодом 75
};

struct Command {
  Arguments arguments;
  std::optional<Work> work;  ///< up не тримає свого замка: він нікому не заважає
  std::string name;          ///< як її називають у відмові
};

constexpr auto kBackups = "/tmp/techmarket-e2e-pairs";
constexpr auto kLongLife = "30";  ///< днів: у якийсь із них замовлення точно буде

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all = {
      {"up", {{"up", "--runtime", "local"}, std::nullopt, "techmarket up"}},
      {"down", {{"down", "--runtime", "local"}, Work::down, "techmarket down"}},
      {"clean", {{"clean", "--runtime", "local", "--yes"}, Work::clean, "techmarket clean"}},
      {"generate",
       {{"generate", "--until", "2026-11-22", "--yes", "--quiet"}, Work::generate, "techmarket generate"}},
      {"simulate", {{"simulate", "--quiet"}, Work::simulate, "techmarket simulate"}},
      {"etl", {{"etl", "run", "--quiet"}, Work::etl, "techmarket etl run"}},
      {"verify", {{"verify", "--quiet"}, Work::verify, "techmarket verify"}},
      {"backup", {{"backup", kBackups}, Work::backup, "techmarket backup"}},
  };
  return all;
}

Outcome expected(const std::string& first, const std::string& second) {
  const auto is = [&](std::string_view one, std::string_view other) {
    return (first == one && second == other) || (first == other && second == one);
  };
  if (first == "up" || (second == "up" && (first == "down" || first == "clean"))) return Outcome::one_waits;
  if (second == "up" || is("simulate", "etl") || is("simulate", "backup") || is("verify", "verify") ||
      is("verify", "backup") || is("etl", "backup") || is("backup", "backup"))
    return Outcome::together;
  return Outcome::refused;
}

/// Команда, що вже працює.
class Running {
 public:
  Running(const std::string& role, const Arguments& arguments)
      : log_(log_file("pair-" + role)), process_(start_techmarket(arguments, log_)) {}
  ~Running() {
    if (!ended()) ::kill(process_, SIGKILL);
    (void)code();
    std::filesystem::remove(log_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void signal(int number) const { ::kill(process_, number); }
  bool ended() {
    int status = 0;
    if (!code_ && ::waitpid(process_, &status, WNOHANG) == process_)
      code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return code_.has_value();
  }
  int code() {
    if (!code_) code_ = wait_for(process_);
    return *code_;
  }
  std::string said() const { return read_file(log_).value_or(""); }

 private:
  std::filesystem::path log_;
  pid_t process_;
  std::optional<int> code_;
};

std::int64_t waiting_sessions() {
  return mysql_int(
      "orders-db",
      "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE = 'Waiting for table metadata "
      "lock'");
}

/// Перша команда пари, зупинена посеред роботи. release() дає їй скінчити.
class Held {
 public:
  explicit Held(const std::string& name) : name_(name) {
    if (name == "generate") barrier_.emplace("orders-db", "order_items", "TRUE");
    if (name == "etl") barrier_.emplace("dwh-db", "etl.runs", "TRUE");
    if (name == "verify") hold("LOCK TABLES orders WRITE");
    if (name == "backup")
      hold(
          "CREATE TABLE IF NOT EXISTS _techmarket_pair_barrier (id INT); BEGIN; INSERT INTO "
          "_techmarket_pair_barrier VALUES (1)");
    Arguments arguments = commands().at(name).arguments;
    // Подія раз на багато секунд: дні тривають, доки їх не перервуть.
    if (name == "simulate") arguments = {"simulate", "--days", kLongLife, "--rate", "0.02"};
    running_.emplace("first", arguments);
    EXPECT_TRUE(come_in()) << name << " never came into its work\n" << running_->said();
  }

  Running& running() { return *running_; }

  void release() {
    if (barrier_) barrier_->release();
    if (connection_) {
      EXPECT_TRUE(connection_->execute_script("ROLLBACK; UNLOCK TABLES"));
    }
    if (name_ == "simulate") running_->signal(SIGINT);
    if (stopped()) running_->signal(SIGCONT);
  }

  /// Чим вона має скінчитися.
  int end_code() const { return name_ == "simulate" ? 130 : 0; }

  ~Held() {
    barrier_.reset();
    if (name_ == "backup") {
      EXPECT_TRUE(mysql("orders-db").execute("DROP TABLE IF EXISTS _techmarket_pair_barrier"));
    }
  }

 private:
  bool stopped() const { return name_ == "up" || name_ == "down" || name_ == "clean"; }

  void hold(const std::string& script) {
    connection_ = mysql("orders-db");
    EXPECT_TRUE(connection_->execute_script(script));
  }

  bool come_in() {
    if (barrier_) return barrier_->reached();
    if (connection_) return eventually([] { return waiting_sessions() > 0; });
    const auto work = commands().at(name_).work;
    const auto state = runtime::default_state();
    const bool came = eventually([&] {
      if (work) return at_work(*work, state);
      return read_file(state.lock()).value_or("").starts_with("techmarket up");
    });
    if (stopped()) running_->signal(SIGSTOP);
    return came && !running_->ended();
  }

  const std::string name_;
  std::optional<Barrier> barrier_;
  std::optional<db::mysql::Connection> connection_;
  std::optional<Running> running_;
};

class Pairs : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { REQUIRE_PLATFORM(); }
  void TearDown() override {
    if (!platform_is_up()) return;
    bring_up();
    fill_default_world();
    std::filesystem::remove_all(kBackups);
  }

  static void bring_up() {
    const auto offset = std::to_string((*catalogue().service("auth-db"))->port - 3306);
    const auto up = techmarket({"up", "--runtime", "local", "--port-offset", offset});
    ASSERT_EQ(up.exit_code, 0) << up.errors;
  }

  /// Після кожної пари: те, чого не закінчено, закінчує та сама команда, і все збігається до копійки.
  static void nothing_is_lost(const std::string& first, const std::string& second) {
    for (const auto& name : {first, second})
      if (const auto& work = commands().at(name).work; !work || *work == Work::down || *work == Work::clean)
        bring_up();
    if (mysql_int("orders-db",
                  "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
                  "TABLE_NAME = '_techmarket_load'") == 0)
      fill_default_world();
    if (first == "simulate") {
      const auto lived = techmarket({"simulate", "--days", kLongLife, "--quiet"});
      ASSERT_EQ(lived.exit_code, 0) << lived.errors;
    }
    const auto loaded = techmarket({"etl", "run", "--allow-deletes", "--quiet"});
    ASSERT_EQ(loaded.exit_code, 0) << loaded.errors;
    const auto verified = techmarket({"verify", "--quiet"});
    ASSERT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
  }

  /// @return чи перетнулися команди в часі.
  static bool run_pair(const std::string& first, const std::string& second) {
    if (first == "up") {
      EXPECT_EQ(techmarket({"down", "--runtime", "local"}).exit_code, 0);
    }
    Held held(first);
    Arguments arguments = commands().at(second).arguments;
    if (second == "up")
      arguments.insert(arguments.end(),
                       {"--port-offset", std::to_string((*catalogue().service("auth-db"))->port - 3306)});
    Running other("second", arguments);
    const Outcome outcome = expected(first, second);
    // Друга скінчилася — або обидві чекають там, де їх тримає тест.
    const bool overlapped = outcome == Outcome::one_waits ? !held.running().ended() : eventually([&] {
      if (other.ended()) return !held.running().ended();
      const bool both_held = first == second || (first == "verify" && second == "backup");
      return both_held && waiting_sessions() > 1;
    });
    held.release();
    EXPECT_EQ(held.running().code(), held.end_code()) << held.running().said();
    const int code = other.code();
    const std::string said = other.said();
    const std::set<int> allowed = outcome == Outcome::together  ? std::set{0}
                                  : outcome == Outcome::refused ? std::set{75}
                                                                : std::set{0, 75};
    EXPECT_TRUE(allowed.contains(code)) << code << ": " << said;
    if (code == 75) {
      EXPECT_THAT(said, HasSubstr(commands().at(first).name));
    }
    fmt::print("  {:>8}, then {:<8}  {}{}\n", first, second, code == 0 ? "done" : "refused",
               overlapped ? "" : "  NEVER OVERLAPPED");
    return overlapped;
  }
};

TEST_P(Pairs, NothingIsLostAndNobodyLies) {
  fill_default_world();
  std::size_t overlapped = 0;
  for (const auto& [second, unused] : commands()) {
    SCOPED_TRACE(fmt::format("{}, then {}", GetParam(), second));
    overlapped += run_pair(GetParam(), second);
    ASSERT_NO_FATAL_FAILURE(nothing_is_lost(GetParam(), second));
  }
  EXPECT_EQ(overlapped, commands().size()) << "a pair that never met proves nothing";
}

INSTANTIATE_TEST_SUITE_P(First, Pairs,
                         testing::Values("up", "down", "clean", "generate", "simulate", "etl", "verify",
                                         "backup"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace techmarket::e2e
