#include "config/overrides.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "config/endpoints.h"

namespace techmarket::config {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/// Змінна середовища на час тесту.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

class OverridesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder = fs::temp_directory_path() / "techmarket-overrides-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    catalogue_.root = folder_;
    catalogue_.adminer = {.port = 8080, .image = ImageName("adminer:5")};
    catalogue_.mysql_root_password = catalogue_.postgres_root_password = Password("rootpass");
    Service service;
    service.name = ServiceName("auth-db");
    service.image = ImageName("mysql:8.4");
    service.port = 3306;
    service.user = UserName("auth_user");
    service.password = Password("auth_pass");
    service.database = DatabaseName("auth_db");
    service.origins = {.host = "the default",
                       .port = "techmarket.toml line 14",
                       .user = "techmarket.toml line 16",
                       .password = "techmarket.toml line 17",
                       .tls = "the default"};
    catalogue_.services = {service};
  }
  void TearDown() override { fs::remove_all(folder_); }

  Status apply(std::string_view env_file) { return apply_overrides(catalogue_, Variables::parse(env_file)); }
  std::string refused(std::string_view env_file) {
    const auto status = apply(env_file);
    EXPECT_FALSE(status) << env_file;
    if (status) return {};
    EXPECT_EQ(status.error().kind, ErrorKind::configuration);
    return status.error().message;
  }
  const Service& auth() const { return catalogue_.services[0]; }

  fs::path folder_;
  Catalogue catalogue_;
};

TEST_F(OverridesTest, WithoutAnyTheCatalogueStays) {
  ASSERT_TRUE(apply(""));
  EXPECT_EQ(auth().port, 3306);
  EXPECT_EQ(auth().host, "127.0.0.1");
  EXPECT_EQ(auth().origins.password, "techmarket.toml line 17");
}

TEST_F(OverridesTest, TheEnvFileOverridesTheCatalogueAndSaysSo) {
  ASSERT_TRUE(
      apply("# TechMarket\nAUTH_DB_PASSWORD=changed\nAUTH_DB_PORT = 13306 # busy\n"
            "export AUTH_DB_USER='me'\r\nAUTH_DB_HOST=db.example\nMYSQL_IMAGE=\"mysql:9\"\n"));
  EXPECT_EQ(auth().password, "changed");
  EXPECT_EQ(auth().port, 13306);
  EXPECT_EQ(auth().user, "me");
  EXPECT_EQ(auth().image, "mysql:9");
  EXPECT_TRUE(auth().is_elsewhere());
  const auto endpoint = endpoint_of(auth(), "test");
  EXPECT_EQ(endpoint.origins.password, ".env line 2 (AUTH_DB_PASSWORD)");
  EXPECT_EQ(endpoint.origins.port, ".env line 3 (AUTH_DB_PORT)");
  EXPECT_EQ(endpoint.origins.host, ".env line 5 (AUTH_DB_HOST)");
  EXPECT_EQ(endpoint.host, "db.example");
}

TEST_F(OverridesTest, TheEnvironmentOverridesTheEnvFile) {
  const Environment port("AUTH_DB_PORT", "23306"), empty("AUTH_DB_USER", "");
  ASSERT_TRUE(apply("AUTH_DB_PORT=13306\nAUTH_DB_USER=me\n"));
  EXPECT_EQ(auth().port, 23306);
  EXPECT_EQ(auth().origins.port, "the environment (AUTH_DB_PORT)");
  EXPECT_EQ(auth().user, "me") << "an empty variable is no value, as in Compose";
}

TEST_F(OverridesTest, APortOffsetOutranksTheEnvFileButNotTheEnvironment) {
  catalogue_.port_offset = 1000;
  catalogue_.services[0].port = 4306;
  ASSERT_TRUE(apply("AUTH_DB_PORT=13306\n"));
  EXPECT_EQ(auth().port, 4306);
  const Environment port("AUTH_DB_PORT", "23306");
  ASSERT_TRUE(apply(""));
  EXPECT_EQ(auth().port, 23306);
}

TEST_F(OverridesTest, APasswordMayBeAFile) {
  ASSERT_TRUE(write_file(folder_ / "secret", "from/file\n", 0600));
  ASSERT_TRUE(apply("AUTH_DB_PASSWORD_FILE=secret\n"));
  EXPECT_EQ(auth().password, "from/file");
  EXPECT_THAT(auth().origins.password, HasSubstr("named by .env line 1 (AUTH_DB_PASSWORD_FILE)"));
  const Environment text("AUTH_DB_PASSWORD", "stronger");
  ASSERT_TRUE(apply("AUTH_DB_PASSWORD_FILE=secret\n"));
  EXPECT_EQ(auth().password, "stronger");
}

TEST_F(OverridesTest, TheSecretFileOfTheCatalogueYieldsToVariables) {
  catalogue_.services[0].password_file = "secret";
  EXPECT_THAT(refused(""), HasSubstr("password of auth-db from techmarket.toml (secret) cannot be read"));
  ASSERT_TRUE(apply("AUTH_DB_PASSWORD=given\n")) << "the file is not needed then";
  ASSERT_TRUE(write_file(folder_ / "secret", "kept", 0600));
  ASSERT_TRUE(apply(""));
  EXPECT_EQ(auth().password, "kept");
}

