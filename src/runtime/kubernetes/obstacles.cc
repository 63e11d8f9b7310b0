#include "runtime/kubernetes/obstacles.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "runtime/kubernetes/reasons.h"

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;

const json kNothing = json::object();

/// Значення за шляхом; чого немає, те порожнє.
const json& at(const json& object, const char* path) {
  const json::json_pointer pointer(path);
  return object.is_object() && object.contains(pointer) ? object.at(pointer) : kNothing;
}

std::string text_at(const json& object, const char* path) {
  const json& found = at(object, path);
  return found.is_string() ? found.get<std::string>() : std::string();
}

int number_at(const json& object, const char* path) {
  const json& found = at(object, path);
  return found.is_number_integer() ? found.get<int>() : 0;
}

std::string label(const json& object, const std::string& name) {
  const json& labels = at(object, "/metadata/labels");
  const auto found = labels.find("app.kubernetes.io/" + name);
  return found != labels.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string uid(const json& object) {
  return text_at(object, "/metadata/uid");
}
std::string name(const json& object) {
  return text_at(object, "/metadata/name");
}

/// Мить події: нові версії пишуть eventTime, старі — lastTimestamp. Рядки RFC 3339 порівнюються як текст.
std::string moment(const json& event) {
  for (const char* path : {"/lastTimestamp", "/eventTime", "/metadata/creationTimestamp"})
    if (const auto found = text_at(event, path); !found.empty()) return found;
  return {};
}

class Observed {
 public:
  explicit Observed(const json& list) {
    for (const auto& item : at(list, "/items")) by_kind_[text_at(item, "/kind")].push_back(&item);
  }

  const std::vector<const json*>& all(const std::string& kind) { return by_kind_[kind]; }

  /// Повідомлення найновішої з таких подій об'єкта; порожньо — не було.
  std::string event(const json& object, std::initializer_list<std::string_view> reasons,
                    std::string_view message_begins = {}) {
    const json* newest = nullptr;
    for (const json* event : all("Event")) {
      if (text_at(*event, "/involvedObject/uid") != uid(object)) continue;
      if (std::ranges::find(reasons, text_at(*event, "/reason")) == reasons.end()) continue;
      if (!text_at(*event, "/message").starts_with(message_begins)) continue;
      if (newest == nullptr || moment(*event) >= moment(*newest)) newest = event;
    }
    return newest == nullptr ? std::string() : text_at(*newest, "/message");
  }

  const json* claim(const std::string& wanted) {
    for (const json* one : all("PersistentVolumeClaim"))
      if (name(*one) == wanted) return one;
    return nullptr;
  }

 private:
  std::map<std::string, std::vector<const json*>> by_kind_;
};

Asker asker_of(const json& pod) {
  const json& container = at(pod, "/spec/containers/0");
  return {.service = label(pod, "instance"),
          .project = text_at(pod, "/metadata/namespace"),
          .cpu = text_at(container, "/resources/requests/cpu"),
          .memory = text_at(container, "/resources/requests/memory"),
          .memory_limit = text_at(container, "/resources/limits/memory"),
          .database = label(pod, "component") == "database"};
}

/// Одна причина: слово Kubernetes і пояснення.
struct Cause {
  std::string reason;
  Explanation explanation;
};

std::optional<Cause> claim_cause(const json& pod, Observed& observed, std::string_view scheduler,
                                 const Asker& asker) {
  for (const auto& volume : at(pod, "/spec/volumes")) {
    const auto wanted = text_at(volume, "/persistentVolumeClaim/claimName");
    if (wanted.empty()) continue;
    const json* claim = observed.claim(wanted);
    if (claim == nullptr) return Cause{"Unbound", explain_claim(wanted, "", scheduler, asker)};
    if (text_at(*claim, "/status/phase") == "Bound") continue;
    const auto said = observed.event(*claim, {"ProvisioningFailed", "FailedBinding", "ExternalProvisioning"});
    return Cause{"Unbound", explain_claim(wanted, text_at(*claim, "/spec/storageClassName"),
                                          said.empty() ? scheduler : std::string_view(said), asker)};
  }
  return std::nullopt;
}

std::optional<Cause> scheduling_cause(const json& pod, Observed& observed, const Asker& asker) {
  for (const auto& condition : at(pod, "/status/conditions")) {
    if (text_at(condition, "/type") != "PodScheduled" || text_at(condition, "/status") != "False") continue;
    const auto message = text_at(condition, "/message");
    if (is_about_volumes(message))
      if (auto cause = claim_cause(pod, observed, message, asker)) return cause;
    // Вузол, який уже просять у хмари, з'явиться сам.
    const bool growing = !observed.event(pod, {"TriggeredScaleUp"}).empty();
    Cause cause{text_at(condition, "/reason"), explain_scheduling(message, asker)};
    cause.explanation.passes = cause.explanation.passes || growing;
    return cause;
  }
  return std::nullopt;
}

/// Чому контейнер іще не почався або скінчився.
std::optional<Cause> container_cause(const json& pod, const json& status, Observed& observed,
                                     const Asker& asker) {
  const auto waiting = text_at(status, "/state/waiting/reason");
  const auto message = text_at(status, "/state/waiting/message");
  if (waiting == "ErrImagePull" || waiting == "ImagePullBackOff" || waiting == "ErrImageNeverPull" ||
      waiting == "InvalidImageName" || waiting == "RegistryUnavailable") {
    const auto details = observed.event(pod, {"Failed"}, "Failed to pull image");
    return Cause{waiting, explain_image(text_at(status, "/image"), waiting,
                                        details.empty() ? message : details, asker)};
  }
  if (waiting == "CreateContainerConfigError" || waiting == "CreateContainerError" ||
      waiting == "RunContainerError")
    return Cause{waiting, explain_setup(waiting, message, asker)};
  // Між двома падіннями контейнер працює: причина — у попередньому.
  const bool looping = waiting == "CrashLoopBackOff";
  const json& last = at(status, "/lastState/terminated");
  const json& now = at(status, "/state/terminated");
  const json& end = looping || now.empty() ? last : now;
  const int code = number_at(end, "/exitCode");
  if (end.empty() || (code == 0 && !looping) || at(status, "/ready") == json(true)) return std::nullopt;
  const auto reason = text_at(end, "/reason");
  Cause cause{reason == "OOMKilled" ? reason
              : looping             ? waiting
                                    : "Error",
              explain_end(code, reason, text_at(end, "/message"), asker)};
  constexpr int kEnough = 2;
  cause.explanation.passes = !looping && number_at(status, "/restartCount") < kEnough;
  return cause;
}

std::optional<Cause> mount_cause(const json& pod, Observed& observed, const Asker& asker) {
  for (const std::string_view reason :
       {"FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedMapVolume"}) {
    const auto said = observed.event(pod, {reason}, "MountVolume");
    const auto message = said.empty() ? observed.event(pod, {reason}) : said;
    if (!message.empty()) return Cause{std::string(reason), explain_setup(reason, message, asker)};
  }
  return std::nullopt;
}

std::optional<Cause> pod_cause(const json& pod, Observed& observed) {
  const Asker asker = asker_of(pod);
  const auto phase = text_at(pod, "/status/phase");
  const auto reason = text_at(pod, "/status/reason");
  if (reason == "Evicted") return Cause{reason, explain_eviction(text_at(pod, "/status/message"), asker)};
  if (phase == "Succeeded") return std::nullopt;
  if (auto cause = scheduling_cause(pod, observed, asker)) return cause;
  bool begun = false;
  for (const char* list : {"/status/initContainerStatuses", "/status/containerStatuses"})
    for (const auto& status : at(pod, list)) {
      if (auto cause = container_cause(pod, status, observed, asker)) return cause;
      begun = begun || !at(status, "/containerID").empty();
    }
  // Події живуть годину: у пода, що вже почався, про томи вони старі.
  if (phase == "Pending" && !begun) return mount_cause(pod, observed, asker);
  return std::nullopt;
}

Obstacle obstacle(const json& object, std::string_view kind, Cause cause) {
  return {.service = label(object, "instance"),
          .object = fmt::format("{} {}", kind, name(object)),
          .reason = std::move(cause.reason),
          .problem = std::move(cause.explanation.problem),
          .remedy = std::move(cause.explanation.remedy),
          .passes = cause.explanation.passes};
}

bool has_pod(const json& owner, Observed& observed) {
  return std::ranges::any_of(observed.all("Pod"), [&](const json* pod) {
    return std::ranges::any_of(at(*pod, "/metadata/ownerReferences"),
                               [&](const json& one) { return text_at(one, "/uid") == uid(owner); });
  });
}

}  // namespace

