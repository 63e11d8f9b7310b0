#include "runtime/kubernetes/reasons.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::runtime::kubernetes {
namespace {

/// Перший рядок не з одних пробілів, не довший за екран.
std::string brief(std::string_view text) {
  constexpr std::size_t kLongest = 300;
  for (const auto line : split(text, '\n'))
    if (!trim(line).empty()) return shortened(trim(line), kLongest);
  return {};
}

/// Останні рядки: у журналі причина стоїть у кінці.
std::string ending(std::string_view text) {
  constexpr std::size_t kLines = 6;
  std::vector<std::string_view> lines;
  for (const auto line : split(text, '\n'))
    if (!trim(line).empty()) lines.push_back(trim(line));
  if (lines.size() > kLines) lines.erase(lines.begin(), lines.end() - kLines);
  return fmt::format("{}", fmt::join(lines, "\n    "));
}

/// Текст у перших фігурних дужках разом із ними: «{disk: hdd}».
std::string braced(std::string_view text, std::size_t from) {
  const auto open = text.find('{', from);
  const auto close = text.find('}', open);
  return close == std::string_view::npos ? "" : std::string(text.substr(open, close - open + 1));
}

std::string own_setting(const Asker& asker, std::string_view key) {
  if (asker.database)
    return fmt::format("lower {} of {} in techmarket.toml (then `techmarket render`)", key, asker.service);
  return fmt::format("wait until others need less");
}

struct Cause {
  std::string_view sign;  ///< у словах планувальника
  std::string problem, remedy;
  bool passes = false;
};

std::vector<Cause> scheduling_causes(std::string_view message, const Asker& asker) {
  const auto taint = [&](std::string_view sign) { return braced(message, message.find(sign)); };
  std::vector<Cause> causes = {
      {"Insufficient cpu", fmt::format("no node has {} CPU free", asker.cpu),
       own_setting(asker, "cpu_request") + ", or give the cluster more CPU"},
      {"Insufficient memory", fmt::format("no node has {} of memory free", asker.memory),
       own_setting(asker, "memory_request") + ", or give the cluster more memory"},
      {"Insufficient ephemeral-storage", "no node has enough local disk free",
       "free disk on the nodes (`kubectl describe node`), or add one"},
      {"Too many pods", "the nodes hold as many pods as they may", "delete pods of others, or add a node"},
      {"volume node affinity conflict", "its volume is on a node that cannot take it now",
       "bring that node back (`kubectl get pv,nodes`)", true},
      {"node selector", "no node has the labels it must have", "`kubectl get nodes --show-labels`"},
      {"node affinity", "no node has the labels it must have", "`kubectl get nodes --show-labels`"},
      {"no nodes available", "the cluster has no node", "add a node: `kubectl get nodes`", true},
      {"were unschedulable", "the nodes are closed to new pods (cordoned or drained)",
       "`kubectl get nodes`, then `kubectl uncordon NODE`", true},
  };
  for (const std::string_view sign : {"had untolerated taint", "had taint"}) {
    const std::string found = message.contains(sign) ? taint(sign) : "";
    if (found.empty()) continue;
    const bool own = found.contains("node.kubernetes.io/");
    const auto key = found.substr(1, found.find_first_of(":}") - 1);
    causes.push_back({sign,
                      own ? fmt::format("no node is healthy: taint {}", found)
                          : fmt::format("the nodes turn it away: taint {}", found),
                      own ? "`kubectl describe nodes` tells what they lack"
                          : fmt::format("`kubectl taint nodes NODE {}-`, or add a node without it", key),
                      own});
    break;
  }
  return causes;
}

}  // namespace

Explanation explain_scheduling(std::string_view message, const Asker& asker) {
  std::vector<std::string> problems, remedies;
  bool passes = true;
  for (const auto& cause : scheduling_causes(message, asker)) {
    if (!message.contains(cause.sign)) continue;
    problems.push_back(cause.problem);
    remedies.push_back(cause.remedy);
    passes = passes && cause.passes;
  }
  if (problems.empty())
    return {fmt::format("no node takes it: {}", brief(message)),
            fmt::format("`kubectl -n {} describe pod` tells more", asker.project)};
  return {fmt::format("{} ({})", fmt::join(problems, "; "), brief(message)),
          fmt::format("{}", fmt::join(remedies, "; ")), passes};
}

