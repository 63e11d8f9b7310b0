#include "runtime/docker/compose.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "render/compose.h"

namespace techmarket::runtime::docker {
namespace {

bool succeeds(const std::vector<std::string>& argv) {
  const auto done = run({.argv = argv});
  return done && done->exit_code == 0;
}

/// Змінна замінює образ каталогу, тож мусить відповідати тому самому правилу: «--privileged» — не образ.
Result<std::string> image_of(const char* variable, const config::ImageName& fallback) {
  const char* chosen = std::getenv(variable);
  if (!chosen || !*chosen) return fallback;
  if (const auto wrong = config::image_rule(chosen); !wrong.empty())
    return fail(ErrorKind::configuration, fmt::format("{} {}", variable, wrong), "correct it or unset it");
  return chosen;
}

/// Compose v2 — додаток до docker; версія 1 (пакет docker-compose у Debian 12) — окрема програма.
std::vector<std::string> compose_program() {
  if (succeeds({"docker", "compose", "version"})) return {"docker", "compose"};
  if (succeeds({"docker-compose", "version"})) return {"docker-compose"};
  return {};
}

}  // namespace

Status check_engine() {
  if (!find_program("docker"))
    return fail(ErrorKind::configuration, "Docker is not installed",
                "install it (apt-get install docker.io docker-compose), or use `--runtime local`");
  const auto version = run({.argv = {"docker", "version", "--format", "{{.Server.Version}}"}});
  if (!version || version->exit_code != 0) {
    const std::string reason = version ? std::string(trim(version->errors)) : version.error().message;
    return fail(ErrorKind::configuration, fmt::format("no Docker engine answers: {}", reason),
                "start Docker, or use `--runtime local`");
  }
  if (compose_program().empty())
    return fail(ErrorKind::configuration, "Docker works, but Docker Compose is missing",
                "install it (apt-get install docker-compose), or use `--runtime local`");
  return {};
}

Result<std::vector<std::string>> images(const config::Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& service : catalogue.services) {
    TM_ASSIGN(names.emplace_back(),
              image_of(service.is_mysql() ? "MYSQL_IMAGE" : "POSTGRES_IMAGE", service.image));
  }
  TM_ASSIGN(names.emplace_back(), image_of("ADMINER_IMAGE", catalogue.adminer.image));
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

Result<std::vector<std::string>> missing_images(const config::Catalogue& catalogue) {
  TM_ASSIGN(const auto needed, images(catalogue));
  std::vector<std::string> missing;
  for (const auto& image : needed) {
    TM_ASSIGN(const Completed done,
              run({.argv = {"docker", "image", "inspect", "--format", "{{.Id}}", image}}));
    if (done.exit_code != 0) missing.push_back(image);
  }
  return missing;
}

Status pull(const std::vector<std::string>& images, std::chrono::seconds limit) {
  for (const auto& image : images) {
    spdlog::info("pulling {}", image);
    std::vector<std::string> argv = {"docker", "pull", "--quiet", image};
    if (limit.count() > 0) argv.insert(argv.begin(), {"timeout", std::to_string(limit.count())});
    TM_ASSIGN(const Completed done, run({.argv = argv}));
    if (done.exit_code == 0) continue;
    const std::string reason = done.exit_code == 124 ? fmt::format("not finished in {} s", limit.count())
                                                     : std::string(trim(done.errors));
    return fail(ErrorKind::configuration,
                fmt::format("image {} is not on this machine and cannot be pulled: {}", image, reason),
                "check the network, name another image (MYSQL_IMAGE, POSTGRES_IMAGE, ADMINER_IMAGE), or use "
                "`--runtime local`");
  }
  return {};
}

std::string container_name(const config::Catalogue& catalogue, std::string_view service) {
  return fmt::format("{}-{}", catalogue.project, service);
}

Result<std::string> container_state(const std::string& container) {
  TM_ASSIGN(
      const Completed done,
      run({.argv = {"docker", "inspect", "--type", "container", "--format",
                    "{{.State.Status}}{{if .State.Health}} {{.State.Health.Status}}{{end}}", container}}));
  return done.exit_code == 0 ? std::string(trim(done.output)) : std::string();
}

Result<Command> compose(const config::Catalogue& catalogue, const std::vector<std::string>& arguments) {
  Command command{.argv = compose_program(), .directory = catalogue.root};
  if (command.argv.empty())
    return fail(ErrorKind::configuration, "Docker Compose is missing",
                "install it: apt-get install docker-compose");
  command.argv.insert(command.argv.end(), {"-p", catalogue.project});
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  for (const auto& service : catalogue.services)
    command.environment.emplace_back(render::compose_variable(service.name, "PORT"),
                                     std::to_string(service.port));
  command.environment.emplace_back(render::compose_variable("adminer", "PORT"),
                                   std::to_string(catalogue.adminer.port));
  return command;
}

}  // namespace techmarket::runtime::docker
