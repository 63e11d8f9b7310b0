// schema pull, check, diff і migrate --database URL так, як їх бачить людина чи скрипт: коди завершення,
// потоки, JSON.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/process.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "schema/schema.h"
#include "support/temporary_server.h"

namespace techmarket {
namespace {

using schema::Dialect;
using support::TemporaryServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kBefore =
    "Table users {\n  id int [pk]\n  name varchar(50)\n  fax varchar(20)\n}\n"
    "Table orders {\n  id int [pk]\n  user_id int [not null, ref: > users.id]\n}\n";
constexpr std::string_view kAfter =
    "Table users {\n  id int [pk]\n  full_name varchar(50) [note: 'renamed from name']\n  age int\n}\n"
    "Table orders {\n  id int [pk]\n  user_id int [not null, ref: > users.id]\n}\n";
constexpr std::string_view kImpossible =
    "Table users {\n  id int [pk]\n  name varchar(50) [not null]\n  fax varchar(20)\n}\n"
    "Table orders {\n  id int [pk]\n  user_id int [not null, ref: > users.id]\n}\n";

class SchemaDatabase : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    server_ = is_mysql() ? TemporaryServer::mysql() : TemporaryServer::postgres();
    TECHMARKET_REQUIRE_SERVER(*server_);
    endpoint_ = server_->fresh_database().value();
    for (const auto& [name, text] : {std::pair{"before.dbml", kBefore},
                                     {"after.dbml", kAfter},
                                     {"impossible.dbml", kImpossible},
                                     {"broken.dbml", "Table t {"}})
      ASSERT_TRUE(write_file(server_->folder() / name, std::string(text)));
  }

  static bool is_mysql() { return GetParam() == Dialect::mysql; }

  static std::string url(int port, const std::string& database) {
    return fmt::format("{}@127.0.0.1:{}/{}", is_mysql() ? "mysql://root" : "postgres://postgres", port,
                       database);
  }
  std::string url() const { return url(endpoint_.port, endpoint_.database); }

  Completed schema(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {TECHMARKET_PROGRAM, "schema"});
    return run({.argv = std::move(arguments), .directory = server_->folder()}).value();
  }
  nlohmann::json json(int exit_code, std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const auto done = schema(std::move(arguments));
    EXPECT_EQ(done.exit_code, exit_code) << done.errors;
    return nlohmann::json::parse(done.output, nullptr, false);
  }
  void execute(const std::string& sql) const {
    const Status done = is_mysql() ? db::mysql::Connection::open(endpoint_).value().execute_script(sql)
                                   : db::postgres::Connection::open(endpoint_).value().execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::int64_t count(const std::string& query) const {
    return is_mysql() ? db::mysql::Connection::open(endpoint_).value().query_int(query).value()
                      : db::postgres::Connection::open(endpoint_).value().query_int(query).value();
  }

  std::unique_ptr<TemporaryServer> server_;
  db::Endpoint endpoint_;
};

INSTANTIATE_TEST_SUITE_P(Servers, SchemaDatabase, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         [](const auto& test) {
                           return test.param == Dialect::mysql ? "mysql" : "postgres";
                         });