std::string Obstacle::text() const {
  return fmt::format("{}: {}: {}", object, reason, problem);
}

std::vector<Obstacle> find_obstacles(const json& list) {
  Observed observed(list);
  std::vector<Obstacle> found;
  for (const json* pod : observed.all("Pod"))
    if (!label(*pod, "instance").empty())
      if (auto cause = pod_cause(*pod, observed)) found.push_back(obstacle(*pod, "pod", std::move(*cause)));
  for (const auto& [kind, shown] : {std::pair{"StatefulSet", "statefulset"}, std::pair{"Job", "job"}})
    for (const json* owner : observed.all(kind)) {
      if (label(*owner, "instance").empty() || has_pod(*owner, observed)) continue;
      const auto said = observed.event(*owner, {"FailedCreate"});
      if (said.empty()) continue;
      const Asker asker{.service = label(*owner, "instance"),
                        .project = text_at(*owner, "/metadata/namespace"),
                        .cpu = {},
                        .memory = {},
                        .memory_limit = {}};
      found.push_back(obstacle(*owner, shown, {"FailedCreate", explain_refusal(said, asker)}));
    }
  std::ranges::stable_sort(found, {}, &Obstacle::service);
  return found;
}

std::vector<Obstacle> obstacles_of(const json& observed, std::string_view service) {
  auto found = find_obstacles(observed);
  std::erase_if(found, [&](const Obstacle& one) { return one.service != service; });
  return found;
}

}  // namespace techmarket::runtime::kubernetes
