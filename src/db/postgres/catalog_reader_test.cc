#include "db/postgres/catalog_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/captured_log.h"
#include "support/round_trip.h"

namespace techmarket::db::postgres {
namespace {

using schema::Dialect;
using support::drift;
using support::parse_schema;
using support::parse_schema_file;
using support::round_trip;
using support::TemporaryServer;

class PostgresCatalog : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = TemporaryServer::postgres(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override { TECHMARKET_REQUIRE_SERVER(*server_); }

  static std::string round(const std::string& dbml) {
    return round_trip(*server_, parse_schema(dbml), Dialect::postgres);
  }

  static inline std::unique_ptr<TemporaryServer> server_;
};

TEST_F(PostgresCatalog, CommittedSchemaComesBackTheSame) {
  const std::string path = std::string(TECHMARKET_SOURCE_DIR) + "/docs/db/dwh_postgres.dbml";
  EXPECT_EQ(round_trip(*server_, parse_schema_file(path), Dialect::postgres), "");
}

TEST_F(PostgresCatalog, Types) {
  EXPECT_EQ(round(R"dbml(
Table t {
  id bigint [pk, increment]
  s1 serial
  s2 bigserial
  s3 smallint [increment]
  a int
  b int4
  c INTEGER
  d int8
  e smallint
  f bool
  g decimal
  h numeric(10)
  i decimal(12,2)
  j float
  k float4
  l "double precision"
  m real
  n char
  o character(3)
  p varchar
  q VARCHAR(20)
  r "character varying(20)"
  s text
  t uuid
  u json
  v jsonb
  w date
  x timestamp
  y timestamp(3)
  z timestamptz
  aa "timestamp with time zone"
  bb "timestamp(3) with time zone"
  cc time
  dd interval
  ee bytea
  ff int[]
  gg varchar(5)[]
  hh bit(3)
  ii varbit(5)
  jj inet
  kk int[3][]
  ll money
  mm tsvector
}
)dbml"),
            "");
}

TEST_F(PostgresCatalog, Defaults) {
  EXPECT_EQ(round(R"dbml(
Enum mood {
  happy
  "it's"
}
Enum etl."My Mood" {
  x
  "y z"
}
Table t {
  a int [default: 5]
  c int [default: -5]
  d decimal(14,2) [default: 0]
  e numeric [default: 1.50]
  g "double precision" [default: 1e3]
  h varchar(20) [default: 'o\'brien\\n']
  i text [default: 'x']
  j varchar(20) [default: 5]
  k text [default: '']
  l boolean [default: true]
  m boolean [default: 0]
  n mood [default: mood.happy]
  o mood [default: 'it\'s']
  p etl."My Mood" [default: 'y z']
  q timestamp [default: `CURRENT_TIMESTAMP`]
  r timestamptz [default: `now()`]
  s timestamp [default: '2020-01-01']
  t date [default: '2020-01-01']
  u date [default: `current_date`]
  v uuid [default: `gen_random_uuid()`]
  w jsonb [default: '{"a": 1}']
  x int[] [default: '{}']
  y interval [default: '1 day']
  z int [default: null]
  aa int [default: `1 + 2`]
  bb text [default: `'a' || 'b'`]
  cc text [default: 'українською\nдва']
  dd timestamptz [default: '2020-01-01']
  ee mood[] [default: '{}']
}
)dbml"),
            "");
}

TEST_F(PostgresCatalog, ChecksAreComparedByMeaning) {
  EXPECT_EQ(round(R"dbml(
Enum mood {
  a
  b
}
Table t {
  a int [check: `a > 0`, check: `a < 10`]
  b int [check: `b in (1,2,3)`]
  c varchar(20) [check: `length(c) > 3`]
  d decimal(10,2) [check: `d >= 0`]
  e date
  f timestamp
  m mood [check: `m in ('a', 'b')`]
  ok boolean
  "order" int
  "Strange Col" int [check: `"Strange Col" > 0`]

  checks {
    `a <> b or c like '%x%' and not (d between 1 and 2)`
    `case when a = 1 then b else 0 end > 0` [name: 'named_check']
    `LOWER(c) = 'x' AND coalesce(a, b) >= -1` [name: 'Mixed Case']
    `d > a and d > 0.5 and d >= -1`
    `e::date < f and "order" != 3 and c ~ '^x' and c ilike 'a'`
    `c not in ('x', 'y') and ok and not ok is null`
    `extract(year from f) > 2000 and a not between 1 and 2`
    `c || 'a' = 'b' and f > '2020-01-01'`
    `not (a = 1 and b = 2)`
    `c = 'x' or m = 'a' or a::text = '5'`
    `(a + b) * 2 - 1 > "order" / 3 and a in (5)`
    `c is distinct from 'x'`
    `case a when 1 then true when 2 then false end`
  }
}
)dbml"),
            "");
}

TEST_F(PostgresCatalog, KeysIndexesAndRefs) {
  EXPECT_EQ(round(R"dbml(
Table parent {
  a int
  b int
  code varchar(10) [unique]
  x int
  doc jsonb
  indexes {
    (a, b) [pk, name: 'parent_key']
    x [unique]
    (x, code) [unique, name: 'uq_x_code', note: 'why']
    code [type: hash]
    (code, a)
    b [name: 'idx_b']
    doc [type: gin, name: 'idx_doc']
    `lower(code)`
    (`lower(code)`, a) [unique, name: 'uq_lower']
    (`a + b`, `code || 'x'`)
  }
  Note: 'it\'s a "parent" \\ table'
}
Table etl.child {
  id int [pk, increment, note: 'ключ']
  a int
  b int
  parent_code varchar(10) [ref: > parent.code]
  only_code varchar(10) [ref: - parent.code]
  self int [ref: > etl.child.id]
  named int
  indexes { (a, b) }
}
Table tag { id int [pk] }
Ref pair: etl.child.(a, b) > parent.(a, b) [delete: cascade, update: set null]
Ref named_ref: etl.child.named > etl.child.id [delete: restrict, update: set default]
Ref: etl.child.id <> tag.id
Ref one: parent.x - tag.id
)dbml"),
            "");
}

TEST_F(PostgresCatalog, HostileNames) {
  EXPECT_EQ(round(R"dbml(
Enum "my enum" {
  "a b"
  "c'd"
  "e\\f"
}
Table "My Table" {
  "order" int [pk]
  "a`b" int [unique]
  "c\"d" "my enum" [default: 'a b']
  "select" int [ref: > "My Table"."order"]
  "таблиця" int [note: 'quote \' and \\ and\nnewline']
  indexes {
    ("select", "a`b") [name: 'in"dex']
  }
}
Table "table_name_that_is_almost_sixty_three_bytes_long_in_postgresql" {
  id int [pk]
  another_very_long_column_name_that_makes_automatic_names_shrink int [unique, ref: > "My Table"."order", check: `another_very_long_column_name_that_makes_automatic_names_shrink > 0`]
  indexes {
    (another_very_long_column_name_that_makes_automatic_names_shrink, id)
  }
}
)dbml"),
            "");
}

TEST_F(PostgresCatalog, RandomSchemasComeBackTheSame) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::string dbml = support::random_schema(seed, Dialect::postgres);
    EXPECT_EQ(round(dbml), "") << "seed " << seed << "\n" << dbml;
  }
}

