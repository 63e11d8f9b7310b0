// Файли CSV і SQL: те, що в них записано, сервери читають назад таким самим; частки разом — ціле.

#include <algorithm>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "rows/generate.h"
#include "rows/output_file.h"
#include "rows/shard.h"
#include "rows/sink.h"
#include "support/temporary_server.h"
#include "world/world_tables.h"

namespace techmarket::world {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("techmarket-files-{}", ::getpid())) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const std::vector<std::string> kHostile = {
    "plain",       "",          "NULL", "\\N",       "a,b",      "say \"hi\"", "back\\slash\\",
    "line\nbreak", "tab\there", "it's", "  edges  ", "їжак — ’", "cr\rhere",   "\"",
    "\\\"",        "%s{}",      "'; --"};

/// id, текст, необов'язковий текст: кожен третій — NULL.
rows::TableSource hostile_table() {
  rows::TableSource table{.service = "", .table = "t", .columns = {"id", "a", "b"}, .write = {}};
  table.units = table.expected_rows = kHostile.size();
  table.write = [](rows::Range range, rows::RowBuffer& out) {
    for (std::uint64_t row = range.first; row < range.last; ++row) {
      out.begin_row();
      out.integer(row);
      out.end_field();
      out.text(kHostile[row]);
      out.end_field();
      if (row % 3 == 0)
        out.null();
      else
        out.text(kHostile[kHostile.size() - 1 - row]);
      out.end_field();
      out.end_row();
    }
  };
  return table;
}

void expect_hostile(const db::Rows& rows) {
  ASSERT_EQ(rows.size(), kHostile.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i][1], kHostile[i]);
    if (i % 3 == 0)
      EXPECT_FALSE(rows[i][2]) << *rows[i][2];
    else
      EXPECT_EQ(rows[i][2], kHostile[kHostile.size() - 1 - i]);
  }
}

void write(const std::vector<rows::TableSource>& tables, rows::Sink& sink) {
  const auto report = rows::generate(tables, sink, 2, ProgressStyle::silent);
  ASSERT_TRUE(report) << report.error().message;
}

// Ім'я «.part» передбачуване: посилання, підкладене на його місце у спільній теці, не повинне стати тим, куди
// ми пишемо; лишене вбитим запуском — не заважає.
TEST(Files, APlantedPartIsReplacedAndNotFollowed) {
  const Folder folder;
  ASSERT_TRUE(write_file(folder.path() / "victim", "precious"));
  fs::create_symlink("victim", folder.path() / "table.csv.part");
  auto file = rows::OutputFile::open(folder.path() / "table.csv", false);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->put("rows"));
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(read_file(folder.path() / "victim"), "precious");
  EXPECT_EQ(read_file(folder.path() / "table.csv"), "rows");
}

TEST(Files, MysqlReadsCsvAndSqlBack) {
  const auto server = support::TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::mysql::Connection::open_for_loading(*server->fresh_database());
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute(
      "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(50), b VARCHAR(50)) CHARACTER SET utf8mb4"));
  const Folder folder;
  write({hostile_table()}, *rows::csv_sink({.folder = folder.path()}));
  const std::string csv = *read_file(folder.path() / "t.csv");
  bool given = false;
  // Оператор із docs/generate.md.
  const auto loaded = connection->load_data(
      "LOAD DATA LOCAL INFILE 't.csv' INTO TABLE t CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY "
      "ENCLOSED "
      "BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' IGNORE 1 LINES",
      [&]() -> Result<std::string_view> {
        return std::exchange(given, true) ? std::string_view() : std::string_view(csv);
      });
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->warnings, 0u) << loaded->first_warning;
  expect_hostile(*connection->query("SELECT * FROM t ORDER BY id"));

  ASSERT_TRUE(connection->execute("TRUNCATE TABLE t"));
  write({hostile_table()}, *rows::sql_sink({.folder = folder.path(), .dialect = schema::Dialect::mysql}));
  ASSERT_TRUE(connection->execute_script(*read_file(folder.path() / "t.sql")));
  expect_hostile(*connection->query("SELECT * FROM t ORDER BY id"));
}

TEST(Files, PostgresReadsCsvAndSqlBack) {
  const auto server = support::TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::postgres::Connection::open(*server->fresh_database());
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute("CREATE TABLE t (id int PRIMARY KEY, a text, b text)"));
  const Folder folder;
  write({hostile_table()}, *rows::csv_sink({.folder = folder.path()}));
  ASSERT_TRUE(connection->copy_begin("COPY t FROM STDIN WITH (FORMAT csv, HEADER, NULL 'NULL')"));
  ASSERT_TRUE(connection->copy_data(*read_file(folder.path() / "t.csv")));
  const auto copied = connection->copy_end();
  ASSERT_TRUE(copied) << copied.error().message;
  expect_hostile(*connection->query("SELECT * FROM t ORDER BY id"));

  ASSERT_TRUE(connection->execute("TRUNCATE TABLE t"));
  write({hostile_table()}, *rows::sql_sink({.folder = folder.path(), .dialect = schema::Dialect::postgres}));
  ASSERT_TRUE(connection->execute(*read_file(folder.path() / "t.sql")));
  expect_hostile(*connection->query("SELECT * FROM t ORDER BY id"));
}

