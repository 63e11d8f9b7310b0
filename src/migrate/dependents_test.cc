// Подання, тригери й функції, про які DBML мовчить: названі, а де рушій уміє — такі самі й після міграції.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "migrate/run.h"
#include "migrate/testing/test_server.h"
#include "support/temporary_server.h"

namespace techmarket::migrate {
namespace {

using schema::Dialect;
using support::parse_schema;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::kEverything;

class Dependents : public testing::OnServers {};

INSTANTIATE_TEST_SUITE_P(Servers, Dependents, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         testing::engine_name);

TEST_P(Dependents, PostgresKeepsViewsTriggersRulesAndPolicies) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  server().build(parse_schema("Table t {\n  id int [pk]\n  a int\n  b int\n}\n"));
  server().execute(R"(
    INSERT INTO t VALUES (1, 2, 3);
    DROP ROLE IF EXISTS reader; CREATE ROLE reader;
    CREATE VIEW v (x, y) WITH (security_barrier = true) AS SELECT a, b FROM t WHERE a > 0;
    COMMENT ON VIEW v IS 'it''s mine'; COMMENT ON COLUMN v.x IS 'x';
    GRANT SELECT ON v TO reader WITH GRANT OPTION; GRANT UPDATE (y) ON v TO reader;
    CREATE VIEW above AS SELECT x + 1 AS z FROM v;
    CREATE MATERIALIZED VIEW kept AS SELECT z FROM above; CREATE UNIQUE INDEX kept_z ON kept (z);
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.b := NEW.a; RETURN NEW; END';
    CREATE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 5) EXECUTE FUNCTION f();
    ALTER TABLE t ENABLE ALWAYS TRIGGER tr;
    CREATE RULE r AS ON DELETE TO t WHERE OLD.a > 100 DO INSTEAD NOTHING;
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    CREATE POLICY po ON t AS RESTRICTIVE FOR UPDATE TO reader USING (a > 0) WITH CHECK (a > 1))");
  const std::string state = R"(
    SELECT c.relname, pg_get_viewdef(c.oid), c.reloptions, c.relacl, obj_description(c.oid, 'pg_class'),
           (SELECT string_agg(attname || ' ' || COALESCE(attacl::text, '') || COALESCE(col_description(c.oid, attnum), ''), ',' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)
    FROM pg_class c WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace ORDER BY 1)";
  const std::string rest = R"(
    SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_ruledef(oid), 'r' FROM pg_rewrite WHERE rulename = 'r'
    UNION ALL SELECT polname || pg_get_expr(polqual, polrelid) || pg_get_expr(polwithcheck, polrelid) || polroles::regrole[]::text || polcmd::text || polpermissive, 'p'
    FROM pg_policy UNION ALL SELECT pg_get_indexdef('kept_z'::regclass), 'i')";
  const std::string before = server().query(state), others = server().query(rest);
  ASSERT_THAT(before, HasSubstr("kept"));
  const auto target = parse_schema("Table t {\n  id int [pk]\n  a bigint\n  b int\n}\n");
  const auto done = server().migrate(target, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message << done.error().hint;
  EXPECT_EQ(server().differences(target), "");
  EXPECT_EQ(server().query(state), before) << to_text(done->plan);
  EXPECT_EQ(server().query(rest), others);
  EXPECT_EQ(server().query("SELECT z FROM kept"), "3\n");
  EXPECT_THAT(done->plan.dependents,
              Contains("view v uses t.a, whose type changes: it is dropped and created anew"));
  EXPECT_THAT(done->plan.dependents, Contains(HasSubstr("trigger tr on t uses t.a")));
}

