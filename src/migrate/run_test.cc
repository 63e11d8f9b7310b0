// Обіцянка міграції на справжніх серверах: база доходить до DBML, значення лишаються, зупинка будь-де нічого
// не псує.

#include "migrate/run.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "ddl/emit.h"
#include "ddl/normalise.h"
#include "migrate/compare.h"
#include "migrate/schema_mark.h"
#include "migrate/testing/test_server.h"
#include "support/migration_case.h"
#include "support/random_migration.h"
#include "support/round_trip.h"
#include "support/temporary_server.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::Dialect;
using support::parse_schema;
using testing::kEverything;
using testing::Server;

class Migrate : public testing::OnServers {};

// Заповнення NULL і члени переліків — це UPDATE: часу останньої зміни рядка він чіпати не може.
TEST_P(Migrate, MysqlUpdatesLeaveTheTimeOfTheLastChange) {
  if (!mysql()) GTEST_SKIP() << "MySQL only";
  server().build(
      parse_schema("Enum e {\n  a\n}\nTable t {\n  id int [pk]\n  n int\n  e e\n  at datetime\n}\n"));
  server().execute(
      "ALTER TABLE t MODIFY at datetime DEFAULT NULL ON UPDATE current_timestamp();"
      "INSERT INTO t (id, e, at) VALUES (1, 'a', '2001-02-03 04:05:06')");
  const auto done =
      server().migrate(parse_schema("Enum e {\n  b [note: 'renamed from a']\n}\nTable t {\n  id int [pk]\n"
                                    "  n int [not null, default: 7]\n  e e\n  at datetime\n}\n"),
                       {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(server().query("SELECT n, e, at FROM t"), "7|b|2001-02-03 04:05:06\n");
}

/// Контейнер вважає базу цілою за цією позначкою: міграція ставить її й тоді, коли робити нічого.
TEST_P(Migrate, LeavesTheMarkOfAWholeSchema) {
  const std::string mark = "SELECT fingerprint FROM _techmarket_schema";
  const auto fingerprint = [](const Database& schema) {
    return schema_fingerprint(
               ddl::emit(schema, GetParam(), {.source_name = "a.dbml", .names_encoding = true})) +
           "\n";
  };
  const Database before = parse_schema("Table t {\n  id int [pk, note: 'номер']\n}\n");
  server().build(before);
  ASSERT_TRUE(server().migrate(before));
  EXPECT_EQ(server().query(mark), fingerprint(before));

  const Database after =
      parse_schema("Table t {\n  id int [pk, note: 'номер']\n}\nTable u {\n  id int [pk]\n}\n");
  ASSERT_TRUE(server().migrate(after, {.scope = {.exclude = {"u"}}}));
  EXPECT_EQ(server().query(mark), fingerprint(before)) << "a part of the schema is not the whole of it";
  ASSERT_TRUE(server().migrate(after));
  EXPECT_EQ(server().query(mark), fingerprint(after));
}

INSTANTIATE_TEST_SUITE_P(Servers, Migrate, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         testing::engine_name);

TEST_P(Migrate, EveryCaseReachesItsTarget) {
  int reached = 0;
  for (const auto& path : support::case_paths("migrate")) {
    SCOPED_TRACE(path.filename().string());
    const auto file = support::read_case(path).value();
    if (!file.section(support::section_name(GetParam()))) continue;
    const auto input = support::migration_case(file).value();
    if (!plan_migration(input.after, input.before, predict_physical(input.before, GetParam()), GetParam(),
                        input.renames))
      continue;  // план неможливий: текст відмови звіряє ddl_test
    server().build(input.before);
    if (!input.data.empty()) server().execute(input.data);
    const auto done = server().migrate(
        input.after, {.allowed = kEverything, .renames = input.renames, .online = input.online});
    ASSERT_TRUE(done) << done.error().message << "\n" << done.error().hint;
    if (input.refused) {
      ASSERT_FALSE(done->possible());
      EXPECT_THAT(done->obstacles.front().text() + "\n",
                  ::testing::StartsWith(input.refused->substr(0, input.refused->size() - 1)));
      EXPECT_EQ(server().differences(input.before), "");
      server().build(input.before);  // без рядків план виконується
      const auto emptied = server().migrate(input.after, {.allowed = kEverything, .renames = input.renames});
      ASSERT_TRUE(emptied) << emptied.error().message;
    } else {
      ASSERT_TRUE(done->possible()) << done->obstacles.front().text();
    }
    EXPECT_EQ(server().differences(input.after), "");
    if (!input.refused) {
      EXPECT_EQ(server().leftovers(input.after), "");
    }
    // Удруге робити нічого, навіть із тими самими прапорцями.
    const auto again = server().migrate(input.after, {.renames = input.renames});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->plan.empty()) << to_text(again->plan);
    ++reached;
  }
  fmt::print("  {} cases reached their target\n", reached);
  EXPECT_GT(reached, 80);
}

/// План для файла з передбаченими іменами — такий самий справжній SQL, як і план для живої бази.
TEST_P(Migrate, TheSqlOfDiffReachesTheTarget) {
  int reached = 0;
  for (const auto& path : support::case_paths("migrate")) {
    SCOPED_TRACE(path.filename().string());
    const auto file = support::read_case(path).value();
    if (!file.section(support::section_name(GetParam()))) continue;
    const auto input = support::migration_case(file).value();
    const auto plan = plan_migration(input.after, input.before, predict_physical(input.before, GetParam()),
                                     GetParam(), input.renames, {}, {}, input.online);
    if (!plan || plan->empty()) continue;
    server().build(input.before);
    // CONCURRENTLY у спільній транзакції кількох операторів неможливе.
    if (plan->is_transaction())
      server().execute(to_text(*plan));
    else
      for (const auto& step : plan->steps) server().execute(step.sql);
    EXPECT_EQ(server().differences(input.after), "");
    ++reached;
  }
  fmt::print("  {} cases reached their target\n", reached);
  EXPECT_GT(reached, 80);
}

TEST_P(Migrate, RandomSchemasReachTheTargetAndKeepTheirValues) {
  const char* chosen = std::getenv("TECHMARKET_TEST_SEED");
  const std::uint64_t first = chosen ? std::stoull(chosen) : 1;
  const char* rounds = std::getenv("TECHMARKET_TEST_ROUNDS");
  int lossless = 0;
  for (std::uint64_t seed = first; seed < first + (rounds ? std::stoull(rounds) : 6); ++seed) {
    SCOPED_TRACE(fmt::format("TECHMARKET_TEST_SEED={}", seed));
    const auto pair = support::random_migration(seed, GetParam());
    SCOPED_TRACE(pair.before + "-----\n" + pair.after);
    const Database before = parse_schema(pair.before), after = parse_schema(pair.after);
    server().build(before);
    std::string rows;
    for (const auto& row : pair.rows) rows += row + ";\n";
    server().execute(rows);
    if (HasFatalFailure()) return;
    std::vector<std::string> values;
    for (const auto& [old_query, new_query] : pair.same) values.push_back(server().query(old_query));
    // План, який нічого не губить, дозволу губити й не дістає.
    auto done =
        server().migrate(after, {.allowed = {Danger::rewrite, Danger::lock}, .online = seed % 2 == 0});
    ASSERT_TRUE(done) << done.error().message << done.error().hint;
    if (!done->missing_permission.empty())
      done = server().migrate(after, {.allowed = kEverything, .online = seed % 2 == 0});
    else
      ++lossless;
    ASSERT_TRUE(done) << done.error().message << done.error().hint;
    ASSERT_TRUE(done->possible()) << done->obstacles.front().text() << "\n" << to_text(done->plan);
    ASSERT_EQ(server().differences(after), "") << to_text(done->plan);
    for (std::size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(server().query(pair.same[i].second), values[i]) << pair.same[i].second << "\n"
                                                                << to_text(done->plan);
  }
  fmt::print("  {} plans lost nothing\n", lossless);
}

// ---- чуже й дозволи

// Таблиці інших програм: жодна DBML їх не описувала, тож ніякий загальний дозвіл їх не вилучає.
TEST_P(Migrate, TablesThatNoDbmlDescribedAreLeftAlone) {
  const auto target = parse_schema("Table t {\n  id int [pk]\n}\n");
  server().build(parse_schema("Table t {\n  id int [pk]\n}\nTable gone {\n  id int [pk]\n}\n"));
  server().execute("CREATE TABLE schema_migrations (version int PRIMARY KEY, t_id int REFERENCES t (id))");
  const auto done = server().migrate(target, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message << done.error().hint;
  EXPECT_EQ(done->steps_done, 1U) << to_text(done->plan);
  EXPECT_THAT(done->plan.left_alone,
              ::testing::ElementsAre(schema::QualifiedName{.name = "schema_migrations"}));
  EXPECT_THAT(done->plan.advice,
              ::testing::Contains(::testing::HasSubstr("schema_migrations is left alone")));
  EXPECT_EQ(server().query("SELECT COUNT(*) FROM schema_migrations"), "0\n");
  EXPECT_THAT(server().query("SELECT COUNT(*) FROM gone"), ::testing::HasSubstr("gone"));
  const auto named = server().migrate(target, {.allowed = {}, .losses = {"schema_migrations"}});
  ASSERT_TRUE(named) << named.error().message;
  EXPECT_TRUE(named->possible()) << named->missing_permission;
  EXPECT_EQ(server().differences(target), "");
}

TEST_P(Migrate, ExcludedTablesAreNotSeen) {
  server().build(parse_schema("Table t {\n  id int [pk]\n}\nTable flyway_a {\n  id int [pk]\n}\n"));
  const auto target = parse_schema("Table t {\n  id int [pk]\n}\nTable flyway_b {\n  id int [pk]\n}\n");
  const auto done =
      server().migrate(target, {.allowed = kEverything, .scope = {.schemas = {}, .exclude = {"flyway_*"}}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->plan.empty()) << to_text(done->plan);
}

TEST_P(Migrate, EveryLossCanBeAllowedAlone) {
  server().build(parse_schema("Table t {\n  id int [pk]\n  a int\n  b int\n  c decimal(9,4)\n}\n"));
  const auto target = parse_schema("Table t {\n  id int [pk]\n  c decimal(9,2)\n}\n");
  const auto some = server().migrate(target, {.allowed = {Danger::rewrite, Danger::lock}, .losses = {"t.a"}});
  ASSERT_TRUE(some) << some.error().message;
  EXPECT_EQ(some->missing_permission, "--allow rewrite,lock,data-loss:t.a,data-loss:t.b,data-loss:t.c");
  EXPECT_EQ(some->steps_done, 0U);
  server().execute("INSERT INTO t VALUES (1, 1, 1, 1.0049)");
  const auto all =
      server().migrate(target, {.allowed = {Danger::rewrite, Danger::lock}, .losses = {"t.a", "t.b", "t.c"}});
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_TRUE(all->possible());
  EXPECT_EQ(server().query("SELECT * FROM t"), "1|1.00\n");
}

// ---- імена й залежне

TEST_P(Migrate, ANameThatTheServerCutsConverges) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only: MySQL refuses a longer name";
  const std::string name = std::string(61, 'n') + "їжак";
  const auto target = parse_schema(
      "Table p {\n  id int [pk]\n}\nTable t {\n  id int [pk]\n  p int\n  checks {\n    `p > 0` [name: 'c" +
      name + "']\n  }\n  indexes {\n    p [name: 'i" + name + "']\n  }\n}\nRef " + name + ": t.p > p.id\n");
  server().build(target);
  EXPECT_EQ(server().differences(target), "");
}

// Таблиця, стовпець, схема й перелік — теж: порівнюють те, що сервер зберіг.
TEST_P(Migrate, EveryNameThatTheServerCutsConverges) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only: MySQL refuses a longer name";
  const auto named = [](char letter) { return std::string(62, letter) + "їжак"; };
  const std::string schema = named('s'), table = named('t'), column = named('c'), other = named('o');
  const auto dbml = [&](std::string_view more) {
    return parse_schema(
        fmt::format("Enum {0}.{4} {{\n  a\n  b\n}}\nTable {0}.{1} {{\n  id int [pk]\n  {2} int "
                    "[unique, check: `id > 0`]\n  level {0}.{4} [default: 'a']\n{3}  indexes "
                    "{{\n    ({2}, id)\n  }}\n}}\nTable {4} {{\n  id int [pk]\n  up int [ref: > "
                    "{0}.{1}.{2}]\n}}\n",
                    schema, table, column, more, other));
  };
  server().build(parse_schema("Table unrelated {\n  id int [pk]\n}\n"));
  for (const auto* more : {"", "  more int\n"}) {
    const auto target = dbml(more);
    const auto done = server().migrate(target, {.allowed = kEverything});
    ASSERT_TRUE(done) << done.error().message << done.error().hint;
    ASSERT_TRUE(done->possible()) << done->missing_permission;
    EXPECT_FALSE(done->plan.empty());
    EXPECT_EQ(server().differences(target), "");
    const auto again = server().migrate(target);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->plan.empty()) << to_text(again->plan);
  }
  server().execute(fmt::format("DROP SCHEMA \"{}\" CASCADE", schema));
}

TEST_P(Migrate, MysqlKeepsAnInvisibleColumnAndACheckDbmlCannotHold) {
  if (!mysql()) GTEST_SKIP() << "MySQL only";
  server().build(parse_schema("Table t {\n  id int [pk]\n  \"a b\" int\n  c int\n}\n"));
  server().execute("ALTER TABLE t MODIFY `a b` int CHECK (`a b` > 0), MODIFY c int INVISIBLE");
  const auto target =
      parse_schema("Table t {\n  id int [pk]\n  \"a b\" bigint [note: 'x']\n  c bigint [note: 'y']\n}\n");
  const auto done = server().migrate(target, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(server().differences(target), "");
  EXPECT_EQ(server().query("SELECT EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND "
                           "COLUMN_NAME = 'c'"),
            "INVISIBLE\n");
  EXPECT_EQ(
      server().query("SELECT COUNT(*) FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = "
                     "DATABASE() AND CHECK_CLAUSE LIKE '%a b%'"),
      "1\n");
}

// ---- зупинки

struct Crash {
  Database before, after;
  static constexpr std::string_view kRows =
      "INSERT INTO customers (id, name, phone, email, age, note, fax) VALUES "
      "(1, 'Olena', '+380', 'o@x', 30, 'n', 'f'), (2, 'Taras', NULL, NULL, 40, NULL, NULL);"
      "INSERT INTO orders (id, customer_id, status, total) VALUES (10, 1, 'new', 5.50), (11, 2, 'paid', 7)";
  static constexpr std::string_view kKept =
      "SELECT c.id, c.name, c.mobile, c.age, o.id, o.status, o.total FROM customers c JOIN orders o ON "
      "o.customer_id = c.id ORDER BY o.id";

  Crash() {
    const auto file = support::read_case(std::filesystem::path(TECHMARKET_SOURCE_DIR) /
                                         "tests/cases/migrate/everything_at_once.case")
                          .value();
    const auto input = support::migration_case(file).value();
    before = input.before;
    after = input.after;
  }

  void start(Server& server) const {
    server.build(before);
    server.execute(std::string(kRows));
  }
};

constexpr std::string_view kExpected = "1|Olena|+380|30|10|new|5.50\n2|Taras|NULL|40|11|paid|7.00\n";

bool die_before_step(Server& server, const Database& target, std::size_t step) {
  return testing::die_before_step(server, target, step, {.allowed = kEverything});
}

TEST_P(Migrate, KilledBeforeAnyStepItGoesOn) {
  const Crash crash;
  const auto go_on = [&] {
    const auto done = server().migrate(crash.after, {.allowed = kEverything});
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(done->possible()) << done->obstacles.front().text();
    ASSERT_EQ(server().differences(crash.after), "");
    ASSERT_EQ(server().query(std::string(Crash::kKept)), kExpected);
  };
  crash.start(server());
  const auto planned = server().migrate(crash.after, {.allowed = kEverything, .dry_run = true});
  ASSERT_TRUE(planned) << planned.error().message;
  ASSERT_FALSE(planned->plan.steps.empty());
  fmt::print("  killed before each of {} steps\n", planned->plan.steps.size());
  for (std::size_t step = 0; step < planned->plan.steps.size() && !HasFatalFailure(); ++step) {
    SCOPED_TRACE(fmt::format("killed before step {}", step));
    ASSERT_TRUE(die_before_step(server(), crash.after, step));
    if (mysql()) {
      go_on();
      crash.start(server());
    } else {
      // Транзакцію відкочено: доходити до кінця щоразу з того самого початку — повторювати один дослід.
      ASSERT_EQ(server().differences(crash.before), "");
    }
  }
  go_on();
}

/// Усі рядки всіх таблиць, зокрема проміжних.
std::string rows_of(Server& server, const Database& schema) {
  std::string text;
  for (const auto& table : ddl::normalise(schema, server.dialect()).tables) {
    std::string columns;
    for (const auto& column : table.columns) columns += (columns.empty() ? "" : ", ") + column.name;
    text += table.name.name + "\n" +
            server.query(fmt::format("SELECT {} FROM {} ORDER BY 1", columns, table.name.name));
  }
  return text;
}

// Обмін іменами після виконання має той самий вигляд, що й до нього, а члени переліку MySQL переходять на
// нові імена трьома операторами: повторний запуск мусить побачити, де зупинилися.
TEST_P(Migrate, KilledWhileRenamingItGoesOn) {
  if (!mysql()) GTEST_SKIP() << "MySQL only: PostgreSQL rolls back";
  for (const char* name : {"columns_swapped_by_notes", "tables_swapped_by_notes", "enum_value_renamed",
                           "ref_many_to_many_follows_its_ends"}) {
    const auto file = support::read_case(std::filesystem::path(TECHMARKET_SOURCE_DIR) /
                                         "tests/cases/migrate" / (std::string(name) + ".case"))
                          .value();
    const auto input = support::migration_case(file).value();
    const auto start = [&] {
      server().build(input.before);
      server().execute(input.data);
    };
    start();
    ASSERT_TRUE(server().migrate(input.after, {.allowed = kEverything}));
    const std::string expected = rows_of(server(), input.after);
    std::size_t step = 0;
    for (;; ++step) {
      SCOPED_TRACE(fmt::format("{} killed before step {}", name, step));
      start();
      if (HasFatalFailure() || !die_before_step(server(), input.after, step)) break;
      const auto done = server().migrate(input.after, {.allowed = kEverything});
      ASSERT_TRUE(done) << done.error().message;
      ASSERT_TRUE(done->possible()) << done->obstacles.front().text();
      ASSERT_EQ(server().differences(input.after), "");
      ASSERT_EQ(rows_of(server(), input.after), expected);
    }
    fmt::print("  {} killed before each of {} steps\n", name, step);
    EXPECT_GT(step, 0u) << name << " was never killed";
  }
}

TEST_P(Migrate, AFailedStepIsRecordedAndTheNextRunGoesOn) {
  const Crash crash;
  crash.start(server());
  const auto stop = [](std::size_t done, std::size_t) -> Status {
    return done == 2 ? fail(ErrorKind::retryable, "the connection is gone") : Status();
  };
  const auto stopped = server().migrate(crash.after, {.allowed = kEverything, .before_step = stop});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::retryable);
  EXPECT_THAT(stopped.error().hint,
              ::testing::HasSubstr(mysql() ? "2 of 9 steps are done" : "nothing was changed"));
  const std::string history = "SELECT state, steps_done FROM _techmarket_migrations ORDER BY id";
  EXPECT_EQ(server().query(history), mysql() ? "failed|2\n" : "failed|0\n");
  if (!mysql()) {
    EXPECT_EQ(server().differences(crash.before), "");
  }
  const auto done = server().migrate(crash.after, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(server().differences(crash.after), "");
  EXPECT_EQ(server().query(history), mysql() ? "failed|2\ndone|7\n" : "failed|0\ndone|24\n");
}

TEST_P(Migrate, TwoCannotRunAtOnce) {
  const Crash crash;
  crash.start(server());
  bool tried = false;
  const auto meanwhile = [&](std::size_t done, std::size_t) -> Status {
    if (done > 0) return {};
    tried = true;
    const auto second = server().migrate(crash.after, {.allowed = kEverything, .lock_seconds = 1});
    EXPECT_FALSE(second);
    if (second) return {};
    EXPECT_EQ(second.error().kind, ErrorKind::retryable) << second.error().message;
    EXPECT_THAT(second.error().message, ::testing::HasSubstr("another migration of"));
    return {};
  };
  const auto first = server().migrate(crash.after, {.allowed = kEverything, .before_step = meanwhile});
  EXPECT_TRUE(first) << first.error().message;
  EXPECT_TRUE(tried);
}

TEST_P(Migrate, DangerIsRefusedBeforeAnythingChanges) {
  const Crash crash;
  crash.start(server());
  const auto refused = server().migrate(crash.after, {.allowed = {Danger::lock}});
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->missing_permission, "--allow data-loss,rewrite,lock");
  EXPECT_EQ(refused->steps_done, 0U);
  EXPECT_EQ(server().differences(crash.before), "");
}

TEST_P(Migrate, DryRunChangesNothing) {
  const Crash crash;
  crash.start(server());
  const auto planned = server().migrate(crash.after, {.allowed = kEverything, .dry_run = true});
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_FALSE(planned->plan.empty());
  EXPECT_EQ(server().differences(crash.before), "");
}

// Зміна типу забирає ключ на час; такого, якого DBML не запише, вона б не повернула.
TEST_P(Migrate, PostgresRefusesToLoseWhatDbmlCannotSayOfAKey) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  server().build(parse_schema("Table p {\n  id int [pk]\n}\nTable t {\n  id int [pk]\n  a int\n}\n"));
  server().execute("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p MATCH FULL INITIALLY DEFERRED");
  const std::string ref = "Ref: t.a > p.id\n";
  const auto kept = server().migrate(
      parse_schema("Table p {\n  id int [pk]\n}\nTable t {\n  id int [pk]\n  a int\n  b int\n}\n" + ref),
      {.allowed = kEverything});
  ASSERT_TRUE(kept) << kept.error().message;
  const auto refused = server().migrate(
      parse_schema("Table p {\n  id bigint [pk]\n}\nTable t {\n  id int [pk]\n  a bigint\n  b int\n}\n" +
                   ref),
      {.allowed = kEverything});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("has MATCH FULL, INITIALLY DEFERRED"));
  EXPECT_EQ(server().query("SELECT confmatchtype, condeferred FROM pg_constraint WHERE contype = 'f'"),
            "f|t\n");
}

