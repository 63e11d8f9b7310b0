#include "db/mysql/catalog_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "support/captured_log.h"
#include "support/round_trip.h"

namespace techmarket::db::mysql {
namespace {

using schema::Dialect;
using support::drift;
using support::parse_schema;
using support::parse_schema_file;
using support::round_trip;
using support::TemporaryServer;

class MysqlCatalog : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = TemporaryServer::mysql(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override { TECHMARKET_REQUIRE_SERVER(*server_); }

  static std::string round(const std::string& dbml) {
    return round_trip(*server_, parse_schema(dbml), Dialect::mysql);
  }

  static inline std::unique_ptr<TemporaryServer> server_;
};

TEST_F(MysqlCatalog, CommittedSchemasComeBackTheSame) {
  for (const char* name : {"auth", "catalog", "orders", "payments"}) {
    const std::string path = std::string(TECHMARKET_SOURCE_DIR) + "/docs/db/" + name + "_mysql.dbml";
    EXPECT_EQ(round_trip(*server_, parse_schema_file(path), Dialect::mysql), "") << name;
  }
}

TEST_F(MysqlCatalog, Types) {
  EXPECT_EQ(round(R"dbml(
Table t {
  id bigint [pk, increment]
  a int(11)
  b INTEGER
  c tinyint(1)
  d bool
  e tinyint
  f smallint
  g mediumint
  h "int unsigned"
  i "bigint(20) unsigned"
  j numeric(10)
  k decimal
  l dec(12,2)
  m float
  n double
  o "double precision"
  p real
  q char
  r character(3)
  s varchar
  t VARCHAR(20)
  u text
  v tinytext
  w longtext
  x json
  y date
  z datetime(6)
  aa timestamp(3) [null]
  bb time
  cc year
  dd bit(3)
  ee binary(16)
  ff varbinary(20)
  gg blob
  hh enum('a','b c','d\\e','f,g','(h)')
  ii set('x','y')
  jj "decimal(10,2) unsigned"
}
)dbml"),
            "");
}

TEST_F(MysqlCatalog, Defaults) {
  EXPECT_EQ(round(R"dbml(
Enum mood {
  happy
  "so-so"
  "it's"
}
Table t {
  a int [default: 5]
  b int [default: '5']
  c int [default: -5]
  d decimal(14,2) [default: 0]
  e decimal(14,2) [default: 1.50]
  f decimal [default: 1.50]
  g double [default: 1e3]
  h varchar(20) [default: 'o\'brien']
  i varchar(20) [default: 'a\\b"c`d']
  j varchar(20) [default: 5]
  k varchar(20) [default: '']
  l boolean [default: true]
  m boolean [default: 0]
  n mood [default: mood.happy]
  o mood [default: 'so-so']
  p mood [default: mood."it's"]
  q datetime [default: `CURRENT_TIMESTAMP`]
  r datetime(6) [default: `current_timestamp(6)`]
  s datetime [default: `now()`]
  t datetime [default: '2020-01-01']
  u date [default: '2020-01-01']
  v timestamp [default: '2020-01-01 10:20:30']
  w char(36) [default: `uuid()`]
  x date [default: `curdate() + interval 1 day`]
  y text [default: 'long text']
  z json [default: '{}']
  aa int [default: null]
  bb int [default: `1 + 2`]
  cc varchar(20) [default: 'multi\nline']
  dd varchar(20) [default: `concat('a', 'b')`]
  ee varchar(20) [default: 'українською']
}
)dbml"),
            "");
}

TEST_F(MysqlCatalog, ChecksAreComparedByMeaning) {
  EXPECT_EQ(round(R"dbml(
Table t {
  a int [check: `a > 0`, check: `a < 10`]
  b int [check: `b in (1, 2, 3)`]
  c varchar(20) [check: `length(c) > 3`]
  d decimal(10,2) [check: `not (d between 1 and 2)`]
  e int
  createdAt datetime

  checks {
    `a <> b or c like '%x%' and e != 3`
    `case when a = 1 then b else 0 end > 0` [name: 'named_check']
    `LOWER(c) = 'x' AND coalesce(a, b) >= -1` [name: 'Mixed Case']
    `not (a = 1 and (b = 2 or e is null))`
    `createdAt > '2020-01-01' and a % 2 = 0 and not a`
    `c regexp '^[a-z]+$' || e is not null`
    `(a + b) * 2 - 1 > e / 3`
    `c in ('x') and char_length(c) = 1 and a mod 2 = 1`
  }
}
)dbml"),
            "");
}

TEST_F(MysqlCatalog, KeysIndexesAndRefs) {
  EXPECT_EQ(round(R"dbml(
Table parent {
  a int
  b int
  code varchar(10) [unique]
  x int
  indexes {
    (a, b) [pk, note: 'composite']
    x [unique]
    (x, code) [unique, name: 'uq_x_code', note: 'why']
    code [type: hash]
    (code, a)
    b [name: 'idx_b']
    b [unique, name: 'b']
  }
  Note: 'it\'s a "parent" \\ table'
}
Table child {
  id int [pk, increment, note: 'ключ']
  a int
  b int
  parent_code varchar(10) [ref: > parent.code]
  only_code varchar(10) [ref: - parent.code]
  self int [ref: > child.id]
  named int
  plain int [ref: > child.id]
  indexes {
    (a, b)
    self
    plain [name: 'idx_plain']
  }
}
Table tag { id int [pk] }
Ref pair: child.(a, b) > parent.(a, b) [delete: cascade, update: set null]
Ref named_ref: child.named > child.id [delete: set null]
Ref: child.id <> tag.id
Ref one: parent.x - tag.id
)dbml"),
            "");
}

TEST_F(MysqlCatalog, HostileNames) {
  EXPECT_EQ(round(R"dbml(
Enum "my enum" {
  "a b"
  "c'd"
  "e\\f"
}
Table "my table" {
  "order" int [pk]
  "a`b" int [unique]
  "c\"d" "my enum" [default: 'a b']
  "select" int [ref: > "my table"."order"]
  "таблиця" int [note: 'quote \' and \\ and\nnewline']
  indexes {
    ("select", "a`b") [name: 'in`dex']
  }
}
Table "table_name_whose_foreign_key_fits_into_sixty_four_letters" {
  id int [pk]
  x int [ref: > "my table"."order"]
  indexes {
    (x, id)
  }
}
)dbml"),
            "");
}

TEST_F(MysqlCatalog, OtherSchemasAreOtherDatabases) {
  EXPECT_EQ(round(R"dbml(
Table users {
  id int [pk]
  run_id int [ref: > pull_test.runs.id]
}
Table pull_test.runs {
  id int [pk]
  kind varchar(10) [not null]
  indexes {
    kind [name: 'idx_kind']
  }
}
)dbml"),
            "");
}

TEST_F(MysqlCatalog, RandomSchemasComeBackTheSame) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const std::string dbml = support::random_schema(seed, Dialect::mysql);
    EXPECT_EQ(round(dbml), "") << "seed " << seed << "\n" << dbml;
  }
}

