#include "lint/lint.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dbml/parse.h"
#include "ddl/emit.h"

namespace techmarket::lint {
namespace {

using schema::Dialect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kOrders = R"(
Table customers {
  id char(36) [pk]
}
Table orders {
  id char(36) [pk]
  customer_id char(36) [not null, ref: > customers.id]
}
)";

/// Світ із двох сервісів: orders-db і той, який перевіряємо.
class Lint : public ::testing::Test {
 protected:
  std::vector<LintFinding> run(const std::string& dbml, Dialect dialect = Dialect::mysql,
                               std::optional<std::string> sql = "build") {
    parsed_ = dbml::parse(dbml, "auth.dbml");
    if (sql == "build") sql = generated_sql(parsed_.database, dialect, "auth.dbml");
    const std::vector<LintService> services = {
        {.name = "orders-db",
         .database = &orders_.database,
         .dbml_path = "orders.dbml",
         .sql_path = "orders.sql",
         .sql = generated_sql(orders_.database, Dialect::mysql, "orders.dbml")},
        {.name = "auth-db",
         .dialect = dialect,
         .database = &parsed_.database,
         .parse_diagnostics = parsed_.diagnostics,
         .dbml_path = "auth.dbml",
         .sql_path = "auth.sql",
         .sql = sql}};
    return lint(services, only_conventions());
  }

  /// Решта правил перевірено текстовими випадками tests/cases/lint; тут — ті, яким треба кілька сервісів.
  static LintOptions only_conventions() {
    static const std::set<std::string_view> kChecked{"cross-database-fk", "cross-service-note",
                                                     "generated-stale",   "uuid-type",
                                                     "varchar-length",    "decimal-precision"};
    LintOptions options;
    for (const auto& rule : lint_rules())
      if (!kChecked.contains(rule.name)) options.rules[std::string(rule.name)] = {.level = LintLevel::off};
    return options;
  }

  std::vector<std::string> codes(const std::string& dbml, Dialect dialect = Dialect::mysql) {
    std::vector<std::string> names;
    for (const auto& finding : run(dbml, dialect)) names.push_back(finding.code);
    return names;
  }

