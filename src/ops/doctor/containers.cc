// Docker і Kubernetes. Коли екземпляр живе не в них, їхня відсутність — не біда.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/process.h"
#include "base/text.h"
#include "ops/doctor/doctor.h"
#include "runtime/docker/compose.h"
#include "runtime/docker/containers.h"
#include "runtime/kubernetes/kubernetes_backend.h"

namespace techmarket::ops {
namespace {

using nlohmann::json;

void examine_images(const Patient& patient, Examination& out) {
  const auto missing = runtime::docker::missing_images(patient.catalogue);
  if (!missing) {
    out.problem("docker", "images", missing.error().message, missing.error().hint);
    return;
  }
  if (missing->empty())
    out.fine("docker", "images", "all are on this machine");
  else
    out.warn("docker", "images", fmt::format("not on this machine: {}", fmt::join(*missing, ", ")),
             "`techmarket up --runtime docker` pulls them; without a registry, `docker load` them");
}

/// Том зберігає перший пароль і першу схему: новий docker-compose.yml на них уже не діє.
void examine_volumes(const Patient& patient, Examination& out) {
  const auto listed = run({.argv = {"docker", "volume", "ls", "--format", "{{.Name}}"}});
  if (!listed || listed->exit_code != 0 || patient.runs_in("docker")) return;
  const auto project = runtime::docker::project_name(patient.catalogue);
  for (const auto name : split(listed->output, '\n'))
    for (const auto& service : patient.catalogue.services)
      if (service.volume == name || (project && *project + "_" + service.volume.text() == name))
        out.warn("docker", name,
                 "a volume of an earlier `up --runtime docker`, with its old schema and passwords",
                 "if nobody needs its data: `techmarket clean --runtime docker`");
}

void examine_docker(const Patient& patient, Examination& out) {
  const Status engine = runtime::docker::check_engine();
  if (engine) {
    out.fine("docker", "engine", "answers");
    examine_images(patient, out);
    examine_volumes(patient, out);
  } else if (patient.runs_in("docker")) {
    out.problem("docker", "engine", engine.error().message, engine.error().hint);
  } else {
    out.fine("docker", "engine", fmt::format("not in use ({})", engine.error().message));
  }
}

json ask_cluster(const Patient& patient, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"kubectl", "--request-timeout=5s", "--namespace", patient.catalogue.project});
  arguments.insert(arguments.end(), {"--output", "json"});
  const auto answer = run({.argv = std::move(arguments)});
  if (!answer || answer->exit_code != 0) return nullptr;
  return json::parse(answer->output, nullptr, false);
}

/// Чому под чекає: слова планувальника або стан контейнера.
std::string reason_of(const json& pod) {
  for (const auto& condition : pod["status"].value("conditions", json::array()))
    if (condition.value("status", "") == "False" && condition.contains("message"))
      return condition["message"].get<std::string>();
  for (const auto& container : pod["status"].value("containerStatuses", json::array()))
    if (const auto waiting = container["state"].find("waiting"); waiting != container["state"].end())
      return waiting->value("reason", "") + " " + waiting->value("message", "");
  return "the cluster gives no reason";
}

std::string remedy_of(const Patient& patient, std::string_view reason) {
  if (reason.contains("PersistentVolumeClaim"))
    return fmt::format(
        "the volume cannot be made: is there a storage class '{}'? `kubectl get storageclass`, then set "
        "storage_class in techmarket.toml and `techmarket render`",
        patient.catalogue.storage_class);
  if (reason.contains("Insufficient"))
    return "the nodes lack CPU or memory: lower [service.resources] in techmarket.toml, or add a node";
  if (reason.contains("ImagePull") || reason.contains("ErrImage"))
    return "the image cannot be pulled: check its name in techmarket.toml and the registry";
  return fmt::format("`kubectl -n {} describe pod` tells more", patient.catalogue.project);
}

void examine_pods(const Patient& patient, Examination& out) {
  const json pods = ask_cluster(patient, {"get", "pods"});
  if (!pods.is_object()) return;
  for (const auto& pod : pods["items"]) {
    const auto name = pod["metadata"].value("name", "");
    const auto phase = pod["status"].value("phase", "");
    if (phase == "Running" || phase == "Succeeded") {
      out.fine("kubernetes", name, phase);
      continue;
    }
    const auto reason = reason_of(pod);
    out.problem("kubernetes", name, fmt::format("{}: {}", phase, reason), remedy_of(patient, reason),
                phase == "Pending" ? "pod Pending" : "");
  }
}

void examine_cluster(const Patient& patient, Examination& out) {
  if (const Status cluster = runtime::kubernetes::check_cluster(); !cluster) {
    if (patient.runs_in("k8s"))
      out.problem("kubernetes", "cluster", cluster.error().message, cluster.error().hint);
    else
      out.fine("kubernetes", "cluster", fmt::format("not in use ({})", cluster.error().message));
    return;
  }
  const auto context = run({.argv = {"kubectl", "config", "current-context"}});
  out.fine("kubernetes", "cluster", fmt::format("answers; context {}", context ? trim(context->output) : ""));
  const json classes = ask_cluster(patient, {"get", "storageclass", patient.catalogue.storage_class});
  if (classes.is_null())
    out.warn("kubernetes", patient.catalogue.storage_class.text(), "no such storage class in this cluster",
             "`kubectl get storageclass`, then set storage_class in techmarket.toml and `techmarket render`");
  examine_pods(patient, out);
}

}  // namespace

void examine_containers(const Patient& patient, Examination& out) {
  examine_docker(patient, out);
  examine_cluster(patient, out);
}

}  // namespace techmarket::ops