// MariaDB пам'ятає вирази відкритої таблиці під псевдонімом, під яким її читали востаннє закритою.
TEST_P(Migrate, MysqlRenamesAColumnOfATableReadUnderAnAlias) {
  if (!mysql()) GTEST_SKIP() << "MySQL only";
  server().build(parse_schema(
      "Table t {\n  id int [pk]\n  a int [check: `a > 0`]\n  b int\n  checks {\n    `b < a`\n  }\n}\n"));
  server().execute("INSERT INTO t VALUES (1, 3, 2); FLUSH TABLES");
  EXPECT_EQ(server().query("SELECT x.a FROM t AS x"), "3\n");
  const auto target = parse_schema(
      "Table t {\n  id int [pk]\n  c int [note: 'renamed from a', check: `c > 0`]\n  b int\n"
      "  checks {\n    `b < c`\n  }\n}\n");
  const auto done = server().migrate(target, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(server().differences(target), "");
  EXPECT_EQ(server().query("SELECT * FROM t"), "1|3|2\n");
}

// Те, чого DBML не каже, MODIFY мусить сказати за нього.
TEST_P(Migrate, MysqlKeepsWhatDbmlCannotSay) {
  if (!mysql()) GTEST_SKIP() << "MySQL only";
  server().build(parse_schema("Table t {\n  id int [pk]\n  a varchar(10)\n  b datetime\n}\n"));
  server().execute(
      "ALTER TABLE t MODIFY a varchar(10) CHARACTER SET ascii COLLATE ascii_bin, "
      "MODIFY b datetime DEFAULT NULL ON UPDATE current_timestamp()");
  const auto target =
      parse_schema("Table t {\n  id int [pk]\n  a varchar(20)\n  b datetime [note: 'x']\n}\n");
  const auto done = server().migrate(target, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(server().query(
                "SELECT COLLATION_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
                "DATABASE() AND COLUMN_NAME = 'a'"),
            "ascii_bin|varchar(20)\n");
  EXPECT_EQ(server().query("SELECT LOWER(REPLACE(EXTRA, '()', '')) FROM information_schema.COLUMNS WHERE "
                           "TABLE_SCHEMA = DATABASE() AND "
                           "COLUMN_NAME = 'b'"),
            "on update current_timestamp\n");
}

}  // namespace
}  // namespace techmarket::migrate