// Двоє в одній теці лишили б у ній таблиці двох світів.
TEST(Files, TwoWorldsDoNotMixInOneFolder) {
  const Folder folder;
  const auto sink = [&](rows::Shard shard, const char* format) {
    const rows::FileSinkOptions options{.folder = folder.path(), .shard = shard};
    return std::string_view(format) == "csv" ? rows::csv_sink(options) : rows::sql_sink(options);
  };
  auto first = sink({}, "csv");
  ASSERT_TRUE(first->begin({}));
  for (const char* format : {"csv", "sql"}) {
    const Status second = sink({}, format)->begin({});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::retryable);
    EXPECT_NE(second.error().message.find("another `techmarket generate`"), std::string::npos);
  }
  EXPECT_FALSE(sink(rows::parse_shard("1/2").value(), "csv")->begin({}));
  first.reset();
  auto share = sink(rows::parse_shard("1/2").value(), "csv");
  EXPECT_TRUE(share->begin({}));
  EXPECT_TRUE(sink(rows::parse_shard("2/2").value(), "csv")->begin({}))
      << "shares of one world write together";
  EXPECT_FALSE(sink({}, "csv")->begin({}));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Files, AbandonedFilesDisappear) {
  const Folder folder;
  for (const bool compress : {false, true}) {
    {
      auto abandoned = rows::OutputFile::open(folder.path() / "t.csv", compress);
      ASSERT_TRUE(abandoned && abandoned->put("half"));
      rows::OutputFile moved = *std::move(abandoned);
      EXPECT_FALSE(fs::is_empty(folder.path()));
    }
    EXPECT_TRUE(fs::is_empty(folder.path()));
  }
  auto whole = rows::OutputFile::open(folder.path() / "t.csv", false);
  ASSERT_TRUE(whole && whole->put("whole") && whole->commit());
  EXPECT_EQ(*read_file(folder.path() / "t.csv"), "whole");
}

TEST(Files, ZstdHoldsTheSameBytes) {
  if (!find_program("zstd")) GTEST_SKIP() << "zstd is not installed";
  const Folder folder;
  write({hostile_table()}, *rows::csv_sink({.folder = folder.path()}));
  write({hostile_table()}, *rows::csv_sink({.folder = folder.path(), .compress = true}));
  const auto plain = run({.argv = {"zstd", "-dc", (folder.path() / "t.csv.zst").string()}});
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->output, *read_file(folder.path() / "t.csv"));
}

TEST(Shard, SharesTogetherAreTheWhole) {
  const auto world = World::create({.orders = 3'000, .until = make_date(2026, 11, 22)},
                                   fs::path(TECHMARKET_SOURCE_DIR) / "database" / "data");
  ASSERT_TRUE(world);
  for (const rows::RowOrder order : {rows::RowOrder::natural, rows::RowOrder::by_key}) {
    const auto whole = world_tables(**world, order);
    for (const std::uint32_t count : {2u, 5u, 7u}) {
      std::vector<std::vector<rows::TableSource>> shares;
      for (std::uint32_t number = 1; number <= count; ++number)
        shares.push_back(rows::take_shard(world_tables(**world, order), {number, count}));
      for (std::size_t i = 0; i < whole.size(); ++i) {
        rows::RowBuffer all;
        whole[i].write({0, whole[i].units}, all);
        std::string together;
        std::uint64_t digest = 0;
        for (const auto& share : shares) {
          rows::RowBuffer part;
          part.clear();
          share[i].write({0, share[i].units}, part);
          together += part.bytes();
          digest += part.digest();
        }
        EXPECT_EQ(together, all.bytes()) << whole[i].table << " in " << count;
        EXPECT_EQ(digest, all.digest());
      }
    }
  }
}

TEST(Shard, ReadsOnlyShares) {
  EXPECT_EQ(*rows::parse_shard("2/5"), (rows::Shard{2, 5}));
  EXPECT_EQ(rows::parse_shard("2/5")->suffix(), ".2of5");
  EXPECT_EQ(rows::Shard{}.suffix(), "");
  for (const char* wrong : {"", "1", "0/2", "3/2", "1/2/3", "a/b", "1/0", "1/9999", "-1/2", "1/2 "})
    EXPECT_FALSE(rows::parse_shard(wrong)) << wrong;
}

}  // namespace
}  // namespace techmarket::world