TEST_F(PostgresCatalog, DriftIsSeen) {
  const auto expected = parse_schema(R"dbml(
Enum mood {
  a
  b
}
Table t {
  id int [pk]
  a int [not null, default: 1]
  b varchar(10) [note: 'old']
  c int [check: `c > 0`]
  m mood
  indexes { a [name: 'idx_a'] }
}
Table gone { id int [pk, ref: > t.id] }
)dbml");
  EXPECT_EQ(drift(*server_, expected, Dialect::postgres, ""), "");
  EXPECT_EQ(
      drift(
          *server_, expected, Dialect::postgres,
          "ALTER TABLE t ALTER a TYPE bigint, ALTER a DROP NOT NULL, ALTER a SET DEFAULT 2, ADD extra int;"
          "COMMENT ON COLUMN t.b IS 'new'; ALTER TABLE t DROP CONSTRAINT t_c_check, ADD CHECK (c > 1);"
          "DROP INDEX idx_a; CREATE UNIQUE INDEX idx_m ON t (m); DROP TABLE gone; CREATE TABLE more (id int);"
          "ALTER TYPE mood ADD VALUE 'c';"),
      "  enum mood\n"
      "    ~ values a, b → a, b, c   test.dbml:2\n"
      "  table t\n"
      "    ~ column a: type integer → bigint   test.dbml:8\n"
      "    ~ column a: not null → null   test.dbml:8\n"
      "    ~ column a: default 1 → 2   test.dbml:8\n"
      "    ~ note of b: 'old' → 'new'   test.dbml:9\n"
      "    + column extra integer\n"
      "    - index idx_a (a)   test.dbml:12\n"
      "    + index idx_m (m) unique\n"
      "    - check c > 0   test.dbml:10\n"
      "    + check c > 1\n"
      "  - table gone (id)   test.dbml:14\n"
      "  + table more (id)\n");
}