  dbml::Parsed orders_ = dbml::parse(kOrders, "orders.dbml");
  dbml::Parsed parsed_;
};

TEST_F(Lint, CleanSchemaHasNothingToSay) {
  EXPECT_THAT(codes("Table users {\n  id char(36) [pk]\n  name varchar(20)\n  sum decimal(10,2)\n"
                    "  customer_id char(36) [note: 'Ref: Orders DB (customers.id), без FK']\n}\n"),
              IsEmpty());
}

TEST_F(Lint, UuidOtherThanChar36IsFound) {
  for (const char* column :
       {"id char(32) [pk]", "id varchar(36) [pk]", "id uuid [pk]", "key uuid", "id binary(16) [pk]",
        "id char [pk]", "id text", "user_uuid varchar(36)", "code char(32) [note: 'UUID товару']"})
    EXPECT_THAT(codes(std::string("Table t {\n  ") + column + "\n}\n"), ElementsAre("uuid-type")) << column;
}

TEST_F(Lint, UuidPointsAtTheType) {
  const auto findings = run("Table t {\n  id   varchar(36) [pk]\n}\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].at.file, "auth.dbml");
  EXPECT_EQ(findings[0].at.line, 2);
  EXPECT_EQ(findings[0].at.column, 8);
}

TEST_F(Lint, NumbersAndOtherTextAreNotUuids) {
  EXPECT_THAT(codes("Table t {\n  id bigint [pk]\n  chat_id int\n  email varchar(255)\n  hash char(64)\n}\n"),
              IsEmpty());
}

TEST_F(Lint, PostgresHasItsOwnUuid) {
  EXPECT_THAT(codes("Table t {\n  id uuid [pk]\n}\n", Dialect::postgres), IsEmpty());
}

TEST_F(Lint, VarcharNeedsALength) {
  EXPECT_THAT(codes("Table t {\n  a varchar\n  b VARCHAR\n  c \"character varying\"\n  d varchar(9)\n}\n"),
              ElementsAre("varchar-length", "varchar-length", "varchar-length"));
}

TEST_F(Lint, DecimalNeedsPrecisionAndScale) {
  EXPECT_THAT(codes("Table t {\n  a decimal\n  b numeric(10)\n  c decimal(10,2)\n  d \"decimal(10,2)\"\n}\n"),
              ElementsAre("decimal-precision", "decimal-precision"));
}

TEST_F(Lint, ForeignKeyToAnotherDatabaseIsNamedAsSuch) {
  const auto findings =
      run("Table t {\n  id char(36) [pk]\n  customer_id char(36) [ref: > customers.id]\n}\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "cross-database-fk");
  EXPECT_THAT(findings[0].message, HasSubstr("'customers' lives in orders-db"));
  EXPECT_THAT(findings[0].hint, HasSubstr("Ref: Orders DB (customers.id), без FK"));
  EXPECT_EQ(findings[0].at.line, 3);
}

TEST_F(Lint, StandaloneForeignKeyToAnotherDatabaseToo) {
  EXPECT_THAT(codes("Table t {\n  id char(36) [pk]\n  x int\n}\nRef: t.x > orders.id\n"),
              ElementsAre("cross-database-fk"));
}

TEST_F(Lint, UnknownTableOfNobodyStaysUnknown) {
  EXPECT_THAT(codes("Table t {\n  x int [ref: > nowhere.id]\n}\n"), ElementsAre("unknown-table"));
}

TEST_F(Lint, ForeignIdentifierNeedsANote) {
  const auto findings = run("Table t {\n  id char(36) [pk]\n  order_id char(36) [not null]\n}\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "cross-service-note");
  EXPECT_THAT(findings[0].hint, HasSubstr("Ref: Orders DB (orders.id), без FK"));
  EXPECT_EQ(findings[0].at.line, 3);
}

TEST_F(Lint, OwnKeyAndRefsNeedNoNote) {
  EXPECT_THAT(codes("Table users {\n  user_id char(36) [pk]\n}\nTable posts {\n  id char(36) [pk]\n"
                    "  user_id char(36)\n}\nRef: posts.user_id > users.user_id\n"),
              IsEmpty());
}

TEST_F(Lint, NoteMustNameWhatExists) {
  const auto with_note = [](const std::string& note) {
    return "Table t {\n  id char(36) [pk]\n  x_id char(36) [note: '" + note + "']\n}\n";
  };
  const auto service = run(with_note("Ref: Order DB (orders.id), без FK"));
  const auto table = run(with_note("Ref: Orders DB (order.id), без FK"));
  const auto column = run(with_note("Ref: Orders DB (orders.key), без FK"));
  const auto form = run(with_note("Ref: orders.id"));
  for (const auto* findings : {&service, &table, &column, &form}) {
    ASSERT_EQ(findings->size(), 1U);
    EXPECT_EQ(findings->front().code, "cross-service-note");
  }
  EXPECT_THAT(service[0].hint, HasSubstr("orders-db, auth-db"));
  EXPECT_THAT(table[0].hint, HasSubstr("did you mean 'orders'?"));
  EXPECT_THAT(column[0].message, HasSubstr("'orders.key'"));
  EXPECT_THAT(form[0].message, HasSubstr("names no service"));
}

TEST_F(Lint, MissingSqlIsFound) {
  const auto findings = run("Table t {\n  a int\n}\n", Dialect::mysql, std::nullopt);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "generated-stale");
  EXPECT_EQ(findings[0].at.file, "auth.sql");
  EXPECT_THAT(findings[0].hint, HasSubstr("techmarket schema build"));
}

TEST_F(Lint, StaleSqlNamesTheFirstLineThatDiffers) {
  const std::string old = generated_sql(dbml::parse("Table t {\n  a int\n}\n", "auth.dbml").database,
                                        Dialect::mysql, "auth.dbml");
  const auto findings = run("Table t {\n  a int\n  b int\n}\n", Dialect::mysql, old);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].at.line, 7);
  EXPECT_THAT(findings[0].message, HasSubstr("expected here: '  `a` int,'"));
}

TEST_F(Lint, TextAddedAtTheEndIsStale) {
  const std::string dbml = "Table t {\n  a int\n}\n";
  const std::string sql = generated_sql(dbml::parse(dbml, "auth.dbml").database, Dialect::mysql, "auth.dbml");
  EXPECT_EQ(run(dbml, Dialect::mysql, sql + "-- by hand\n").size(), 1U);
  EXPECT_EQ(run(dbml, Dialect::mysql, sql.substr(0, sql.size() - 1)).size(), 1U);
  EXPECT_EQ(run(dbml, Dialect::mysql, sql).size(), 0U);
}

/// Звичний порядок роботи пише цей файл програмою dbml2sql: той самий DBML, без оператора кодування.
TEST_F(Lint, TheTextOfDbml2sqlIsNotStale) {
  const std::string dbml = "Table t {\n  a int\n}\n";
  const std::string text =
      ddl::emit(dbml::parse(dbml, "auth.dbml").database, Dialect::mysql, {.source_name = "auth.dbml"});
  EXPECT_EQ(run(dbml, Dialect::mysql, text).size(), 0U);
  EXPECT_EQ(run("Table t {\n  a int\n  b int\n}\n", Dialect::mysql, text).size(), 1U);
}

TEST_F(Lint, ParseErrorsAreReportedOnceAndNotAgainByTheRules) {
  EXPECT_THAT(codes("Table t {\n  id char(36) [pk]\n  user_id char(36) [ref: > nowhere.id]\n}\n"),
              ElementsAre("unknown-table"));
}

std::string lines(int count, auto line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(std::to_string(i));
  return text;
}

std::size_t count_findings(const std::string& dbml, Dialect dialect, std::string_view code) {
  const auto parsed = dbml::parse(dbml, "wide.dbml");
  EXPECT_TRUE(parsed.ok());
  const std::vector<LintService> services = {
      {.dialect = dialect, .database = &parsed.database, .sources = parsed.sources}};
  return static_cast<std::size_t>(std::ranges::count(lint(services), code, &LintFinding::code));
}

// Перебір усіх індексів на кожен зв'язок чи індекс тривав би тут хвилини.
TEST(LintLimits, TensOfThousandsOfIndexesAndRefsInOneTable) {
  constexpr int kMany = 20'000;
  const std::string columns = lines(kMany, [](auto i) { return "  c" + i + " int [not null]\n"; });
  const std::string users = "Table users {\n  id int [pk]\n}\n";
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
    const std::string pairs = lines(kMany, [](auto i) { return "    (id, c" + i + ")\n"; });
    EXPECT_EQ(
        count_findings("Table t {\n  id int [pk]\n" + columns + "  indexes {\n    id\n" + pairs + "  }\n}\n",
                       dialect, "redundant-index"),
        1u);
    const std::string same = lines(kMany, [](auto i) { return "    c0 [name: 'i" + i + "']\n"; });
    EXPECT_EQ(count_findings("Table t {\n  id int [pk]\n" + columns + "  indexes {\n" + same + "  }\n}\n",
                             dialect, "redundant-index"),
              static_cast<std::size_t>(kMany) - 1);
    const std::string refs = lines(kMany, [](auto i) { return "Ref: t.c" + i + " > users.id\n"; });
    EXPECT_EQ(
        count_findings(users + "Table t {\n  id int [pk]\n" + columns + "}\n" + refs, dialect, "fk-index"),
        static_cast<std::size_t>(kMany));
  }
}

// Їх показують SARIF і `schema lint --rules --json`.
TEST(LintRules, SayWhatTheyWantAndWhatToDo) {
  for (const auto& rule : lint_rules()) {
    EXPECT_FALSE(rule.summary.empty()) << rule.name;
    EXPECT_TRUE(rule.remedy.ends_with('.')) << rule.name;
  }
}

}  // namespace
}  // namespace techmarket::lint