TEST_P(SchemaDatabase, AFilledDatabaseGoesFromOneFileToAnother) {
  const std::vector<std::string> migrate = {"migrate", "--database", url(), "--dbml"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), migrate.begin(), migrate.end());
    return more;
  };
  // Порожня база стає такою, як у файлі; прочитана назад — той самий файл.
  EXPECT_EQ(schema({"check", "--database", url(), "--dbml", "before.dbml"}).exit_code, 1);
  EXPECT_EQ(json(0, with({"before.dbml"}))["ok"], true);
  EXPECT_EQ(json(0, {"check", "--database", url(), "--dbml", "before.dbml"})["ok"], true);
  const auto pulled = schema({"pull", "--database", url(), "-o", "pulled.dbml"});
  EXPECT_EQ(pulled.exit_code, 0) << pulled.errors;
  EXPECT_THAT(pulled.output, HasSubstr("written to pulled.dbml"));
  for (const auto& files : {std::pair{"pulled.dbml", "before.dbml"}, {"before.dbml", "pulled.dbml"}})
    EXPECT_EQ(schema({"diff", files.first, files.second}).exit_code, 0);

  execute("INSERT INTO users (id, name) VALUES (1, 'Olena'), (2, NULL); INSERT INTO orders VALUES (7, 1)");

  // Відмінність, план і дві причини не виконувати його: рядки, які заважають, і небезпека без дозволу.
  const auto drift = json(1, {"check", "--database", url(), "--dbml", "after.dbml"});
  EXPECT_EQ(drift["ok"], false) << drift;
  EXPECT_EQ(json(1, {"diff", "before.dbml", "after.dbml"})["differences"].size(), 4U);
  const auto impossible = json(1, with({"impossible.dbml", "--allow", "rewrite,lock"}));
  EXPECT_EQ(impossible["services"][0]["obstacles"][0]["rows"], 1) << impossible;
  const auto planned = schema(with({"after.dbml", "--dry-run"}));
  EXPECT_EQ(planned.exit_code, 1);
  EXPECT_THAT(planned.output, HasSubstr("! data-loss: its values are deleted"));
  EXPECT_THAT(planned.errors, HasSubstr("repeat with --allow data-loss"));
  const auto refused = json(1, with({"after.dbml"}));
  EXPECT_EQ(refused["services"][0]["missing_permission"], "--allow data-loss") << refused;
  EXPECT_EQ(refused["services"][0]["steps_done"], 0);
  EXPECT_EQ(schema({"check", "--database", url(), "--dbml", "before.dbml"}).exit_code, 0);

  const auto done = json(0, with({"after.dbml", "--allow", "data-loss"}));
  EXPECT_EQ(done["services"][0]["steps_done"], done["services"][0]["plan"]["steps"].size()) << done;
  EXPECT_EQ(schema({"check", "--database", url(), "--dbml", "after.dbml"}).exit_code, 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM users JOIN orders ON user_id = users.id WHERE full_name = 'Olena'"),
            1);
  EXPECT_THAT(schema(with({"after.dbml"})).output, HasSubstr("nothing to do"));
}

TEST_P(SchemaDatabase, EveryMistakeHasItsExitCode) {
  constexpr int kNobodyListens = 1;
  const auto expect = [&](int code, std::vector<std::string> arguments, std::string_view said) {
    const auto done = schema(std::move(arguments));
    EXPECT_EQ(done.exit_code, code) << done.errors;
    EXPECT_THAT(done.errors, HasSubstr(std::string(said)));
    EXPECT_THAT(done.output, IsEmpty());
  };
  expect(64, {"migrate", "--database", url()}, "--database and --dbml go together");
  expect(64, {"check", "--database", "mysql://root:secret@127.0.0.1/x", "--dbml", "before.dbml"},
         "contains a password");
  expect(64, {"migrate", "--database", url(), "--dbml", "before.dbml", "--allow", "anything"},
         "choose among data-loss, rewrite and lock, or name one loss");
  expect(65, {"migrate", "--database", url(), "--dbml", "broken.dbml"}, "broken.dbml:1:");
  expect(65, {"check", "--database", url(), "--dbml", "absent.dbml"}, "cannot read");
  for (const std::string command : {"check", "migrate"}) {
    expect(75, {command, "--database", url(kNobodyListens, "x"), "--dbml", "before.dbml"},
           "check that the server runs at this host and port");
    expect(78, {command, "--database", url(endpoint_.port, "absent"), "--dbml", "before.dbml"},
           "in the address");
  }
  expect(78, {"pull", "--database", url(endpoint_.port, "absent")}, "in the address");
}

}  // namespace
}  // namespace techmarket
