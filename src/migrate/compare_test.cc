#include "migrate/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dbml/parse.h"
#include "ddl/normalise.h"

namespace techmarket::migrate {
namespace {

using schema::Dialect;

schema::Database parse(const std::string& text, const std::string& file) {
  const auto parsed = dbml::parse(text, file);
  EXPECT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);
  return parsed.database;
}

std::string diff(const std::string& a, const std::string& b, Dialect dialect = Dialect::postgres) {
  return to_text(compare(parse(a, "a.dbml"), parse(b, "b.dbml"), dialect), false);
}

TEST(Compare, MysqlShowsNumbersOfBitColumnsInBinary) {
  EXPECT_EQ(
      diff("Table t { a bit(3) [default: 5] }", "Table t { a bit(3) [default: `b'101'`] }", Dialect::mysql),
      "");
  EXPECT_NE(
      diff("Table t { a bit(3) [default: 5] }", "Table t { a bit(3) [default: `b'111'`] }", Dialect::mysql),
      "");
}

TEST(Compare, SpellingIsNotADifference) {
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres})
    EXPECT_EQ(diff(R"dbml(
Enum status {
  new
  old [note: 'not in a database']
}
Table a {
  id int [pk]
  n numeric(10) [default: 1.50]
  s status [default: status.new]
  flag boolean [default: true]
  email varchar(20) [unique, check: `email <> ''`]
  b_id integer [ref: > b.id, null]
  indexes {
    (n, s) [type: btree, name: 'i']
    n [name: 'j']
  }
}
Table b {
  id int [pk]
}
)dbml",
                   R"dbml(
Project p {
  database_type: 'MySQL'
}
Table b {
  id INT [pk, not null]
}
Table a {
  n decimal(10,0) [default: 1.5]
  id integer
  b_id int
  s status [default: 'new']
  flag bool [default: `true`]
  email "varchar(20)"
  indexes {
    n [name: 'j']
    (n, s) [name: 'i']
    id [pk]
    email [unique]
  }
  checks {
      `(email != '')`
  }
}
Enum status {
  new
  old
}
Ref: b.id < a.b_id [delete: no action]
)dbml",
                   dialect),
              "");
}

TEST(Compare, EveryKindOfDifferenceNamesItsPlace) {
  EXPECT_EQ(diff(R"dbml(
Enum e {
  a
}
Table t {
  id int [pk]
  a int [not null, default: 1, note: 'x']
  gone int
  indexes {
    a [name: 'i']
    (a, gone) [name: 'old_name']
  }
  checks {
    `a > 0` [name: 'c']
  }
  Note: 'one'
}
Table dropped {
  id int
}
Ref r: t.a > t.id
)dbml",
                 R"dbml(
Enum e {
  a
  b
}
Enum f {
  x
}
Table t {
  id int
  a varchar(5) [default: `now()`, note: 'y']
  gone int
  added int
  indexes {
    a [name: 'i', unique]
    (a, gone) [name: 'new_name']
    (id, a) [pk]
  }
  checks {
    `a > 1` [name: 'c']
  }
}
Ref r: t.a > t.id [delete: cascade]
)dbml"),
            "  enum e\n"
            "    ~ values a → a, b   a.dbml:2\n"
            "  + enum f x   b.dbml:6\n"
            "  table t\n"
            "    ~ note: 'one' → none   a.dbml:5\n"
            "    ~ column a: type integer → varchar(5)   a.dbml:7\n"
            "    ~ column a: default 1 → `CURRENT_TIMESTAMP`   a.dbml:7\n"
            "    ~ note of a: 'x' → 'y'   a.dbml:7\n"
            "    + column added integer   b.dbml:13\n"
            "    ~ primary key: columns (id) → (id, a)   a.dbml:6\n"
            "    ~ index i: unique not unique → unique   a.dbml:10\n"
            "    ~ index old_name: name old_name → new_name   a.dbml:11\n"
            "    ~ check c: expression a > 0 → a > 1   a.dbml:14\n"
            "    ~ ref r: delete no action → cascade   a.dbml:21\n"
            "  - table dropped (id)   a.dbml:18\n");
}

TEST(Compare, MysqlHasNoEnumsOfItsOwn) {
  EXPECT_EQ(diff("Enum e {\n a\n}\nTable t {\n x e\n}\n", "Table t {\n x enum('a','b')\n}\n", Dialect::mysql),
            "  table t\n    ~ column x: type enum('a') → enum('a','b')   a.dbml:5\n");
  EXPECT_EQ(diff("Enum e {\n a\n}\nTable t {\n x e\n}\n", "Table t {\n x enum('a')\n}\n", Dialect::mysql),
            "");
}

TEST(Compare, ManyToManyIsItsJunctionTable) {
  EXPECT_EQ(diff("Table a {\n id int [pk]\n}\nTable b {\n id int [pk]\n}\nRef: a.id <> b.id\n",
                 "Table a {\n id int [pk]\n}\nTable b {\n id int [pk]\n}\n"
                 "Table a_b {\n a_id int [pk, ref: > a.id]\n b_id int [pk, ref: > b.id]\n}\n"),
            "");
}

TEST(Compare, DifferencesAreData) {
  const auto found = compare(parse("Table s.t {\n a int\n}\n", "a.dbml"),
                             parse("Table s.t {\n a bigint\n}\n", "b.dbml"), Dialect::postgres);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, Difference::Kind::changed);
  EXPECT_EQ(found[0].object, Difference::Object::column);
  EXPECT_EQ(found[0].path(), "s.t.a");
  EXPECT_EQ(found[0].attribute, "type");
  EXPECT_EQ(found[0].expected, "integer");
  EXPECT_EQ(found[0].actual, "bigint");
  EXPECT_EQ(found[0].expected_at.line, 2);
  EXPECT_EQ(found[0].actual_at.file, "b.dbml");
}

TEST(Normalise, ChangesNothingTheSecondTime) {
  const auto source = parse(R"dbml(
Enum e {
  a
}
Table t {
  id serial [pk]
  x e [default: e.a]
  y int [unique, ref: - t.id, check: `y > 0`, check: `y < 5`]
  indexes {
    (x, y) [unique]
    x
  }
}
Table u {
  id int [pk]
}
Ref: t.id <> u.id
)dbml",
                            "a.dbml");
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
    const auto once = ddl::normalise(source, dialect);
    const schema::Database& plain = once;
    EXPECT_EQ(to_text(compare(once, ddl::normalise(plain, dialect), dialect), false), "");
    EXPECT_EQ(to_text(compare(source, once, dialect), false), "");
  }
}

}  // namespace
}  // namespace techmarket::migrate
