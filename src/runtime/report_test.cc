#include "runtime/report.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace techmarket::runtime {
namespace {

Report sample() {
  Report report{.runtime = "local", .services = {}, .adminer = {}};
  report.services.push_back({.service = "auth-db",
                             .engine = "mysql",
                             .version = "10.11.19-MariaDB",
                             .port = 3306,
                             .ready = true,
                             .problem = {}});
  report.services.push_back({.service = "dwh-db",
                             .engine = "postgres",
                             .version = {},
                             .port = 5432,
                             .ready = false,
                             .problem = "not running"});
  report.adminer = AdminerReport{.url = "http://127.0.0.1:8080", .ready = true};
  return report;
}

TEST(Report, JsonHasExactlyThePromisedKeys) {
  EXPECT_EQ(to_json(sample()), nlohmann::json::parse(R"({
    "runtime": "local",
    "services": [
      {"service": "auth-db", "engine": "mysql", "version": "10.11.19-MariaDB", "host": "127.0.0.1", "port": 3306, "ready": true},
      {"service": "dwh-db", "engine": "postgres", "version": "", "host": "127.0.0.1", "port": 5432, "ready": false}
    ],
    "adminer": {"url": "http://127.0.0.1:8080", "ready": true}
  })"));
}

TEST(Report, TextIsATable) {
  EXPECT_EQ(to_text(sample()),
            "service  engine    version           address                state\n"
            "auth-db  mysql     10.11.19-MariaDB  127.0.0.1:3306         ready\n"
            "dwh-db   postgres                    127.0.0.1:5432         not running\n"
            "adminer  web                         http://127.0.0.1:8080  ready\n");
}

TEST(Report, AdminerDoesNotDecideReadiness) {
  Report report = sample();
  EXPECT_FALSE(report.ready());
  report.services.pop_back();
  report.adminer->ready = false;
  EXPECT_TRUE(report.ready());
}

}  // namespace
}  // namespace techmarket::runtime
