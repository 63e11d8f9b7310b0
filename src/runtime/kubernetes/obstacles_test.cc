// Відповіді — такі, як їх дає `kubectl get … -o json`, без полів, яких ніхто не читає.

#include "runtime/kubernetes/obstacles.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

json parsed(const std::string& text) {
  return json::parse(text);
}

json metadata(std::string_view name, std::string_view component = "database") {
  return parsed(fmt::format(R"({{"name":"{0}","namespace":"techmarket","uid":"uid-{0}","labels":{{
    "app.kubernetes.io/instance":"auth-db","app.kubernetes.io/component":"{1}"}}}})",
                            name, component));
}

/// Под auth-db-0 з цим станом.
json pod(json status, std::string_view component = "database") {
  json one = parsed(R"({"kind":"Pod","spec":{
    "containers":[{"name":"mysql","image":"mysql:8.4",
      "resources":{"requests":{"cpu":"250m","memory":"512Mi"},"limits":{"memory":"2Gi"}}}],
    "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data-auth-db-0"}}]}})");
  one["metadata"] = metadata("auth-db-0", component);
  one["status"] = std::move(status);
  return one;
}

json unschedulable(std::string_view message) {
  json status = parsed(R"({"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False",
    "reason":"Unschedulable"}]})");
  status["conditions"][0]["message"] = message;
  return pod(std::move(status));
}

json container(json state, int restarts = 0, json last = json::object()) {
  json status = parsed(
      R"({"phase":"Pending","containerStatuses":[{"name":"mysql","image":"mysql:8.4","ready":false}]})");
  json& one = status["containerStatuses"][0];
  one["restartCount"] = restarts;
  one["state"] = std::move(state);
  one["lastState"] = std::move(last);
  return pod(std::move(status));
}

json waiting(std::string_view reason, std::string_view message) {
  json state;
  state["waiting"]["reason"] = reason;
  state["waiting"]["message"] = message;
  return state;
}

json ended(int code, std::string_view reason, std::string_view message = {}) {
  json state;
  state["terminated"]["exitCode"] = code;
  state["terminated"]["reason"] = reason;
  if (!message.empty()) state["terminated"]["message"] = message;
  return state;
}

json running() {
  return parsed(R"({"running":{}})");
}

json creating() {
  return parsed(R"({"waiting":{"reason":"ContainerCreating"}})");
}

json event(std::string_view about, std::string_view reason, std::string_view message,
           std::string_view time = "2026-11-30T21:00:00Z") {
  json one;
  one["kind"] = "Event";
  one["involvedObject"]["uid"] = fmt::format("uid-{}", about);
  one["reason"] = reason;
  one["message"] = message;
  one["lastTimestamp"] = time;
  return one;
}

json claim(std::string_view storage_class) {
  json one = parsed(R"({"kind":"PersistentVolumeClaim","status":{"phase":"Pending"}})");
  one["metadata"] = metadata("data-auth-db-0");
  one["spec"]["storageClassName"] = storage_class;
  return one;
}

std::vector<Obstacle> found(std::initializer_list<json> items) {
  json list;
  list["items"] = json::array();
  for (const auto& item : items) list["items"].push_back(item);
  return find_obstacles(list);
}

Obstacle only(std::initializer_list<json> items) {
  const auto all = found(items);
  EXPECT_THAT(all, SizeIs(1));
  return all.empty() ? Obstacle() : all.front();
}

TEST(Obstacles, NothingIsWrongWithAPodThatRunsOrComesUp) {
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(find_obstacles(nullptr), IsEmpty());
  EXPECT_THAT(
      found({pod(parsed(R"({"phase":"Running","containerStatuses":[{"ready":true,"restartCount":0}]})"))}),
      IsEmpty());
  EXPECT_THAT(found({container(creating())}), IsEmpty());
  // Чужий под того самого простору імен.
  json foreign = unschedulable("0/1 nodes are available: 1 Insufficient cpu.");
  foreign["metadata"].erase("labels");
  EXPECT_THAT(found({foreign}), IsEmpty());
}

TEST(Obstacles, TheSchedulerSaysWhatIsShort) {
  const auto memory = only({unschedulable("0/1 nodes are available: 1 Insufficient memory.")});
  EXPECT_EQ(memory.reason, "Unschedulable");
  EXPECT_THAT(memory.problem, HasSubstr("no node has 512Mi of memory free"));
  EXPECT_THAT(memory.remedy, HasSubstr("lower memory_request of auth-db in techmarket.toml"));
  EXPECT_FALSE(memory.passes);
  const auto both =
      only({unschedulable("0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory. "
                          "preemption: 0/3 nodes are available: 3 No preemption victims found.")});
  EXPECT_THAT(both.problem, HasSubstr("no node has 250m CPU free; no node has 512Mi of memory free"));
}

