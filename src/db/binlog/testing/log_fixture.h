#pragma once
// Сервер із журналом і все, що між двома його місцями.

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "db/binlog/change_reader.h"
#include "db/binlog/server_facts.h"
#include "db/binlog/snapshot.h"
#include "support/temporary_server.h"

namespace techmarket::db::binlog::testing {

using Keys = std::set<std::string>;  ///< значення ключа через «|»

inline std::string joined(RowView key) {
  std::string text;
  for (const auto value : key) text += (text.empty() ? "" : "|") + std::string(value);
  return text;
}

/// Що віддав читач: ключі кожної таблиці та таблиці, які треба порівняти цілком.
struct Collected {
  std::vector<Keys> keys;
  std::vector<std::string> whole;  ///< «номер: причина»

  ChangeHandlers handlers(std::size_t tables) {
    keys.resize(tables);
    return {[this](std::size_t table, RowView key) -> Status {
              keys.at(table).insert(joined(key));
              return {};
            },
            [this](std::size_t table, std::string_view reason) -> Status {
              whole.push_back(fmt::format("{}: {}", table, reason));
              return {};
            }};
  }
};

class LogTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = support::TemporaryServer::mysql_with_log(); }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    TECHMARKET_REQUIRE_SERVER(*server_);
    endpoint_ = server_->fresh_database().value();
    connection_ = std::make_unique<mysql::Connection>(mysql::Connection::open(endpoint_).value());
    mariadb_ = is_mariadb(*connection_);
    run("SET time_zone = '+00:00', sql_mode = ''");
    run("SET SESSION binlog_row_image = FULL");
    from_ = here();
  }

  void run(const std::string& sql) { run(*connection_, sql); }
  static void run(mysql::Connection& connection, const std::string& sql) {
    const Status done = connection.execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }

  /// Кінець журналу з тим, чий він.
  Checkpoint here() {
    const auto status = log_status(*connection_);
    EXPECT_TRUE(status) << status.error().message;
    const auto checkpoint = checkpoint_at(endpoint_, status->position.value());
    EXPECT_TRUE(checkpoint) << checkpoint.error().message;
    return *checkpoint;
  }

  /// Рядки запиту, значення через «|».
  Keys select(const std::string& sql) { return select(*connection_, sql); }
  static Keys select(mysql::Connection& connection, const std::string& sql) {
    Keys keys;
    const Status read = connection.stream(sql, [&](RowView row) -> Status {
      keys.insert(joined(row));
      return {};
    });
    EXPECT_TRUE(read) << read.error().message;
    return keys;
  }

  Result<std::variant<ChangeReader, Gap>> open(std::vector<WatchedTable> tables) {
    return ChangeReader::open(endpoint_, from_, std::move(tables), {.silence = std::chrono::seconds(5)});
  }

  /// Усе від from_ дотепер.
  Collected changes(const std::vector<WatchedTable>& tables) {
    Collected collected;
    auto opened = open(tables);
    if (!opened || !std::holds_alternative<ChangeReader>(*opened)) {
      ADD_FAILURE() << (opened ? std::get<Gap>(*opened).message : opened.error().message);
      collected.keys.resize(tables.size());
      return collected;
    }
    const auto read =
        std::get<ChangeReader>(*opened).read_to(here().position, collected.handlers(tables.size()));
    if (!read)
      ADD_FAILURE() << read.error().message;
    else if (*read)
      ADD_FAILURE() << (*read)->message;
    return collected;
  }

  /// Чому журнал від from_ не годиться; порожньо — годиться.
  std::optional<Gap> gap(const std::vector<WatchedTable>& tables) {
    auto opened = open(tables);
    EXPECT_TRUE(opened) << opened.error().message;
    if (const Gap* lost = std::get_if<Gap>(&*opened)) return *lost;
    Collected ignored;
    const auto read =
        std::get<ChangeReader>(*opened).read_to(here().position, ignored.handlers(tables.size()));
    EXPECT_TRUE(read) << read.error().message;
    return *read;
  }

  static std::unique_ptr<support::TemporaryServer> server_;
  Endpoint endpoint_;
  std::unique_ptr<mysql::Connection> connection_;
  bool mariadb_ = false;
  Checkpoint from_;
};

inline std::unique_ptr<support::TemporaryServer> LogTest::server_;

}  // namespace techmarket::db::binlog::testing