TEST_F(PostgresCatalog, TypesOfTheServerAlone) {
  EXPECT_EQ(round(R"dbml(
Table t {
  a "\"char\""
  b "interval day to second"(3)
  c "interval year to month"
  d interval
}
)dbml"),
            "");
  // Домену DBML не означить, тож стовпець дістає його тип.
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n}"), Dialect::postgres,
                  "CREATE SCHEMA shop; CREATE DOMAIN shop.email AS text; CREATE DOMAIN short AS text; "
                  "ALTER TABLE t ADD e shop.email, ADD s short, ADD list shop.email[]"),
            "  table t\n    + column e text\n    + column s text\n    + column list text[]\n");
}

TEST_F(PostgresCatalog, WhatDbmlCannotSayIsNamed) {
  const support::CapturedLog log;
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n a int\n b int\n}"), Dialect::postgres,
                  "ALTER TABLE t ADD CONSTRAINT once EXCLUDE (a WITH =), "
                  "ADD CONSTRAINT up FOREIGN KEY (a) REFERENCES t MATCH FULL INITIALLY DEFERRED NOT VALID;"
                  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                  "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();"
                  "CREATE POLICY mine ON t; CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING;"
                  "CREATE INDEX partly ON t (b) WHERE b > 0;"
                  "CREATE DOMAIN email AS text; ALTER TABLE t ADD e email;"
                  "CREATE UNLOGGED TABLE fast (id int); CREATE TABLE heir () INHERITS (t);"
                  "CREATE TABLE parts (id int) PARTITION BY RANGE (id);"
                  "CREATE VIEW seen AS SELECT 1 AS one"),
            "  table t\n    + column e text\n    + index partly (b)\n    + ref up (a) > t (id)\n"
            "  + table fast (id)\n  + table heir (id, a, b, e)\n  + table parts (id)\n");
  EXPECT_THAT(
      log.lines(),
      ::testing::IsSupersetOf(
          {"table t: exclusion constraint once is left out, DBML cannot say it",
           "table t: foreign key up: MATCH FULL, INITIALLY DEFERRED, NOT VALID is left out, DBML cannot say "
           "it",
           "table t: trigger touch is left out, DBML cannot say it",
           "table t: row security policy mine is left out, DBML cannot say it",
           "table t: rule quiet is left out, DBML cannot say it",
           "table t: index partly is partial (WHERE (b > 0)), which DBML cannot say",
           "table t: column e: the domain email itself is left out; its type and rules belong to the column, "
           "DBML "
           "cannot say it",
           "table fast: UNLOGGED is left out, DBML cannot say it",
           "table heir: INHERITS t is left out; its columns are repeated, DBML cannot say it",
           "table parts: PARTITION BY RANGE (id) and its 0 partitions are left out, DBML cannot say it",
           "table seen: it is a view, which DBML cannot say; left out"}));
}