TEST_F(MysqlCatalog, DriftIsSeen) {
  const auto expected = parse_schema(R"dbml(
Table t {
  id int [pk]
  a int [not null, default: 1]
  b varchar(10) [note: 'old']
  c int [check: `c > 0`]
  indexes { a [name: 'idx_a'] }
}
Table gone { id int [pk, ref: > t.id] }
)dbml");
  EXPECT_EQ(drift(*server_, expected, Dialect::mysql, ""), "");
  EXPECT_EQ(
      drift(*server_, expected, Dialect::mysql,
            "ALTER TABLE t MODIFY a bigint DEFAULT 2, MODIFY b varchar(10) COMMENT 'new', ADD extra int, "
            "MODIFY c int CHECK (c > 1), DROP INDEX idx_a; DROP TABLE gone; CREATE TABLE more (id int);"
            // MODIFY в MySQL додає перевірку, а не замінює; MariaDB цей коментар не виконує.
            "/*!80016 ALTER TABLE t DROP CHECK t_chk_1 */"),
      "  table t\n"
      "    ~ column a: type int → bigint   test.dbml:4\n"
      "    ~ column a: not null → null   test.dbml:4\n"
      "    ~ column a: default 1 → 2   test.dbml:4\n"
      "    ~ note of b: 'old' → 'new'   test.dbml:5\n"
      "    + column extra int\n"
      "    - index idx_a (a)   test.dbml:7\n"
      "    - check c > 0   test.dbml:6\n"
      "    + check c > 1\n"
      "  - table gone (id)   test.dbml:9\n"
      "  + table more (id)\n");
}