bool is_about_volumes(std::string_view message) {
  for (const std::string_view sign : {"PersistentVolumeClaim", "persistentvolumeclaim", "persistent volume"})
    if (message.contains(sign)) return true;
  return false;
}

Explanation explain_claim(std::string_view claim, std::string_view storage_class, std::string_view message,
                          const Asker& asker) {
  const std::string choose =
      "`kubectl get storageclass` lists the classes of this cluster: write one as storage_class in "
      "techmarket.toml "
      "(\"default\" is the cluster's own choice), then `techmarket render`, `techmarket clean --runtime k8s` "
      "and "
      "`techmarket up --runtime k8s`";
  if (message.contains("storageclass.storage.k8s.io") && message.contains("not found"))
    return {fmt::format("the cluster has no storage class \"{}\" for its volume {}", storage_class, claim),
            choose};
  if (message.contains("no storage class is set"))
    return {fmt::format("the cluster has no default storage class for its volume {}", claim), choose};
  if (message.contains("didn't find available persistent volumes"))
    return {fmt::format("no free volume of class \"{}\" is large enough for {}, and nothing makes one",
                        storage_class, claim),
            "make the volume by hand (`kubectl get pv` lists those there are), or " + choose};
  if (message.contains("waiting for a volume to be created"))
    return {fmt::format("its volume {} is still being made: {}", claim, brief(message)),
            "if that lasts, see the pods of the storage driver (`kubectl get pods -A`)", true};
  if (message.contains("exceeded quota")) return explain_refusal(message, asker);
  return {fmt::format("its volume {} is not there: {}", claim, brief(message)),
          fmt::format("`kubectl -n {} describe pvc {}`", asker.project, claim)};
}

Explanation explain_image(std::string_view image, std::string_view reason, std::string_view message,
                          const Asker& asker) {
  const std::string where = asker.database
                                ? fmt::format("check image of {} in techmarket.toml", asker.service)
                                : "`make image` builds it";
  const std::string load =
      "load it into the nodes (`kind load docker-image`, `minikube image load`, `ctr -n k8s.io images "
      "import`)";
  if (reason == "InvalidImageName") return {fmt::format("\"{}\" is not the name of an image", image), where};
  if (reason == "ErrImageNeverPull")
    return {fmt::format("the node has no image {}, and may not pull it", image), where + "; " + load};
  const auto any = [&](std::initializer_list<std::string_view> signs) {
    for (const auto sign : signs)
      if (message.contains(sign)) return true;
    return false;
  };
  if (any({"toomanyrequests", "429"}))
    return {fmt::format("the registry limits pulls, and image {} is over it", image),
            "log in to the registry (imagePullSecrets), wait, or " + load, true};
  if (any({"no such host", "i/o timeout", "connection refused", "dial tcp", "TLS handshake",
           "network is unreachable"}))
    return {fmt::format("the node cannot reach the registry of image {}: {}", image, brief(message)),
            (asker.database ? "" : where + ", then ") + load + ", or give the nodes a way to the registry"};
  if (any({"not found", "manifest unknown", "does not exist", "unauthorized", "denied",
           "authorization failed"}))
    return {fmt::format("the registry has no image {} for us: {}", image, brief(message)),
            fmt::format("{}; a private one needs imagePullSecrets; or {}", where, load)};
  return {fmt::format("image {} cannot be pulled: {}", image, brief(message)), where + ", or " + load};
}

