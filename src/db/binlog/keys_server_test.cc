// Ключ кожного роду і рядок з усіма типами: що віддав журнал, те друкує SELECT цього сервера.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "db/binlog/testing/log_fixture.h"
#include "support/temporary_server.h"

namespace techmarket::db::binlog {
namespace {

using testing::Keys;
using testing::LogTest;

struct KeyCase {
  std::string type;
  std::vector<std::string> values;  ///< літерали SQL
};

const std::vector<KeyCase> kKeys = {
    {"tinyint", {"-128", "-1", "0", "127"}},
    {"tinyint unsigned", {"0", "128", "255"}},
    {"smallint", {"-32768", "-1", "32767"}},
    {"smallint unsigned", {"65535", "7"}},
    {"mediumint", {"-8388608", "-1", "8388607"}},
    {"mediumint unsigned", {"16777215", "8388608"}},
    {"int", {"-2147483648", "-1", "0", "2147483647"}},
    {"int unsigned", {"4294967295", "2147483648"}},
    {"int(8) unsigned zerofill", {"42", "123456789"}},
    {"bigint", {"-9223372036854775808", "-1", "9223372036854775807"}},
    {"bigint unsigned", {"18446744073709551615", "9223372036854775808"}},
    {"decimal(18,2)", {"0", "-0.01", "0.10", "9999999999999999.99", "-9999999999999999.99", "-120.50"}},
    {"decimal(65,30)", {"-12345678901234567890123456789012345.000000000000000000000000000001", "1.5"}},
    {"decimal(9,0)", {"999999999", "-1", "0"}},
    {"decimal(3,3)", {"0.123", "-0.001"}},
    {"decimal(10,4)", {"123456.0001", "-100000.1000", "7"}},
    {"char(36)", {"'12345678-9abc-4def-8123-456789abcdef'", "''", "'short'"}},
    {"char(200) CHARACTER SET utf8mb4", {"REPEAT('ї', 200)", "'a'"}},
    {"char(64) CHARACTER SET utf8mb4", {"REPEAT('😀', 64)", "'b'"}},
    {"char(10) CHARACTER SET latin1", {"'caf\xC3\xA9 \xE2\x82\xAC'", "'z'", "X'818D9F'"}},
    {"varchar(20)", {"'Київ'", "''", "'trailing  '"}},
    {"varchar(700)", {"REPEAT('x', 700)", "'y'", "REPEAT('é', 200)"}},
    {"varchar(40) CHARACTER SET ascii", {"'plain'"}},
    {"varchar(40) CHARACTER SET utf8mb3", {"'Львів'"}},
    {"binary(16)", {"X'00112233445566778899AABBCCDDEE00'", "X'00'", "REPEAT(X'FF', 16)"}},
    {"varbinary(300)", {"X'00'", "X'DEADBEEF00'", "REPEAT(X'AB', 300)"}},
    {"date", {"'2026-11-30'", "'0001-01-01'", "'9999-12-31'", "'0000-00-00'", "'2026-11-00'"}},
    {"datetime", {"'2026-11-30 23:59:59'", "'0000-00-00'", "'9999-12-31 00:00:01'"}},
    {"datetime(1)", {"'2026-11-30 23:59:59.9'"}},
    {"datetime(3)", {"'2026-11-30 00:00:00.001'", "'2026-11-30 00:00:00.120'"}},
    {"datetime(6)", {"'2026-11-30 12:34:56.000001'", "'2026-11-30 12:34:56.123456'"}},
    {"timestamp", {"'2026-11-30 23:59:59'", "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'"}},
    {"timestamp(6)", {"'2026-11-30 23:59:59.654321'", "'1970-01-01 00:00:01.000010'"}},
    {"time", {"'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'"}},
    {"time(2)", {"'-00:00:00.10'", "'-12:30:00.99'", "'01:02:03.04'"}},
    {"time(6)", {"'-00:00:00.000001'", "'-838:59:59.000000'", "'11:22:33.444555'"}},
    {"year", {"1901", "2155", "0"}},
};

const std::vector<KeyCase> kMariadbKeys = {
    {"uuid",
     {"'00000000-0000-0000-0000-000000000000'", "'12345678-9abc-1def-8123-456789abcd00'",
      "'12345678-9abc-4def-8123-456789abcdef'", "'01932f00-9abc-7def-8123-456789abcdef'",
      "'ffffffff-ffff-ffff-ffff-ffffffffffff'"}},
    {"inet6", {"'::'", "'2001:db8::ff00:42:8329'", "'::ffff:192.0.2.128'"}},
    {"inet4", {"'0.0.0.0'", "'192.168.1.0'"}},
};

class LogKeys : public LogTest {
 protected:
  /// Вставляє, змінює решту рядка, змінює ключ, вилучає; повертає всі ключі, які для цього мав рядок.
  Keys live_through(const std::string& table, const KeyCase& key) {
    run(fmt::format("CREATE TABLE {} (head varchar(300), k {} NOT NULL, tail longtext, PRIMARY KEY (k))",
                    table, key.type));
    Keys all;
    for (const auto& value : key.values)
      run(fmt::format("INSERT INTO {} VALUES ('h', {}, 't')", table, value));
    all.merge(select("SELECT k FROM " + table));
    EXPECT_EQ(all.size(), key.values.size()) << key.type;
    run(fmt::format("UPDATE {} SET tail = REPEAT('long', 100)", table));
    run(fmt::format("DELETE FROM {} WHERE k = {}", table, key.values.front()));
    if (key.values.size() > 1)
      run(fmt::format("UPDATE {} SET k = {} WHERE k = {}", table, key.values.front(), key.values.back()));
    all.merge(select("SELECT k FROM " + table));
    return all;
  }