TEST_F(MysqlCatalog, WhatDbmlCannotSayIsNamed) {
  const support::CapturedLog log;
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n a varchar(20)\n at datetime\n}"),
                  Dialect::mysql,
                  "ALTER TABLE t MODIFY a varchar(20) CHARACTER SET ascii COLLATE ascii_bin, "
                  "MODIFY at datetime ON UPDATE current_timestamp(), ADD c int INVISIBLE, "
                  "ADD d int AS (id + 1), ADD INDEX short (a(3));"
                  "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = OLD.a;"
                  "CREATE TABLE archive (id int) ENGINE = MyISAM;"
                  "CREATE TABLE parts (id int) PARTITION BY HASH (id) PARTITIONS 2;"
                  "CREATE VIEW seen AS SELECT 1 AS one"),
            "  table t\n    + column c int\n    + column d int\n    + index short (a)\n"
            "  + table archive (id)\n  + table parts (id)\n");
  EXPECT_THAT(log.lines(),
              ::testing::IsSupersetOf(
                  {"table t: column a: collation ascii_bin is left out, DBML cannot say it",
                   "table t: column at: ON UPDATE is left out, DBML cannot say it",
                   "table t: column c: INVISIBLE is left out, DBML cannot say it",
                   "table t: column d is generated, which DBML cannot say",
                   "table t: trigger touch is left out, DBML cannot say it",
                   "table archive: engine MyISAM is left out, DBML cannot say it",
                   "table parts: PARTITION BY HASH and its 2 partitions are left out, DBML cannot say it",
                   "table seen: it is a view, which DBML cannot say; left out"}));
}

TEST_F(MysqlCatalog, NothingOfATableOrAnIndexIsLostSilently) {
  const support::CapturedLog log;
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n \"order\" int\n \"a b\" int\n}"),
                  Dialect::mysql,
                  "ALTER TABLE t ADD e enum('a',''), ADD CHECK (`order` > 0), ADD CHECK (`a b` > 0),"
                  "  COLLATE utf8mb4_bin"),
            "  table t\n    + column e enum('a','')\n    + check t.`order` > 0\n");
  EXPECT_THAT(log.lines(),
              ::testing::IsSupersetOf(
                  {"table t: collation utf8mb4_bin is left out, DBML cannot say it",
                   "table t: check `a b` > 0: a name in backticks, which DBML cannot hold; left out"}));
}

TEST_F(MysqlCatalog, OwnServiceTablesAreNotRead) {
  EXPECT_EQ(drift(*server_, parse_schema("Table t {\n id int [pk]\n}"), Dialect::mysql,
                  "CREATE TABLE _techmarket_state (id int)"),
            "");
}

// Те, чого модель не пам'ятає, а міграція потребує, прочитано тими самими запитами.
TEST_F(MysqlCatalog, RealNamesComeWithTheSchema) {
  const auto endpoint = server_->fresh_database();
  ASSERT_TRUE(endpoint);
  auto connection = Connection::open(*endpoint);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute_script(
      "CREATE TABLE a (id INT PRIMARY KEY);"
      "CREATE TABLE t (id INT PRIMARY KEY, a_id INT, x VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin,"
      "  seen TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP, twice INT AS (id * 2),"
      "  CHECK (id > 0), KEY (x(5)), FOREIGN KEY (a_id) REFERENCES a (id)) DEFAULT CHARSET utf8mb4"));
  const auto catalog = read_catalog(*connection);
  ASSERT_TRUE(catalog) << catalog.error().message;
  EXPECT_NE(catalog->database.table("t"), nullptr);
  const PhysicalTable& t = catalog->physical.tables.at({.name = "t"});
  EXPECT_EQ(t.columns.at("x").collation, " CHARACTER SET ascii COLLATE ascii_bin");
  EXPECT_THAT(ascii_lower(t.columns.at("seen").on_update),
              ::testing::StartsWith(" on update current_timestamp"));
  EXPECT_TRUE(t.columns.at("twice").generated);
  ASSERT_EQ(t.indexes.size(), 3u);
  EXPECT_TRUE(t.indexes[0].primary_key);
  EXPECT_EQ(t.indexes[1].name, "a_id");
  EXPECT_EQ(t.indexes[2].name, "x");
  EXPECT_EQ(t.indexes[2].beyond_dbml, "a prefix length");
  ASSERT_EQ(t.checks.size(), 1u);
  EXPECT_NE(t.checks[0].name, "");
  ASSERT_EQ(t.refs.size(), 1u);
  EXPECT_EQ(t.refs[0].name, "t_ibfk_1");
  EXPECT_EQ(t.refs[0].parent.name, "a");
  EXPECT_THAT(
      catalog->left_out,
      ::testing::Contains("table t: index x: the prefix length of x is left out, DBML cannot say it"));
}

}  // namespace
}  // namespace techmarket::db::mysql
