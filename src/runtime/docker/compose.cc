#include "runtime/docker/compose.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "config/variables.h"
#include "runtime/docker/containers.h"

namespace techmarket::runtime::docker {
namespace {

bool succeeds(const std::vector<std::string>& argv) {
  const auto done = run({.argv = argv});
  return done && done->exit_code == 0;
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

std::vector<std::string> images(const config::Catalogue& catalogue) {
  std::vector<std::string> names = {catalogue.adminer.image};
  for (const auto& service : catalogue.services) names.push_back(service.image);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

Result<std::vector<std::string>> missing_images(const config::Catalogue& catalogue) {
  std::vector<std::string> missing;
  for (const auto& image : images(catalogue)) {
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

Result<Command> compose(const config::Catalogue& catalogue, const std::vector<std::string>& arguments) {
  Command command{.argv = compose_program(), .directory = catalogue.root};
  if (command.argv.empty())
    return fail(ErrorKind::configuration, "Docker Compose is missing",
                "install it: apt-get install docker-compose");
  TM_ASSIGN(const std::string project, project_name(catalogue));
  command.argv.insert(command.argv.end(), {"-p", project});
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  // Ті самі значення, з якими працюють команди; паролі — лише середовищем.
  const auto set = [&command](std::string_view service, std::string_view what, std::string value) {
    command.environment.emplace_back(config::variable_name(service, what), std::move(value));
  };
  for (const auto& service : catalogue.services) {
    set(service.name, "PORT", std::to_string(service.port));
    set(service.name, "USER", service.user);
    set(service.name, "PASSWORD", service.password);
  }
  set("mysql-root", "PASSWORD", catalogue.mysql_root_password);
  set("postgres-root", "PASSWORD", catalogue.postgres_root_password);
  set("adminer", "PORT", std::to_string(catalogue.adminer.port));
  return command;
}

}  // namespace techmarket::runtime::docker
