#include "render/program.h"

#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/variables.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

// Профіль: звичайне `up -d` цього сервісу не запускає. restart: одноразова команда не починається спочатку
// сама.
constexpr std::string_view kProgram = R"(
# Сама програма: docker-compose run --rm techmarket generate (etl run, verify, schema check…). Образ збирає перший такий
# запуск, `docker-compose build techmarket` або `make image`.
techmarket:
  <<: *service
  image: @image@
  build: .
  profiles:
    - command
  restart: "no"
  depends_on:
    @dependencies@
  environment:
    @environment@
  tmpfs:
    - /tmp
  volumes:
    @files@
  mem_limit: 2g
)";

constexpr std::string_view kFile = R"(
- type: bind
  source: @source@
  target: @target@
  read_only: true
)";

constexpr std::string_view kSecrets = R"(
techmarket:
  environment:
    @environment@
  secrets:
    @secrets@
)";

/// Що з проєкту програма читає: каталог, описи, готовий SQL і довідкові дані.
std::set<std::string> program_files(const config::Catalogue& catalogue) {
  std::set<std::string> paths = {"techmarket.toml", "database"};
  for (const auto& service : catalogue.services)
    paths.insert(std::filesystem::path(service.dbml.text()).parent_path().generic_string());
  return paths;
}

}  // namespace

std::string program_image() {
  return "techmarket:" TECHMARKET_VERSION;
}

std::vector<std::pair<std::string, std::string>> program_address(const config::Service& service) {
  return {{config::variable_name(service.name, "HOST"), service.name},
          {config::variable_name(service.name, "PORT"), std::to_string(service.container_port())}};
}

std::string compose_program(const config::Catalogue& catalogue) {
  std::vector<std::string> dependencies, environment, files;
  for (const auto& service : catalogue.services) {
    dependencies.push_back(fmt::format("{}:\n  condition: service_healthy", yaml_scalar(service.name)));
    for (const auto& [name, value] : program_address(service))
      environment.push_back(fmt::format("{}: {}", name, yaml_quoted(value)));
    for (const auto& [suffix, fallback] :
         {std::pair<std::string_view, std::string>{"USER", service.user}, {"PASSWORD", service.password}}) {
      const auto name = config::variable_name(service.name, suffix);
      environment.push_back(fmt::format("{}: {}", name, compose_default(name, fallback)));
    }
  }
  for (const auto& path : program_files(catalogue))
    files.push_back(trimmed(
        fill(kFile, {{"source", yaml_quoted("./" + path)}, {"target", yaml_quoted("/techmarket/" + path)}})));
  return trimmed(fill(kProgram, {{"image", compose_default("TECHMARKET_IMAGE", program_image())},
                                 {"dependencies", fmt::format("{}", fmt::join(dependencies, "\n"))},
                                 {"environment", fmt::format("{}", fmt::join(environment, "\n"))},
                                 {"files", fmt::format("{}", fmt::join(files, "\n"))}}));
}

std::string compose_program_secrets(const config::Catalogue& catalogue,
                                    std::string (*secret_name)(std::string_view owner)) {
  std::vector<std::string> environment, secrets;
  for (const auto& service : catalogue.services) {
    const auto variable = config::variable_name(service.name, "PASSWORD");
    environment.push_back(variable + ": \"\"");
    environment.push_back(fmt::format("{}_FILE: /run/secrets/{}", variable, secret_name(service.name)));
    secrets.push_back("- " + secret_name(service.name));
  }
  return trimmed(fill(kSecrets, {{"environment", fmt::format("{}", fmt::join(environment, "\n"))},
                                 {"secrets", fmt::format("{}", fmt::join(secrets, "\n"))}}));
}

}  // namespace techmarket::render