Explanation explain_setup(std::string_view reason, std::string_view message, const Asker& asker) {
  const std::string again =
      "`techmarket up --runtime k8s` (or k8s/create-configmaps.sh) makes what is missing; a secret that is "
      "gone while its "
      "volume stays must come back from your backup";
  if ((message.contains("secret") || message.contains("configmap")) && message.contains("not found"))
    return {brief(message), again};
  if (message.contains("couldn't find key")) return {brief(message), "add that key to the Secret"};
  if (message.contains("runAsNonRoot"))
    return {"its image runs as root, which the manifests forbid", "use an image with a user of its own"};
  if (message.contains("Multi-Attach"))
    return {"its volume is still attached to another node",
            "wait a few minutes; if that node is gone for good: `kubectl delete node NODE`", true};
  if (message.contains("failed to sync"))  // вузол іще не бачить нових об'єктів
    return {brief(message), again, true};
  return {fmt::format("{}: {}", reason, brief(message)),
          fmt::format("`kubectl -n {} describe pods` tells more", asker.project)};
}

Explanation explain_end(int exit_code, std::string_view reason, std::string_view message,
                        const Asker& asker) {
  if (reason == "OOMKilled" || (exit_code == 137 && reason == "Error" && message.empty()))
    return {reason == "OOMKilled"
                ? fmt::format("it was killed for using more memory than its limit of {}", asker.memory_limit)
                : "it was killed (code 137), as a node out of memory does",
            asker.database ? fmt::format("raise memory_limit of {} in techmarket.toml, then `techmarket "
                                         "render` and `techmarket up --runtime k8s`",
                                         asker.service)
                           : "raise the memory limit of the job"};
  if (message.contains("is not writable"))  // каже контейнер-перевірник, render/kubernetes.cc
    return {
        brief(message),
        "this storage class ignores fsGroup: deploy with `techmarket up --runtime k8s --overlay hostpath`, "
        "which hands the volume over to the database's user first"};
  if (message.contains("No space left on device"))
    return {"its volume is full: " + brief(message),
            fmt::format("enlarge it: `kubectl -n {} edit pvc data-{}-0`", asker.project, asker.service)};
  if (message.contains("database files are incompatible") || message.contains("downgrade") ||
      message.contains("Cannot upgrade"))
    return {"its volume was made by another version of the server: " + ending(message),
            "go back to that image, or dump with it and restore into a new volume"};
  std::string said = ending(message);
  return {fmt::format("it ends again and again with code {}{}", exit_code,
                      said.empty() ? "" : "; it said:\n    " + said),
          asker.database
              ? fmt::format("its log: `kubectl -n {} logs {}-0 --previous`", asker.project, asker.service)
              : fmt::format("its log: `kubectl -n {} logs --selector app.kubernetes.io/instance={}`",
                            asker.project, asker.service)};
}

Explanation explain_eviction(std::string_view message, const Asker& asker) {
  const bool own = message.contains("exceeds") || message.contains("ephemeral local storage usage");
  return {
      fmt::format("its node threw it out: {}", brief(message)),
      own ? "raise the limit it ran over, or find what writes outside its volume"
          : fmt::format("free memory or disk on the node (`kubectl describe nodes`){}",
                        asker.database ? ", or raise memory_request so that it is not the first to go" : ""),
      true};
}

Explanation explain_refusal(std::string_view message, const Asker& asker) {
  if (message.contains("exceeded quota"))
    return {fmt::format("the quota of namespace {} does not allow it: {}", asker.project, brief(message)),
            fmt::format(
                "raise it (`kubectl -n {} describe quota`), or lower [service.resources] in techmarket.toml",
                asker.project)};
  if (message.contains("PodSecurity") || message.contains("violates"))
    return {fmt::format("the security level of namespace {} forbids it: {}", asker.project, brief(message)),
            "an overlay that needs root needs the level baseline: see KUBERNETES_README.md"};
  if (message.contains("serviceaccount"))
    return {brief(message), "`techmarket up --runtime k8s` makes the service account"};
  return {fmt::format("the cluster refuses to make its pod: {}", brief(message)),
          fmt::format("`kubectl -n {} get events` tells more", asker.project)};
}

}  // namespace techmarket::runtime::kubernetes