TEST(Obstacles, ANodeThatTurnsAwayIsNamedByItsTaint) {
  for (const char* message :
       {"0/1 nodes are available: 1 node(s) had taint {dedicated: other}, that the pod didn't tolerate.",
        "0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: other}."}) {
    const auto one = only({unschedulable(message)});
    EXPECT_THAT(one.problem, HasSubstr("taint {dedicated: other}"));
    EXPECT_THAT(one.remedy, HasSubstr("kubectl taint nodes NODE dedicated-"));
    EXPECT_FALSE(one.passes);
  }
  const auto sick =
      only({unschedulable("0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/disk-pressure: "
                          "}, that the pod didn't tolerate.")});
  EXPECT_TRUE(sick.passes);
  const auto closed = only({unschedulable("0/1 nodes are available: 1 node(s) were unschedulable.")});
  EXPECT_THAT(closed.remedy, HasSubstr("kubectl uncordon NODE"));
  EXPECT_TRUE(closed.passes);
}

TEST(Obstacles, AnAutoscalerIsWaitedFor) {
  const auto one =
      only({unschedulable("0/1 nodes are available: 1 Insufficient cpu."),
            event("auth-db-0", "TriggeredScaleUp", "pod triggered scale-up: [{nodes 1->2 (max: 5)}]")});
  EXPECT_TRUE(one.passes);
}

TEST(Obstacles, AVolumeThatDoesNotComeIsExplainedByItsClaim) {
  const json pending =
      unschedulable("0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.");
  const auto no_class = only(
      {pending, claim("nosuch"),
       event("data-auth-db-0", "ProvisioningFailed", "storageclass.storage.k8s.io \"nosuch\" not found")});
  EXPECT_EQ(no_class.problem, "the cluster has no storage class \"nosuch\" for its volume data-auth-db-0");
  EXPECT_THAT(no_class.remedy, HasSubstr("kubectl get storageclass"));
  const auto no_volume = only(
      {unschedulable("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind."),
       claim("hostpath"),
       event("data-auth-db-0", "WaitForFirstConsumer", "waiting for first consumer to be created")});
  EXPECT_THAT(no_volume.problem, HasSubstr("no free volume of class \"hostpath\""));
  const auto in_the_making = only({pending, claim("ebs"),
                                   event("data-auth-db-0", "ExternalProvisioning",
                                         "waiting for a volume to be created, either by external provisioner "
                                         "\"ebs.csi.aws.com\" or manually created by system administrator")});
  EXPECT_TRUE(in_the_making.passes);
}

TEST(Obstacles, AnImageIsSaidWithWhatTheRegistryAnswered) {
  const auto back_off = only({container(waiting("ImagePullBackOff", "Back-off pulling image \"mysql:8.4\"")),
                              event("auth-db-0", "Failed", "Error: ImagePullBackOff", "2026-11-30T21:00:09Z"),
                              event("auth-db-0", "Failed",
                                    "Failed to pull image \"mysql:8.4\": rpc error: code = NotFound desc = "
                                    "failed to resolve reference "
                                    "\"docker.io/library/mysql:8.4\": not found")});
  EXPECT_EQ(back_off.reason, "ImagePullBackOff");
  EXPECT_THAT(back_off.problem, HasSubstr("the registry has no image mysql:8.4 for us"));
  const auto unreachable = only({container(
      waiting("ErrImagePull",
              "rpc error: code = Unknown desc = failed to do request: Head https://registry-1.docker.io: "
              "dial tcp: lookup registry-1.docker.io: no such host"))});
  EXPECT_THAT(unreachable.problem, HasSubstr("the node cannot reach the registry of image mysql:8.4"));
  EXPECT_THAT(unreachable.remedy, HasSubstr("ctr -n k8s.io images import"));
  const auto limited =
      only({container(waiting("ErrImagePull", "toomanyrequests: You have reached your pull rate limit."))});
  EXPECT_TRUE(limited.passes);
  EXPECT_THAT(only({container(waiting("ErrImageNeverPull", "Container image is not present"))}).problem,
              HasSubstr("may not pull it"));
}

TEST(Obstacles, ACommandWithoutItsImageSaysHowToGetIt) {
  json job =
      pod(parsed(R"({"phase":"Pending","containerStatuses":[{"image":"techmarket:0.1.0"}]})"), "command");
  job["status"]["containerStatuses"][0]["state"] = waiting("ErrImagePull", "not found");
  EXPECT_THAT(only({job}).remedy, HasSubstr("make image"));
}

