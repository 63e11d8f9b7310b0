#include "runtime/kubernetes/rollout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

json statefulset(const char* status) {
  json set = json::parse(
      R"({"kind":"StatefulSet","metadata":{"name":"auth-db","generation":3},"spec":{"replicas":1}})");
  set["status"] = json::parse(status);
  return set;
}

TEST(Rollout, IsOverWhenThePodOfThisVersionIsReady) {
  EXPECT_TRUE(is_rolled_out(statefulset(
      R"({"observedGeneration":3,"readyReplicas":1,"currentRevision":"b","updateRevision":"b"})")));
  // Старий опис іще не помічено; готовий под старої версії; неготовий.
  EXPECT_FALSE(is_rolled_out(statefulset(
      R"({"observedGeneration":2,"readyReplicas":1,"currentRevision":"b","updateRevision":"b"})")));
  EXPECT_FALSE(is_rolled_out(statefulset(
      R"({"observedGeneration":3,"readyReplicas":1,"currentRevision":"a","updateRevision":"b"})")));
  EXPECT_FALSE(
      is_rolled_out(statefulset(R"({"observedGeneration":3,"currentRevision":"b","updateRevision":"b"})")));
  EXPECT_FALSE(is_rolled_out(json::object()));
}

Obstacle one(std::string service, bool passes) {
  return {.service = std::move(service),
          .object = "pod x-0",
          .reason = "Unschedulable",
          .problem = "no room",
          .remedy = "add a node",
          .passes = passes};
}

TEST(Patience, SaysWhatLastsAndForgetsWhatPasses) {
  Patience patience(15s);
  const Patience::Clock::time_point start{};
  EXPECT_TRUE(patience.look({one("a", false)}, start));
  EXPECT_TRUE(patience.look({one("a", false)}, start + 14s));
  EXPECT_TRUE(patience.look({}, start + 15s));
  EXPECT_TRUE(patience.look({one("a", false)}, start + 16s));
  EXPECT_TRUE(patience.look({one("a", false)}, start + 30s));
  const Status said = patience.look({one("a", false), one("b", true)}, start + 31s);
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().kind, ErrorKind::configuration);
  EXPECT_THAT(said.error().message, HasSubstr("pod x-0: Unschedulable: no room"));
  EXPECT_EQ(said.error().hint, "add a node");
}

TEST(Patience, WaitsForWhatMayPass) {
  Patience patience(15s);
  const Patience::Clock::time_point start{};
  for (int minute = 0; minute < 10; ++minute)
    EXPECT_TRUE(patience.look({one("a", true)}, start + std::chrono::minutes(minute)));
}

}  // namespace
}  // namespace techmarket::runtime::kubernetes