TEST_F(PostgresCatalog, NothingOfAnIndexOrAConstraintIsLostSilently) {
  const support::CapturedLog log;
  EXPECT_EQ(
      drift(*server_, parse_schema("Table t {\n id int [pk]\n a int\n s text\n}"), Dialect::postgres,
            "CREATE INDEX far ON t USING brin (a) WITH (pages_per_range = 32);"
            "CREATE INDEX other ON t (s COLLATE \"POSIX\");"
            "ALTER TABLE t ADD CONSTRAINT late UNIQUE (a) DEFERRABLE,"
            "  ADD CONSTRAINT old CHECK (a > 0) NOT VALID,"
            "  ADD CONSTRAINT up FOREIGN KEY (a) REFERENCES t ON DELETE SET NULL (a),"
            "  ADD always int GENERATED ALWAYS AS IDENTITY;"
            "CREATE TABLE hollow ()"),
      "  table t\n    + column always integer not null increment\n"
      "    + index far (a) brin\n    + index other (s)\n    + index late (a) unique\n    + check old a > 0\n"
      "    + ref up (a) > t (id) [delete: set null]\n");
  EXPECT_THAT(log.lines(),
              ::testing::IsSupersetOf(
                  {"table t: index far: the options (pages_per_range=32) are left out, DBML cannot say it",
                   "table t: index other: collation \"POSIX\" of s is left out, DBML cannot say it",
                   "table t: constraint late: DEFERRABLE is left out, DBML cannot say it",
                   "table t: check old: NOT VALID is left out, DBML cannot say it",
                   "table t: foreign key up: the columns of ON DELETE SET … is left out, DBML cannot say it",
                   "table t: column always: ALWAYS of its identity is left out, DBML cannot say it",
                   "table hollow: it has no columns, which DBML cannot say; left out"}));
}

TEST_F(PostgresCatalog, DefaultsKeepTheirMeaning) {
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n}"), Dialect::postgres,
                  "CREATE SEQUENCE numbers; ALTER TABLE t ADD n int NOT NULL DEFAULT nextval('numbers'),"
                  "ADD d date DEFAULT ('now'::text)::date, ADD at timestamptz DEFAULT '2020-01-01 10:00+02'"),
            "  table t\n    + column n integer not null increment\n"
            "    + column d date default `'now'::text::date`\n"
            "    + column at timestamptz default '2020-01-01 08:00:00+00'\n");
}

// Так у Sakila: рік — домен із перевіркою. Домен може стояти на домені.
TEST_F(PostgresCatalog, AColumnOfADomainHasItsTypeAndRules) {
  EXPECT_EQ(
      drift(*server_, parse_schema("Table t {\n id int [pk]\n}"), Dialect::postgres,
            "CREATE DOMAIN code AS varchar(9) NOT NULL DEFAULT 'VALUE' CHECK (VALUE <> 'VALUE');"
            "CREATE DOMAIN upper_code AS code CHECK (VALUE = upper(VALUE));"
            "ALTER TABLE t ADD \"my code\" upper_code, ADD codes code[]"),
      "  table t\n    + column my code varchar(9) not null default 'VALUE'\n    + column codes varchar(9)[]\n"
      "    + check \"my code\" <> 'VALUE'\n    + check \"my code\" = upper(\"my code\")\n");
}

