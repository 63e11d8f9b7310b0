#include "runtime/docker/preflight.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "render/engine.h"
#include "runtime/docker/compose.h"
#include "runtime/docker/containers.h"
#include "runtime/local/port_holder.h"

namespace techmarket::runtime::docker {
namespace {

namespace fs = std::filesystem;

Status complained(const std::vector<std::string>& wrong, std::string hint) {
  if (wrong.empty()) return {};
  return fail(ErrorKind::configuration, fmt::format("{}", fmt::join(wrong, "\n")), std::move(hint));
}

/// Що не так із файлом, який монтують у контейнер; там його читає користувач mysql чи postgres.
std::string fault_of(const fs::path& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (fs::is_directory(status))
    return "is a folder: the engine makes one where the file is missing. Remove it";
  if (!fs::exists(status)) return "is missing";
  if (!fs::is_regular_file(status)) return "is not a file";
  if ((status.permissions() & fs::perms::others_read) == fs::perms::none)
    return "cannot be read by the servers in the containers (chmod a+r)";
  return {};
}

/// Контейнер, що відкрив порт на хості.
std::optional<Container> publisher(const std::vector<Container>& containers, int port) {
  const auto found = std::ranges::find_if(
      containers, [&](const Container& one) { return one.ports.contains(fmt::format(":{}->", port)); });
  return found == containers.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Status check_init_files(const config::Catalogue& catalogue) {
  std::vector<std::string> wrong;
  for (const auto& service : catalogue.services)
    for (const auto& file : render::init_files(service))
      if (const auto fault = fault_of(catalogue.path(file)); !fault.empty())
        if (const auto line = fmt::format("{} {}", file.string(), fault);
            std::ranges::find(wrong, line) == wrong.end())
          wrong.push_back(line);
  return complained(wrong, "`techmarket schema build` and `techmarket render` write these files");
}

Status check_ports(const config::Catalogue& catalogue) {
  TM_ASSIGN(const auto all, all_containers());
  TM_ASSIGN(const auto own, own_containers(catalogue));
  std::vector<std::string> wrong;
  const auto look = [&](const std::string& service, int port) {
    if (const auto here = publisher(own, port); here && here->service == service) return;
    const auto other = publisher(all, port);
    const auto holder = runtime::local::port_holder(port);
    if (!other && !holder) return;
    wrong.push_back(fmt::format(
        "port {} of {} is held by {}", port, service,
        other ? fmt::format("container {} of {}", other->name, other->folder) : holder->description));
  };
  for (const auto& service : catalogue.services) look(service.name, service.port);
  look("adminer", catalogue.adminer.port);
  return complained(wrong,
                    "stop it, or choose other ports: AUTH_DB_PORT=13306 and so on in .env, or `techmarket up "
                    "--port-offset 10000`");
}

Status preflight(const config::Catalogue& catalogue) {
  TM_TRY(check_init_files(catalogue));
  return check_ports(catalogue);
}

Status explain_silence(const config::Catalogue& catalogue, const config::Service& service) {
  TM_TRY(check_engine());
  TM_ASSIGN(const auto container, container_of(catalogue, service.name));
  constexpr const char* kHint = "run `techmarket up`, then the same command again";
  if (!container)
    return fail(ErrorKind::retryable, fmt::format("{}: it has no container", service.name), kHint);
  TM_ASSIGN(const std::string state, container_state(*container));
  if (state.starts_with("running") && container->ports.contains(fmt::format(":{}->", service.port)))
    return {};
  if (state.starts_with("running"))
    return fail(ErrorKind::configuration,
                fmt::format("{}: container {} is not open on port {} (from {}), but on {}", service.name,
                            container->name, service.port, service.origins.port,
                            container->ports.empty() ? "none" : container->ports),
                "run `techmarket up` to apply the port, or take it back");
  return fail(ErrorKind::retryable,
              fmt::format("{}: container {} is {}", service.name, container->name, state),
              fmt::format("see `techmarket logs {}`, {}", service.name, kHint));
}

}  // namespace techmarket::runtime::docker