TEST_F(OverridesTest, TwoPasswordsOfOneRankAreRefused) {
  EXPECT_EQ(
      refused("AUTH_DB_PASSWORD=a\nAUTH_DB_PASSWORD_FILE=b\n"),
      "password of auth-db from .env line 1 (AUTH_DB_PASSWORD) is given twice: also as a file by .env line "
      "2 (AUTH_DB_PASSWORD_FILE)");
}

TEST_F(OverridesTest, EverythingWrongIsNamedAtOnceWithItsSource) {
  const std::string said = refused(
      "AUTH_DB_PASSWORD=it's\nAUTH_DB_PORT=0\nAUTH_DB_HOST=-x\nAUTH_DB_USER=root\n"
      "MYSQL_IMAGE=--privileged\nADMINER_PORT=x\nMYSQL_ROOT_PASSWORD=a b\n");
  for (const char* one :
       {"password of auth-db from .env line 1 (AUTH_DB_PASSWORD) must not contain '''",
        "port of auth-db from .env line 2 (AUTH_DB_PORT) must be a port",
        "host of auth-db from .env line 3 (AUTH_DB_HOST) must be a host name",
        "user of auth-db from .env line 4 (AUTH_DB_USER) must not be root",
        "image of auth-db from .env line 5 (MYSQL_IMAGE) must be an image such as mysql:8.4",
        "port of adminer from .env line 6", "password of root of MySQL from .env line 7"})
    EXPECT_THAT(said, HasSubstr(one));
  EXPECT_THAT(said, Not(HasSubstr("it's"))) << "the password itself is not repeated";
}

TEST_F(OverridesTest, WhatComposeOneAndTwoReadDifferentlyIsRefused) {
  for (const char* line : {"AUTH_DB_PASSWORD=a$b", "AUTH_DB_PASSWORD='a$b'", "AUTH_DB_PASSWORD=\"a\\n\"",
                           "AUTH_DB_PASSWORD=\"open", "AUTH_DB_PASSWORD='a'b"})
    EXPECT_THAT(refused(line), HasSubstr(".env:1: the value of AUTH_DB_PASSWORD"));
  EXPECT_TRUE(apply("SOMETHING_ELSE=\"open $x\n")) << "variables of others are not ours to judge";
}

TEST_F(OverridesTest, TlsNeedsWhatItVerifiesWith) {
  EXPECT_THAT(refused("AUTH_DB_TLS=maybe\n"),
              HasSubstr("TLS of auth-db from .env line 1 (AUTH_DB_TLS) must be auto"));
  EXPECT_THAT(refused("AUTH_DB_TLS=verify\n"), HasSubstr("set AUTH_DB_TLS_CA"));
  EXPECT_THAT(refused("AUTH_DB_TLS_CA=absent.pem\n"), HasSubstr("cannot be used"));
  catalogue_.services[0].tls = {};
  ASSERT_TRUE(write_file(folder_ / "ca.pem", "no certificate"));
  EXPECT_THAT(refused("AUTH_DB_TLS_CA=ca.pem\n"), HasSubstr("holds no certificate"));
  catalogue_.services[0].tls = {};
  ASSERT_TRUE(write_file(folder_ / "ca.pem", "-----BEGIN CERTIFICATE-----\n"));
  ASSERT_TRUE(apply("AUTH_DB_TLS_CA=ca.pem\n"));
  EXPECT_EQ(auth().tls.mode, db::TlsMode::verify);
  EXPECT_EQ(auth().tls.ca, folder_ / "ca.pem") << "counted from the project, like every path of .env";
}

/// Кожен друкований знак: або доходить таким, яким його написано, або відхилений за іменем ще тут.
TEST_F(OverridesTest, EveryPrintableCharacterWorksOrIsRefusedByName) {
  std::string accepted;
  for (char c = 0x20; c < 0x7F; ++c) {
    const std::string password = fmt::format("a{}b", c);
    const Environment given("AUTH_DB_PASSWORD", password);
    const auto status = apply("");
    if (status) {
      EXPECT_EQ(auth().password, password);
      EXPECT_EQ(endpoint_of(auth(), "").password, password);
      accepted += c;
      continue;
    }
    EXPECT_THAT(status.error().message,
                HasSubstr("password of auth-db from the environment (AUTH_DB_PASSWORD)"));
    EXPECT_THAT(status.error().message,
                HasSubstr(c == ' ' ? "must not contain a space" : fmt::format("must not contain '{}'", c)));
  }
  EXPECT_EQ(accepted, "%+,-./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_abcdefghijklmnopqrstuvwxyz~");
  for (const char* other : {"пароль", "a\nb", "a\tb"}) {
    const Environment given("AUTH_DB_PASSWORD", other);
    EXPECT_FALSE(apply(""));
  }
}

TEST(PercentEncoded, KeepsAPasswordWholeInAnAddress) {
  EXPECT_EQ(percent_encoded("p@s:s/w%o=d~_.-"), "p%40s%3As%2Fw%25o%3Dd~_.-");
}

}  // namespace
}  // namespace techmarket::config
