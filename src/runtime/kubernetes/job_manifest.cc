#include "runtime/kubernetes/job_manifest.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "render/kubernetes.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;

// Теку проєкту в образі обрано у Dockerfile.
constexpr std::string_view kProjectFolder = "/techmarket";

constexpr std::string_view kJob = R"(
apiVersion: batch/v1
kind: Job
metadata:
  name: @job@
  namespace: @project@
  labels:
    @labels@
spec:
  backoffLimit: 0
  # Завдання вилучає команда, що його запустила; цей строк — на випадок, коли її вбито.
  ttlSecondsAfterFinished: 86400
  @deadline@
  template:
    metadata:
      labels:
        @labels@
    spec:
      @spec@
)";

// Живе, доки команда не забере файлів: із контейнера, що скінчився, їх не дістати.
constexpr std::string_view kKeeper = R"(
- name: keeper
  image: @image@
  imagePullPolicy: IfNotPresent
  command:
    - /bin/sh
    - -c
    - "trap 'exit 0' TERM; sleep 86400 & wait"
  resources:
    requests:
      cpu: 10m
      memory: 16Mi
    limits:
      cpu: 500m
      memory: 64Mi
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities:
      drop:
        - ALL
  volumeMounts:
    - name: output
      mountPath: @folder@
)";

Status add_file(const config::Catalogue& catalogue, const std::string& path, const std::string& config_map,
                std::vector<ProjectFile>& files) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(catalogue.path(path), ignored)) return {};
  TM_ASSIGN(std::string text, read_file(catalogue.path(path)));
  constexpr std::size_t kLargest = 1'000'000;
  if (text.size() > kLargest)
    return fail(ErrorKind::configuration,
                fmt::format("{} is {} bytes, and a ConfigMap holds at most 1 MiB", path, text.size()),
                "build the image with it (`make image`), or work through `kubectl port-forward`");
  files.push_back({path, config_map, std::filesystem::path(path).filename().string(), std::move(text)});
  return {};
}

std::string mounts_of(const std::vector<ProjectFile>& files) {
  std::string text;
  for (std::size_t i = 0; i < files.size(); ++i)
    text += fmt::format("- name: file-{}\n  mountPath: {}\n  subPath: {}\n  readOnly: true\n", i,
                        render::yaml_quoted((std::filesystem::path(kProjectFolder) / files[i].path).string()),
                        render::yaml_quoted(files[i].key));
  return text;
}

std::string volumes_of(const std::vector<ProjectFile>& files) {
  std::string text;
  for (std::size_t i = 0; i < files.size(); ++i)
    text += fmt::format("- name: file-{}\n  configMap:\n    name: {}\n", i, files[i].config_map);
  return text;
}

}  // namespace

Result<std::vector<ProjectFile>> project_files(const config::Catalogue& catalogue, const std::string& job) {
  std::vector<ProjectFile> files;
  TM_TRY(add_file(catalogue, "techmarket.toml", job + "-project", files));
  for (const auto& service : catalogue.services) {
    TM_TRY(add_file(catalogue, service.dbml.text(), fmt::format("{}-{}-dbml", job, service.name), files));
    TM_TRY(add_file(catalogue, service.sql.text(), fmt::format("{}-{}-sql", job, service.name), files));
  }
  return files;
}

std::string job_manifest(const config::Catalogue& catalogue, const JobRequest& request,
                         const std::string& job, const std::vector<ProjectFile>& files) {
  render::ProgramPod pod{.image = program_image(),
                         .arguments = request.arguments,
                         .environment = {{"TECHMARKET_MARK_STREAMS", "1"}},
                         .extra_mounts = mounts_of(files),
                         .extra_volumes = volumes_of(files)};
  const bool writes = !request.output.empty();
  if (writes) {
    pod.local_disk = "256Gi";
    pod.extra_mounts += fmt::format("- name: output\n  mountPath: {}\n", kJobOutput);
    pod.extra_volumes += "- name: output\n  emptyDir: {}\n";
    pod.extra_containers = render::trimmed(
        render::fill(kKeeper, {{"image", render::yaml_quoted(pod.image)}, {"folder", kJobOutput}}));
  }
  pod.extra_mounts = render::trimmed(std::move(pod.extra_mounts));
  pod.extra_volumes = render::trimmed(std::move(pod.extra_volumes));
  return render::fill(kJob, {{"job", job},
                             {"project", render::yaml_scalar(catalogue.project)},
                             {"labels", render::program_labels(catalogue, request.name)},
                             {"deadline", writes ? "activeDeadlineSeconds: 86400" : ""},
                             {"spec", render::program_pod_spec(catalogue, pod)}});
}

json project_config_maps(const config::Catalogue& catalogue, const std::string& job, const std::string& uid,
                         const std::vector<ProjectFile>& files) {
  json owner;
  owner["apiVersion"] = "batch/v1";
  owner["kind"] = "Job";
  owner["name"] = job;
  owner["uid"] = uid;
  json list;
  list["apiVersion"] = "v1";
  list["kind"] = "List";
  list["items"] = json::array();
  for (const auto& file : files) {
    json map;
    map["apiVersion"] = "v1";
    map["kind"] = "ConfigMap";
    map["metadata"]["name"] = file.config_map;
    map["metadata"]["namespace"] = catalogue.project.text();
    map["metadata"]["labels"]["app.kubernetes.io/part-of"] = catalogue.project.text();
    map["metadata"]["ownerReferences"] = json::array({owner});
    map["data"][file.key] = file.text;
    list["items"].push_back(std::move(map));
  }
  return list;
}

}  // namespace techmarket::runtime::kubernetes
