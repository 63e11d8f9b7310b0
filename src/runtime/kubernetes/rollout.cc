#include "runtime/kubernetes/rollout.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/log.h"

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;
using namespace nlohmann::literals;

}  // namespace

const json& statefulset_of(const json& observed, std::string_view service) {
  static const json kNone = json::object();
  if (!observed.is_object() || !observed.contains("items")) return kNone;
  for (const auto& item : observed["items"])
    if (item.value("kind", "") == "StatefulSet" && item.value("/metadata/name"_json_pointer, "") == service)
      return item;
  return kNone;
}

bool is_rolled_out(const json& set) {
  if (set.empty()) return false;
  const auto number = [&](const json::json_pointer& path, int otherwise) {
    return set.value(path, otherwise);
  };
  const auto text = [&](const json::json_pointer& path) { return set.value(path, std::string()); };
  return number("/status/observedGeneration"_json_pointer, 0) >=
             number("/metadata/generation"_json_pointer, 1) &&
         number("/status/readyReplicas"_json_pointer, 0) >= number("/spec/replicas"_json_pointer, 1) &&
         text("/status/currentRevision"_json_pointer) == text("/status/updateRevision"_json_pointer);
}

Status Patience::look(const std::vector<Obstacle>& obstacles, Clock::time_point now) {
  std::set<std::string> present;
  for (const auto& one : obstacles) present.insert(one.service);
  std::erase_if(seen_, [&](const auto& one) { return !present.contains(one.first); });

  bool lasting = false;
  for (const auto& one : obstacles) {
    Seen& seen = seen_.try_emplace(one.service, Seen{.since = now}).first->second;
    if (now - seen.since < settled_) continue;
    lasting = lasting || !one.passes;
    if (one.passes && !seen.told) spdlog::warn("{}; {}", one.text(), one.remedy);
    seen.told = seen.told || one.passes;
  }
  if (!lasting) return {};
  std::vector<std::string> texts, remedies;
  for (const auto& one : obstacles) {
    texts.push_back(one.text());
    if (std::ranges::find(remedies, one.remedy) == remedies.end()) remedies.push_back(one.remedy);
  }
  return fail(ErrorKind::configuration, fmt::format("{}", fmt::join(texts, "\n       ")),
              fmt::format("{}", fmt::join(remedies, "\n        ")));
}

}  // namespace techmarket::runtime::kubernetes
