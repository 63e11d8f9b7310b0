// Docker і Kubernetes. Коли екземпляр живе не в них, їхня відсутність — не біда.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/process.h"
#include "base/text.h"
#include "ops/doctor/doctor.h"
#include "render/kubernetes.h"
#include "runtime/docker/compose.h"
#include "runtime/docker/containers.h"
#include "runtime/kubernetes/kubernetes_backend.h"
#include "runtime/kubernetes/obstacles.h"
#include "runtime/kubernetes/rollout.h"

namespace techmarket::ops {
namespace {

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

void examine_pods(const Patient& patient, Examination& out) {
  const runtime::kubernetes::Kubectl kubectl(patient.catalogue.project);
  const auto observed = kubectl.get({std::string(runtime::kubernetes::kObservedKinds)});
  if (!observed) {
    out.problem("kubernetes", "cluster", observed.error().message, observed.error().hint);
    return;
  }
  for (const auto& service : patient.catalogue.services) {
    const auto& set = runtime::kubernetes::statefulset_of(*observed, service.name);
    const auto obstacles = runtime::kubernetes::obstacles_of(*observed, service.name);
    if (!set.empty() && obstacles.empty() && runtime::kubernetes::is_rolled_out(set))
      out.fine("kubernetes", service.name, "its pod is ready");
    for (const auto& one : obstacles)
      out.problem("kubernetes", service.name, one.text(), one.remedy,
                  one.reason == "Unschedulable" || one.reason == "Unbound" ? "pod Pending" : "");
  }
}

void examine_storage(const Patient& patient, Examination& out) {
  if (patient.catalogue.storage_class == render::kClusterDefault) return;
  const runtime::kubernetes::Kubectl kubectl(patient.catalogue.project);
  const auto found = kubectl.get({"storageclass", patient.catalogue.storage_class});
  if (found && found->is_null())
    out.warn("kubernetes", patient.catalogue.storage_class.text(), "no such storage class in this cluster",
             "`kubectl get storageclass`, then set storage_class in techmarket.toml (\"default\": the "
             "cluster's own "
             "choice) and `techmarket render`");
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
  examine_storage(patient, out);
  examine_pods(patient, out);
}

}  // namespace

void examine_containers(const Patient& patient, Examination& out) {
  examine_docker(patient, out);
  examine_cluster(patient, out);
}

}  // namespace techmarket::ops
