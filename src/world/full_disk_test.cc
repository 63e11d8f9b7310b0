// Диск, що закінчується посеред завантаження: або всі рядки на місці, або відмова, яку можна повторити.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "dbml/parse.h"
#include "filler/plan_tables.h"
#include "rows/generate.h"
#include "rows/sink.h"
#include "support/captured_log.h"
#include "support/small_disk.h"
#include "support/temporary_server.h"

namespace techmarket::world {
namespace {

using schema::Dialect;
using support::SmallDisk;
using support::TemporaryServer;

constexpr std::uint64_t kRows = 60'000;
constexpr std::string_view kItems =
    "Table items { id char(36) [pk]\n a char(36) [not null]\n b char(36) [not null]\n"
    "Indexes { a\n b } }";

/// Наповнює таблицю items бази.
Result<rows::GenerateReport> load_items(const config::DatabaseAddress& target, bool create) {
  const dbml::Parsed parsed = dbml::parse(std::string(kItems), "items.dbml");
  const auto data = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";
  TM_ASSIGN(const auto words, words::Lexicon::read(data, words::Language::en, {}));
  TM_ASSIGN(const auto meanings, filler::MeaningRules::read(data));
  TM_ASSIGN(const auto plan, filler::FillPlan::create({.database = parsed.database,
                                                       .dialect = target.dialect,
                                                       .rows = kRows,
                                                       .seed = {},
                                                       .until = make_date(2026, 11, 22),
                                                       .lexicon = words,
                                                       .meanings = meanings,
                                                       .spec = {}}));
  auto options = filler::into_database(target, *plan, parsed.database, "items.dbml", create);
  options.replace = true;
  const auto sink = rows::database_sink(std::move(options));
  return rows::generate(filler::plan_tables(*plan, target.dialect), *sink, 2, ProgressStyle::silent);
}

/// Щоразу трохи більше вільного місця, доки рядки не вмістяться. @return слова всіх відмов
std::vector<std::string> load_until_it_fits(SmallDisk& disk, const config::DatabaseAddress& target) {
  constexpr std::uint64_t kFirst = 10'000'000, kStep = 2'000'000, kMost = 100'000'000;
  std::vector<std::string> refusals;
  for (std::uint64_t free = kFirst; free < kMost; free += kStep) {
    disk.leave_free(free);
    const auto report = load_items(target, false);
    if (report) return refusals;
    EXPECT_EQ(report.error().kind, ErrorKind::retryable) << report.error().message;
    EXPECT_TRUE(report.error().hint.contains("free some disk space")) << report.error().message;
    refusals.push_back(report.error().message);
  }
  ADD_FAILURE() << "never fitted: " << refusals.back();
  return refusals;
}

TEST(FullDisk, MysqlLosesNoRowInSilence) {
  SmallDisk disk(250'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const auto server = TemporaryServer::mysql(disk.folder());
  TECHMARKET_REQUIRE_SERVER(*server);
  const config::DatabaseAddress target{Dialect::mysql, *server->fresh_database()};
  ASSERT_TRUE(load_items(target, true));
  const auto refusals = load_until_it_fits(disk, target);
  EXPECT_GT(refusals.size(), 2u);
  auto connection = db::mysql::Connection::open(target.endpoint);
  ASSERT_TRUE(connection);
  EXPECT_EQ(connection->query_int("SELECT COUNT(*) FROM items"), kRows);
  EXPECT_EQ(connection->query_int("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
                                  "DATABASE() AND TABLE_NAME = '_techmarket_generate'"),
            0);
  // MariaDB принаймні раз назвала всі рядки прийнятими й не зберегла жодного.
  const auto silent = std::ranges::count_if(refusals, [](const std::string& words) {
    return words.contains("table 'items': sent 60,000 rows, the server holds 0");
  });
  if (connection->server_version().contains("MariaDB")) {
    EXPECT_GT(silent, 0);
  }
  fmt::print("  {} refusals, {} of them after the server had said OK\n", refusals.size(), silent);
}

TEST(FullDisk, PostgresLosesNoRowInSilence) {
  SmallDisk disk(250'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const auto server = TemporaryServer::postgres(disk.folder());
  TECHMARKET_REQUIRE_SERVER(*server);
  const config::DatabaseAddress target{Dialect::postgres, *server->fresh_database()};
  ASSERT_TRUE(load_items(target, true));
  // Менше не буває без аварії всього сервера: забракло б і самому журналу.
  auto connection = db::postgres::Connection::open(target.endpoint);
  ASSERT_TRUE(connection);
  disk.leave_free(4'000'000);
  const auto refused = load_items(target, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable) << refused.error().message;
}

/// Приймач, під яким після begin() скінчилося місце.
class DiskFillsUp final : public rows::Sink {
 public:
  DiskFillsUp(std::unique_ptr<rows::Sink> inner, SmallDisk& disk, std::uint64_t free)
      : inner_(std::move(inner)), disk_(disk), free_(free) {}
  Status begin(std::span<const rows::TableSource> tables) override {
    TM_TRY(inner_->begin(tables));
    disk_.leave_free(free_);
    return {};
  }
  Status write(const rows::TableSource& table, rows::TableFeed& feed) override {
    return inner_->write(table, feed);
  }
  Status finish(std::span<const rows::TableReport> sent, const std::string& digest) override {
    return inner_->finish(sent, digest);
  }

 private:
  std::unique_ptr<rows::Sink> inner_;
  SmallDisk& disk_;
  const std::uint64_t free_;
};

/// Рядки, які погано стискаються.
rows::TableSource numbers(std::uint64_t rows) {
  rows::TableSource table{.service = "", .table = "numbers", .columns = {"id", "value"}, .write = {}};
  table.units = table.expected_rows = rows;
  table.write = [](rows::Range range, rows::RowBuffer& out) {
    for (std::uint64_t row = range.first; row < range.last; ++row) {
      out.begin_row();
      out.integer(row);
      out.end_field();
      out.integer(row * 0x9E3779B97F4A7C15u);
      out.end_field();
      out.end_row();
    }
  };
  return table;
}

std::unique_ptr<rows::Sink> file_sink(const SmallDisk& disk, bool csv, bool compress) {
  rows::FileSinkOptions options{.folder = disk.folder() / "out", .compress = compress};
  return csv ? rows::csv_sink(std::move(options)) : rows::sql_sink(std::move(options));
}

constexpr std::uint64_t kPage = 4'096;

/// Разом усі файли теки, крім load.sql: його довжина від рядків не залежить.
std::uint64_t file_bytes(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "load.sql") bytes += entry.file_size();
  return bytes;
}

TEST(FullDisk, FilesAreRefusedBeforeTheFirstRow) {
  SmallDisk disk(8'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const std::vector<rows::TableSource> much = {numbers(2'000'000)}, little = {numbers(1'000)};
  for (const bool csv : {true, false})
    for (const bool compress : {true, false}) {
      const auto refused = rows::generate(much, *file_sink(disk, csv, compress), 2, ProgressStyle::silent);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
      EXPECT_TRUE(refused.error().message.contains("/out: not enough disk space: about "))
          << refused.error().message;
      EXPECT_FALSE(std::filesystem::exists(disk.folder() / "out"));
      EXPECT_TRUE(rows::generate(little, *file_sink(disk, csv, compress), 2, ProgressStyle::silent));
      std::filesystem::remove_all(disk.folder() / "out");
    }
}

// Скрипт виконує чужий клієнт, і рядків після нього ніхто не лічить: сервер мусить сам сказати про повний
// диск.
TEST(FullDisk, SqlFilesDoNotAskForTheBulkInsertThatLosesRows) {
  SmallDisk disk(8'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  ASSERT_TRUE(
      rows::generate(std::vector{numbers(10)}, *file_sink(disk, false, false), 1, ProgressStyle::silent));
  const auto sql = read_file(disk.folder() / "out" / "numbers.sql");
  ASSERT_TRUE(sql) << sql.error().message;
  EXPECT_TRUE(sql->contains("UNIQUE_CHECKS = 1")) << sql->substr(0, 200);
  EXPECT_FALSE(sql->contains("UNIQUE_CHECKS = 0"));
}

TEST(FullDisk, TheDiskIsWatchedDuringTheWork) {
  SmallDisk disk(8'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  disk.leave_free(1 << 20);
  // Половину з чотирьох мебібайтів записано: лишилося два, а вільний один.
  for (const auto& [done, lines] : std::map<double, std::ptrdiff_t>{{0.5, 1}, {0.9, 0}}) {
    const support::CapturedLog log;
    std::atomic<bool> looked = false;
    {
      const SpaceWatch watch({.folder = disk.folder(), .bytes = 4 << 20}, [&, share = done] {
        looked = true;
        return share;
      });
      while (!looked) std::this_thread::yield();
    }
    const auto said = log.lines();
    EXPECT_EQ(std::ranges::count_if(
                  said, [](const auto& line) { return line.contains("about 2.0 MiB remain to be written"); }),
              lines);
  }
}

TEST(FullDisk, AFileThatDoesNotFitIsNotLeftBehind) {
  SmallDisk disk(16'000'000);
  TECHMARKET_REQUIRE_DISK(disk);
  const std::vector<rows::TableSource> tables = {numbers(20'000)};
  for (const bool csv : {true, false})
    for (const bool compress : {true, false}) {
      ASSERT_TRUE(rows::generate(tables, *file_sink(disk, csv, compress), 2, ProgressStyle::silent));
      const std::uint64_t size = file_bytes(disk.folder() / "out");
      std::filesystem::remove_all(disk.folder() / "out");
      // Не лишилося нічого; забракне посеред файлу; забракне останньої сторінки, яку пише лише закриття.
      for (const std::uint64_t free : {std::uint64_t{0}, size / 2, (size - 1) / kPage * kPage}) {
        const auto report = [&] {
          DiskFillsUp sink(file_sink(disk, csv, compress), disk, free);
          return rows::generate(tables, sink, 2, ProgressStyle::silent);
        }();
        ASSERT_FALSE(report) << free;
        EXPECT_EQ(report.error().kind, ErrorKind::retryable) << report.error().message;
        EXPECT_TRUE(report.error().hint.contains("free some disk space"));
        EXPECT_EQ(file_bytes(disk.folder() / "out"), 0u) << free;
        disk.leave_free(8'000'000);
        ASSERT_TRUE(rows::generate(tables, *file_sink(disk, csv, compress), 2, ProgressStyle::silent));
        std::filesystem::remove_all(disk.folder() / "out");
      }
    }
}

}  // namespace
}  // namespace techmarket::world