TEST_P(Dependents, PostgresNamesWhatItCannotKeepBeforeAnythingChanges) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  const auto wider = parse_schema("Table t {\n  id int [pk]\n  a bigint\n  g int\n}\n");
  const auto dropped = parse_schema("Table t {\n  id int [pk]\n  g int\n}\n");
  const auto renamed =
      parse_schema("Table t {\n  id int [pk]\n  c bigint [note: 'renamed from a']\n  g int\n}\n");
  const std::string generated =
      "ALTER TABLE t DROP COLUMN g; ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a + 1) STORED";
  struct Case {
    std::string sql;
    const schema::Database& target;
    std::string message;
  };
  const std::vector<Case> cases = {
      {generated, wider, "generated column t.g uses t.a, whose type changes"},
      {"CREATE VIEW v AS SELECT a FROM t", dropped, "view v uses t.a, which is dropped"},
      {"CREATE VIEW v AS SELECT a FROM t", renamed,
       "view v uses t.a, whose type changes, and a name it uses is renamed"},
      {"CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a FROM t; END", dropped,
       "function f() uses t.a, which is dropped"}};
  for (const auto& [sql, target, message] : cases) {
    SCOPED_TRACE(sql);
    server().build(parse_schema("Table t {\n  id int [pk]\n  a int\n  g int\n}\n"));
    server().execute("DROP FUNCTION IF EXISTS f() CASCADE; " + sql);
    const auto refused = server().migrate(target, {.allowed = kEverything});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(refused.error().message, message);
  }
}

// DBML може назвати й домен: тоді різниці немає ні з ним, ні з його типом.
TEST_P(Dependents, PostgresKeepsDomains) {
  if (mysql()) GTEST_SKIP() << "PostgreSQL only";
  server().build(parse_schema("Table t {\n  id int [pk]\n}\n"));
  server().execute(
      "CREATE DOMAIN email AS varchar(50) NOT NULL DEFAULT '@' CHECK (VALUE LIKE '%@%');"
      "ALTER TABLE t ADD e email; INSERT INTO t VALUES (1, 'a@b')");
  const auto named = parse_schema("Table t {\n  id int [pk]\n  e email\n  e2 email\n}\n");
  const auto done = server().migrate(named, {.allowed = kEverything});
  ASSERT_TRUE(done) << done.error().message << done.error().hint;
  EXPECT_EQ(done->steps_done, 1U) << to_text(done->plan);
  EXPECT_EQ(server().query("SELECT e, e2, pg_typeof(e2) FROM t"), "a@b|@|email\n");
  const auto again = server().migrate(named, {.allowed = kEverything});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->plan.empty()) << to_text(again->plan);
  const auto refused = server().migrate(
      parse_schema("Table t {\n  id int [pk]\n  e varchar(50) [not null, default: '@']\n  e2 email\n}\n"),
      {.allowed = kEverything});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "check t (e LIKE '%@%') belongs to the domain email, which DBML cannot say");
}

TEST_P(Dependents, BodiesThatMentionAChangedColumnAreNamed) {
  server().build(parse_schema("Table t {\n  id int [pk]\n  a int\n  b int\n  c int\n}\n"));
  if (mysql())
    server().execute(
        "CREATE VIEW v AS SELECT a, b FROM t;"
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.b + 1;"
        "CREATE PROCEDURE other() SELECT 1 FROM t");
  else
    server().execute(
        "DROP FUNCTION IF EXISTS f CASCADE; CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN "
        "RETURN (SELECT sum(a + b) FROM t); END'");
  const auto target =
      parse_schema("Table t {\n  id int [pk]\n  a2 int [note: 'renamed from a']\n  c int\n}\n");
  const auto planned = server().migrate(target, {.allowed = kEverything, .dry_run = true});
  ASSERT_TRUE(planned) << planned.error().message;
  const auto titles =
      mysql() ? std::vector<std::string>{"view v", "trigger tr"} : std::vector<std::string>{"function f()"};
  for (const std::string& title : titles) {
    EXPECT_THAT(planned->plan.dependents,
                Contains(title + " mentions t.b, which is dropped: it must be changed by hand"));
    EXPECT_THAT(planned->plan.dependents,
                Contains(title + " mentions t.a, which is renamed: it must be changed by hand"));
  }
  EXPECT_EQ(planned->plan.dependents.size(), mysql() ? 4U : 2U);
}

}  // namespace
}  // namespace techmarket::migrate