TEST(Obstacles, AServerThatEndsShowsItsLastWords) {
  const json end = ended(1, "Error", "[ERROR] unknown variable 'no-such=1'\n[ERROR] Aborting");
  const auto loop =
      only({container(waiting("CrashLoopBackOff", "back-off 10s restarting failed container"), 2, end)});
  EXPECT_EQ(loop.reason, "CrashLoopBackOff");
  EXPECT_THAT(loop.problem, HasSubstr("ends again and again with code 1"));
  EXPECT_THAT(loop.problem, HasSubstr("unknown variable 'no-such=1'"));
  EXPECT_FALSE(loop.passes);
  // Один перезапуск — ще не біда; між двома падіннями контейнер працює.
  EXPECT_TRUE(only({container(running(), 1, end)}).passes);
  EXPECT_FALSE(only({container(running(), 3, end)}).passes);
}

TEST(Obstacles, MemoryOverTheLimitIsSaidWithTheLimit) {
  const auto one = only({container(waiting("CrashLoopBackOff", ""), 2, ended(137, "OOMKilled"))});
  EXPECT_EQ(one.reason, "OOMKilled");
  EXPECT_THAT(one.problem, HasSubstr("its limit of 2Gi"));
  EXPECT_THAT(one.remedy, HasSubstr("raise memory_limit of auth-db"));
}

TEST(Obstacles, AVolumeThatBelongsToRootLeadsToTheOverlay) {
  json one = container(
      waiting("CrashLoopBackOff", ""), 2,
      ended(1, "Error", "the volume at /var/lib/mysql is not writable by user 999: drwxr-xr-x 2 0 0\n"));
  one["status"]["initContainerStatuses"] = one["status"]["containerStatuses"];
  one["status"].erase("containerStatuses");
  const auto root = only({one});
  EXPECT_THAT(root.problem, HasSubstr("is not writable by user 999"));
  EXPECT_THAT(root.remedy, HasSubstr("--overlay hostpath"));
}

TEST(Obstacles, WhatIsMissingBeforeTheStartIsNamed) {
  const auto secret =
      only({container(waiting("CreateContainerConfigError", "secret \"auth-db-credentials\" not found"))});
  EXPECT_EQ(secret.text(),
            "pod auth-db-0: CreateContainerConfigError: secret \"auth-db-credentials\" not found");
  EXPECT_THAT(secret.remedy, HasSubstr("techmarket up --runtime k8s"));
  const auto mount = only(
      {container(creating()),
       event("auth-db-0", "FailedMount",
             "MountVolume.SetUp failed for volume \"schema\" : configmap \"auth-db-schema\" not found")});
  EXPECT_EQ(mount.reason, "FailedMount");
  EXPECT_THAT(mount.problem, HasSubstr("configmap \"auth-db-schema\" not found"));
  // Чужа подія з тим самим іменем пода: под уже інший.
  EXPECT_THAT(found({container(creating()),
                     event("auth-db-0-of-yesterday", "FailedMount", "MountVolume.SetUp failed")}),
              IsEmpty());
}

TEST(Obstacles, AnEvictedPodTellsWhatRanOut) {
  const auto node = only({pod(parsed(
      R"({"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory. "})"))});
  EXPECT_EQ(node.text(),
            "pod auth-db-0: Evicted: its node threw it out: The node was low on resource: memory.");
  EXPECT_TRUE(node.passes);
}

TEST(Obstacles, WithoutAPodTheStatefulSetIsAsked) {
  json set;
  set["kind"] = "StatefulSet";
  set["metadata"] = metadata("auth-db");
  EXPECT_THAT(found({set}), IsEmpty());
  const auto quota =
      only({set, event("auth-db", "FailedCreate",
                       "create Pod auth-db-0 in StatefulSet auth-db failed error: pods \"auth-db-0\" is "
                       "forbidden: exceeded quota: full, requested: pods=1, used: pods=4, limited: pods=4")});
  EXPECT_EQ(quota.object, "statefulset auth-db");
  EXPECT_THAT(quota.problem, HasSubstr("the quota of namespace techmarket does not allow it"));
  const auto security =
      only({set, event("auth-db", "FailedCreate",
                       "pods \"auth-db-0\" is forbidden: violates PodSecurity \"restricted:v1.32\"")});
  EXPECT_THAT(security.problem, HasSubstr("the security level of namespace techmarket forbids it"));
}

}  // namespace
}  // namespace techmarket::runtime::kubernetes