  void check_all(const std::string& image) {
    run("SET SESSION binlog_row_image = " + image);
    std::vector<KeyCase> keys = kKeys;
    if (mariadb_) keys.insert(keys.end(), kMariadbKeys.begin(), kMariadbKeys.end());
    std::vector<WatchedTable> tables;
    std::vector<Keys> expected;
    for (const auto& key : keys) {
      tables.push_back({fmt::format("k{}", tables.size()), {"k"}});
      expected.push_back(live_through(tables.back().table, key));
      if (HasFatalFailure()) return;
    }
    const auto found = changes(tables);
    for (std::size_t i = 0; i < tables.size(); ++i) EXPECT_EQ(found.keys[i], expected[i]) << keys[i].type;
    // CREATE TABLE теж оператор про ці таблиці, а більше нічого.
    EXPECT_EQ(found.whole.size(), tables.size());
  }
};

TEST_F(LogKeys, EveryKindReadsAsTheServerPrintsIt) {
  check_all("FULL");
}

TEST_F(LogKeys, EveryKindReadsFromMinimalImages) {
  check_all("MINIMAL");
}

TEST_F(LogKeys, EveryKindReadsFromImagesWithoutBlobs) {
  check_all("NOBLOB");
}

/// Стовпці всіх типів, кожен може бути NULL, перед ключем і після нього.
std::string every_type(bool mariadb, char prefix) {
  std::vector<std::string> types = {"bool",
                                    "tinyint",
                                    "smallint",
                                    "mediumint",
                                    "int",
                                    "bigint",
                                    "float",
                                    "double",
                                    "decimal(5,2)",
                                    "decimal(65,30)",
                                    "decimal(9,9)",
                                    "bit(1)",
                                    "bit(9)",
                                    "bit(64)",
                                    "char(3)",
                                    "char(255)",
                                    "varchar(10)",
                                    "varchar(255)",
                                    "varchar(400)",
                                    "binary(4)",
                                    "binary(255)",
                                    "varbinary(255)",
                                    "varbinary(400)",
                                    "tinytext",
                                    "text",
                                    "mediumtext",
                                    "longtext",
                                    "tinyblob",
                                    "blob",
                                    "mediumblob",
                                    "longblob",
                                    "json",
                                    "geometry",
                                    "point",
                                    "enum('a','b')",
                                    "set('a','b','c')",
                                    "date",
                                    "time",
                                    "time(3)",
                                    "datetime",
                                    "datetime(5)",
                                    "timestamp NULL DEFAULT NULL",
                                    "timestamp(4) NULL DEFAULT NULL",
                                    "year"};
  std::string many = "enum('v0'";
  for (int i = 1; i < 300; ++i) many += fmt::format(",'v{}'", i);
  types.push_back(many + ")");
  std::string wide = "set('s0'";
  for (int i = 1; i < 64; ++i) wide += fmt::format(",'s{}'", i);
  types.push_back(wide + ")");
  if (mariadb)
    types.insert(types.end(), {"uuid", "inet6", "inet4", "text COMPRESSED", "varchar(300) COMPRESSED"});
  std::string columns;
  for (std::size_t i = 0; i < types.size(); ++i) columns += fmt::format("{}{} {}, ", prefix, i, types[i]);
  return columns;
}

/// Значення, яке прийме стовпець такого типу; режим SQL нестрогий, тож зайве обріжеться.
std::string value_for(const std::string& type, std::uint64_t dice) {
  if (dice % 4 == 0) return "NULL";
  const std::uint64_t n = dice >> 8;
  if (type == "json") return fmt::format("'{{\"a\": [{}, \"{}\"]}}'", n, std::string(n % 600, 'j'));
  if (type == "geometry" || type == "point")
    return fmt::format("ST_GeomFromText('POINT({} {})')", n % 180, n % 90);
  if (type == "enum" || type == "set" || type == "bit") return fmt::format("{}", 1 + n % 2);
  if (type == "date") return "'2026-02-28'";
  if (type == "time") return fmt::format("'-{:02}:10:11.123456'", n % 99);
  if (type == "datetime" || type == "timestamp")
    return fmt::format("'2026-02-28 10:11:{:02}.123456'", n % 60);
  if (type == "year") return "2026";
  if (type == "uuid") return "UUID()";
  if (type == "inet6") return "'2001:db8::1'";
  if (type == "inet4") return "'10.0.0.1'";
  if (type.ends_with("text") || type.ends_with("blob") || type.ends_with("char") || type.ends_with("binary"))
    return fmt::format("REPEAT('{}', {})", static_cast<char>('a' + n % 26), n % 700);
  return fmt::format("{}{}.{}", n % 2 ? "-" : "", n % 100, n % 7);
}

class LogSkips : public LogTest {
 protected:
  void fill(int rows) {
    run(fmt::format("CREATE TABLE every ({}id int PRIMARY KEY, {}last datetime(6))",
                    every_type(mariadb_, 'c'), every_type(mariadb_, 'd')));
    if (mariadb_) run("SET check_constraint_checks = 0");  // JSON тут — longtext, що перевіряє себе
    from_ = here();
    const Rows types = connection_
                           ->query(
                               "SELECT LOWER(DATA_TYPE) FROM information_schema.COLUMNS WHERE "
                               "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'every' ORDER BY "
                               "ORDINAL_POSITION")
                           .value();
    const RandomStream random(Seed{13}, "every type");
    for (int row = 1; row <= rows; ++row) {
      std::string values;
      for (std::size_t i = 0; i < types.size(); ++i) {
        const bool is_key = i == (types.size() - 1) / 2;
        const std::uint64_t dice = random.at(static_cast<std::uint64_t>(row), i);
        values += (i ? ", " : "") + (is_key ? std::to_string(row) : value_for(*types[i][0], dice));
      }
      run("INSERT IGNORE INTO every VALUES (" + values + ")");
      if (HasFatalFailure()) return;
    }
    run("UPDATE every SET c4 = 1, d4 = NULL, c20 = REPEAT('z', 200) WHERE id % 3 = 0");
    run("DELETE FROM every WHERE id % 5 = 0");
  }