TEST_F(PostgresCatalog, FunctionsAndSequencesOfNobodyAreNamed) {
  const auto endpoint = server_->fresh_database();
  ASSERT_TRUE(endpoint);
  auto connection = Connection::open(*endpoint);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute(
      "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE SEQUENCE alone;"
      "CREATE SEQUENCE used; CREATE TABLE t (id serial PRIMARY KEY, n int DEFAULT nextval('used'),"
      "  s text DEFAULT 'N' || nextval('used'), a int DEFAULT f(1) CHECK (f(a) > 0));"
      "CREATE INDEX i ON t (f(a))"));
  const auto catalog = read_catalog(*connection);
  ASSERT_TRUE(catalog) << catalog.error().message;
  EXPECT_THAT(catalog->other_objects, ::testing::ElementsAre("function f(integer)", "sequence alone"));
  const schema::Table& t = *catalog->database.table("t");
  EXPECT_TRUE(t.column("n")->increment);
  EXPECT_FALSE(t.column("s")->default_value);
  EXPECT_THAT(
      catalog->left_out,
      ::testing::IsSupersetOf(
          {"table t: column s: the sequence in its default ('N'::text || nextval('used'::regclass)) is left "
           "out, "
           "DBML cannot say it",
           "table t: the default of column a: the function f(integer) it calls is left out, DBML cannot say "
           "it",
           "table t: check t_a_check: the function f(integer) it calls is left out, DBML cannot say it",
           "table t: index i: the function f(integer) it calls is left out, DBML cannot say it"}));
}

TEST_F(PostgresCatalog, OwnServiceTablesAreNotRead) {
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n}"), Dialect::postgres,
                  "CREATE TABLE _techmarket_state (id int)"),
            "");
}

// Те, чого модель не пам'ятає, а міграція потребує, прочитано тими самими запитами. Секції модель не має, та
// її імена в схемі зайнято.
TEST_F(PostgresCatalog, RealNamesComeWithTheSchema) {
  const auto endpoint = server_->fresh_database();
  ASSERT_TRUE(endpoint);
  auto connection = Connection::open(*endpoint);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute(
      "CREATE TABLE a (id int PRIMARY KEY);"
      "CREATE TABLE t (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, a_id int CHECK (a_id > 0),"
      "  FOREIGN KEY (a_id) REFERENCES a MATCH FULL, EXCLUDE USING gist (int4range(n, n + 1) WITH &&));"
      "CREATE INDEX positive ON t (n) WHERE n > 0;"
      "CREATE TABLE p (id int) PARTITION BY RANGE (id);"
      "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);"
      "CREATE INDEX of_section ON p1 (id)"));
  const auto catalog = read_catalog(*connection);
  ASSERT_TRUE(catalog) << catalog.error().message;
  ASSERT_NE(catalog->database.table("t"), nullptr);
  EXPECT_EQ(catalog->database.table("t")->indexes.size(), 1u);
  const PhysicalTable& t = catalog->physical.tables.at({.name = "t"});
  EXPECT_EQ(t.columns.at("id").sequence, "public.t_id_seq");
  EXPECT_FALSE(t.columns.at("id").identity);
  EXPECT_TRUE(t.columns.at("n").identity);
  ASSERT_EQ(t.indexes.size(), 3u);
  EXPECT_EQ(t.indexes[0].name, "t_pkey");
  EXPECT_TRUE(t.indexes[0].constraint);
  EXPECT_EQ(t.indexes[1].name, "t_int4range_excl");
  EXPECT_TRUE(t.indexes[1].constraint);
  EXPECT_EQ(t.indexes[2].name, "positive");
  EXPECT_FALSE(t.indexes[2].constraint);
  EXPECT_EQ(t.indexes[2].beyond_dbml, "WHERE (n > 0)");
  ASSERT_EQ(t.checks.size(), 1u);
  EXPECT_EQ(t.checks[0].name, "t_a_id_check");
  ASSERT_EQ(t.refs.size(), 1u);
  EXPECT_EQ(t.refs[0].beyond_dbml, "MATCH FULL");
  EXPECT_EQ(catalog->database.table("p1"), nullptr);
  EXPECT_EQ(catalog->physical.tables.at({.name = "p1"}).indexes.at(0).name, "of_section");
  EXPECT_THAT(
      catalog->left_out,
      ::testing::Contains("table t: index positive is partial (WHERE (n > 0)), which DBML cannot say"));
}

}  // namespace
}  // namespace techmarket::db::postgres
