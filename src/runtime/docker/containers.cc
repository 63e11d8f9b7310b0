#include "runtime/docker/containers.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "config/variables.h"

namespace techmarket::runtime::docker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolderLabel = "techmarket.folder";
constexpr std::string_view kMarkSuffix = "_techmarket-folder";
constexpr const char* kFormat =
    "{{.ID}}\t{{.Names}}\t{{.Label \"com.docker.compose.service\"}}\t{{.Label "
    "\"com.docker.compose.project\"}}\t"
    "{{.Label \"com.docker.compose.project.working_dir\"}}\t{{.State}}\t{{.Ports}}";

bool same_folder(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return a == b || fs::equivalent(a, b, ignored);
}

/// Теку, якої вже немає, перенесли або вилучили разом із проєктом: питати нікого.
bool is_project(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "docker-compose.yml", ignored);
}

/// Як Compose 1 і 2: малі літери, цифри, «-» і «_»; решта знаків зникає.
std::string normalised(std::string_view text) {
  std::string name;
  for (const char c : ascii_lower(text))
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') name += c;
  return name.empty() ? "default" : name;
}

std::string mark_name(const std::string& project) {
  return project + std::string(kMarkSuffix);
}

std::unexpected<Error> belongs_elsewhere(const std::string& project, const std::string& folder) {
  return fail(
      ErrorKind::configuration,
      fmt::format("project '{}' of Docker Compose belongs to {}: its containers and volumes are not touched",
                  project, folder),
      "give this folder a project of its own: write COMPOSE_PROJECT_NAME=another-name to .env here");
}

/// Тека, яка позначила проєкт; порожньо, якщо жодна.
Result<std::string> marked_folder(const std::string& project) {
  TM_ASSIGN(const Completed done,
            run({.argv = {"docker", "volume", "inspect", "--format",
                          fmt::format("{{{{index .Labels \"{}\"}}}}", kFolderLabel), mark_name(project)}}));
  return done.exit_code == 0 ? std::string(trim(done.output)) : std::string();
}

}  // namespace

Result<std::string> project_name(const config::Catalogue& catalogue) {
  TM_ASSIGN(const auto variables, config::Variables::read(catalogue.root));
  TM_ASSIGN(const auto chosen, variables.find("COMPOSE_PROJECT_NAME"));
  return normalised(chosen ? chosen->value : catalogue.root.filename().string());
}

Result<std::vector<Container>> all_containers() {
  TM_ASSIGN(const Completed done,
            run_checked({.argv = {"docker", "ps", "--all", "--no-trunc", "--filter",
                                  "label=com.docker.compose.project", "--format", kFormat}}));
  std::vector<Container> containers;
  for (const auto line : split(done.output, '\n')) {
    const auto fields = split(line, '\t');
    constexpr std::size_t kFields = 7;
    if (fields.size() != kFields) continue;
    containers.push_back({.id = std::string(fields[0]),
                          .name = std::string(fields[1]),
                          .service = std::string(fields[2]),
                          .project = std::string(fields[3]),
                          .folder = std::string(fields[4]),
                          .state = std::string(fields[5]),
                          .ports = std::string(fields[6])});
  }
  return containers;
}

Result<std::vector<Container>> own_containers(const config::Catalogue& catalogue) {
  TM_ASSIGN(const std::string project, project_name(catalogue));
  TM_ASSIGN(auto containers, all_containers());
  std::erase_if(containers, [&](const Container& one) {
    const bool ours =
        same_folder(one.folder, catalogue.root) || (one.project == project && !is_project(one.folder));
    return one.project != project || !ours;
  });
  return containers;
}

Result<std::optional<Container>> container_of(const config::Catalogue& catalogue, std::string_view service) {
  TM_ASSIGN(const auto containers, own_containers(catalogue));
  const auto found = std::ranges::find(containers, service, &Container::service);
  return found == containers.end() ? std::nullopt : std::optional(*found);
}

bool has_running_containers(const config::Catalogue& catalogue) {
  if (!find_program("docker")) return false;
  const auto containers = own_containers(catalogue);
  return containers && std::ranges::find(*containers, "running", &Container::state) != containers->end();
}

Result<std::string> container_state(const Container& container) {
  TM_ASSIGN(const Completed done,
            run({.argv = {"docker", "inspect", "--type", "container", "--format",
                          "{{.State.Status}}{{if eq .State.Status \"exited\"}} ({{.State.ExitCode}}){{end}}"
                          "{{if .State.Health}} {{.State.Health.Status}}{{end}}",
                          container.id}}));
  return done.exit_code == 0 ? std::string(trim(done.output)) : std::string();
}

Status check_project(const config::Catalogue& catalogue) {
  TM_ASSIGN(const std::string project, project_name(catalogue));
  TM_ASSIGN(const auto containers, all_containers());
  for (const auto& one : containers)
    if (one.project == project && !same_folder(one.folder, catalogue.root) && is_project(one.folder))
      return belongs_elsewhere(project, one.folder);
  TM_ASSIGN(const std::string folder, marked_folder(project));
  if (folder.empty() || same_folder(folder, catalogue.root) || !is_project(folder)) return {};
  return belongs_elsewhere(project, folder);
}

Status mark_project(const config::Catalogue& catalogue) {
  TM_ASSIGN(const std::string project, project_name(catalogue));
  TM_ASSIGN(const std::string folder, marked_folder(project));
  if (!folder.empty() && same_folder(folder, catalogue.root)) return {};
  if (!folder.empty()) TM_TRY(unmark_project(catalogue));
  TM_TRY(run_checked(
      {.argv = {"docker", "volume", "create", "--label",
                fmt::format("{}={}", kFolderLabel, catalogue.root.string()), mark_name(project)}}));
  return {};
}

Status unmark_project(const config::Catalogue& catalogue) {
  TM_ASSIGN(const std::string project, project_name(catalogue));
  TM_TRY(run({.argv = {"docker", "volume", "rm", "--force", mark_name(project)}}));
  return {};
}

}  // namespace techmarket::runtime::docker