  void expect_all_keys(int rows) {
    Keys expected;
    for (int row = 1; row <= rows; ++row) expected.insert(std::to_string(row));
    const auto found = changes({{"every", {"id"}}});
    EXPECT_EQ(found.keys[0], expected);
    EXPECT_THAT(found.whole, ::testing::IsEmpty());
  }
};

TEST_F(LogSkips, EveryOtherTypeIsSkipped) {
  fill(60);
  expect_all_keys(60);
}

TEST_F(LogSkips, EveryOtherTypeIsSkippedInMinimalImages) {
  run("SET SESSION binlog_row_image = MINIMAL");
  fill(60);
  expect_all_keys(60);
}

TEST_F(LogSkips, EventsWithoutChecksumsAreRead) {
  run("SET GLOBAL binlog_checksum = NONE");
  fill(20);
  expect_all_keys(20);
  run("SET GLOBAL binlog_checksum = CRC32");
  run("INSERT INTO every (id) VALUES (21)");
  expect_all_keys(21);
}

TEST_F(LogSkips, CompressedEventsOfMariadbAreRead) {
  if (!mariadb_) GTEST_SKIP() << "log_bin_compress is of MariaDB";
  run("SET GLOBAL log_bin_compress = ON");
  run("SET GLOBAL log_bin_compress_min_len = 10");
  fill(20);
  run("SET GLOBAL log_bin_compress = OFF");
  expect_all_keys(20);
}

TEST_F(LogSkips, GeneratedColumnsKeepTheirPlace) {
  run("CREATE TABLE computed (a int, v int AS (a + 1) VIRTUAL, s varchar(20) AS (CONCAT('x', a)) STORED, id "
      "int, "
      "w int AS (id * 2) VIRTUAL, PRIMARY KEY (id))");
  from_ = here();
  run("INSERT INTO computed (a, id) VALUES (1, 10), (NULL, 20)");
  run("UPDATE computed SET a = 5 WHERE id = 20");
  EXPECT_EQ(changes({{"computed", {"id"}}}).keys[0], (Keys{"10", "20"}));
}

TEST_F(LogSkips, ACompositeKeyComesInTheAskedOrder) {
  run("CREATE TABLE pairs (note text, b varchar(9), a int, PRIMARY KEY (a, b))");
  from_ = here();
  run("INSERT INTO pairs VALUES ('n', 'x', -1), ('n', 'y', 2)");
  run("SET SESSION binlog_row_image = MINIMAL");
  run("UPDATE pairs SET b = 'z' WHERE a = 2");
  EXPECT_EQ(changes({{"pairs", {"b", "a"}}}).keys[0], (Keys{"x|-1", "y|2", "z|2"}));
}

}  // namespace
}  // namespace techmarket::db::binlog
