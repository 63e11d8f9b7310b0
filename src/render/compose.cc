#include "render/compose.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.h"
#include "config/quantity.h"
#include "render/engine.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

// Ключа version немає навмисно: docker-compose 1.29 його не потребує, а Compose v2 про нього попереджає.
constexpr std::string_view kFile = R"(
# @notice@
#
# Бази TechMarket на цій машині: docker-compose up -d (або docker compose up -d).
# Порти відкрито лише на 127.0.0.1, бо паролі тут — для розробки.
# Змінні середовища або файл .env поруч змінюють образи (MYSQL_IMAGE, POSTGRES_IMAGE, ADMINER_IMAGE),
# порти на хості (AUTH_DB_PORT, …, ADMINER_PORT) і паролі (MYSQL_ROOT_PASSWORD, POSTGRES_ROOT_PASSWORD, AUTH_DB_PASSWORD, …).
# root і postgres приходять лише зсередини свого контейнера; користувач сервісу має тільки свою базу.

x-service: &service
  restart: unless-stopped
  networks:
    - @network@
  security_opt:
    - no-new-privileges:true
  logging:
    driver: json-file
    options:
      max-size: 10m
      max-file: "3"

# «healthy» — база ціла: користувач сервісу через TCP читає позначку, яку перший запуск ставить після всієї схеми
# (database/init/99_schema_mark.sh). Перервана чи хибна схема лишає контейнер unhealthy, хоч сервер і відповідає:
# docker-compose down -v починає спочатку.
x-healthcheck: &healthcheck
  interval: 10s
  timeout: 5s
  retries: 5
  start_period: 2m

services:
  @services@

  adminer:
    <<: *service
    image: @adminer_image@
    container_name: @adminer_container@
    depends_on:
      @dependencies@
    environment:
      ADMINER_DEFAULT_SERVER: @first_service@
    ports:
      - "127.0.0.1:${ADMINER_PORT:-@adminer_port@}:8080"
    mem_limit: 256m
    cpus: 0.5

networks:
  @network@:
    name: @network@
    driver: bridge

volumes:
  @volumes@
)";

constexpr std::string_view kService = R"(
@name@:
  <<: *service
  image: @image@
  container_name: @container@
  command:
    @command@
  environment:
    @environment@
  ports:
    - "127.0.0.1:${@port_variable@:-@port@}:@container_port@"
  volumes:
    - @data_mount@
    @init_files@
  healthcheck:
    <<: *healthcheck
    test:
      - CMD-SHELL
      - >-
        @readiness@
  stop_grace_period: 1m
  shm_size: 256m
  mem_limit: @memory_limit@
  mem_reservation: @memory_request@
  cpus: @cpus@
)";

// LANG: клієнт MySQL без локалі вважає файли схем і термінал latin1.
constexpr std::string_view kMysqlEnvironment = R"(
LANG: C.UTF-8
SCHEMA_FILE: @schema_file@
MYSQL_ROOT_PASSWORD: @root_password@
MYSQL_ROOT_HOST: "localhost"
MYSQL_DATABASE: @database@
MYSQL_USER: @user@
MYSQL_PASSWORD: @password@
)";

// PGDATA названо, бо образи 15–17 і 18 беруть типовою різну теку; з явною 18 приймає той самий том.
constexpr std::string_view kPostgresEnvironment = R"(
LANG: C.UTF-8
PGDATA: @data_folder@
SCHEMA_FILE: @schema_file@
POSTGRES_DB: @database@
POSTGRES_USER: "postgres"
POSTGRES_PASSWORD: @root_password@
SERVICE_USER: @user@
SERVICE_PASSWORD: @password@
POSTGRES_INITDB_ARGS: "--data-checksums"
)";

/// «2Gi» → «2g»: compose не знає суфіксів Kubernetes, зате його g — це 2^30, а m — 2^20.
std::string compose_memory(std::string_view quantity) {
  const auto megabytes = config::memory_bytes(quantity).value_or(0) >> 20;
  return megabytes % 1024 == 0 ? fmt::format("{}g", megabytes / 1024) : fmt::format("{}m", megabytes);
}

/// «250m» → «0.25».
std::string compose_cpus(std::string_view quantity) {
  return fmt::format("{}", static_cast<double>(config::cpu_millis(quantity).value_or(0)) / 1000);
}

std::string container(const config::Catalogue& catalogue, std::string_view service) {
  return yaml_scalar(fmt::format("{}-{}", catalogue.project, service));
}

/// «звідки:куди» без лапок, доки в обох шляхах лише звичайні знаки: двокрапка всередині слова для YAML не
/// особлива.
std::string mount(const std::string& text) {
  const std::string without_colons = replace_all(text, ":", "");
  const bool plain =
      yaml_scalar(std::string_view(without_colons).substr(text.starts_with("./") ? 2 : 0)).front() != '"';
  return plain ? text : yaml_quoted(text);
}

std::string environment(const config::Catalogue& catalogue, const config::Service& service) {
  return trimmed(
      fill(service.is_mysql() ? kMysqlEnvironment : kPostgresEnvironment,
           {{"root_password",
             compose_default(service.is_mysql() ? "MYSQL_ROOT_PASSWORD" : "POSTGRES_ROOT_PASSWORD",
                             catalogue.mysql_root_password)},
            {"data_folder", std::string(data_folder(service))},
            {"schema_file", yaml_quoted(schema_file(service))},
            {"database", yaml_quoted(service.database)},
            {"user", yaml_quoted(service.user)},
            {"password", compose_default(compose_variable(service.name, "PASSWORD"), service.password)}}));
}

std::string init_mounts(const config::Service& service) {
  std::vector<std::string> mounts;
  for (const auto& file : init_files(service))
    mounts.push_back("- " + mount(fmt::format("./{}:/docker-entrypoint-initdb.d/{}:ro", file.generic_string(),
                                              file.filename().string())));
  return fmt::format("{}", fmt::join(mounts, "\n"));
}

std::string service_block(const config::Catalogue& catalogue, const config::Service& service) {
  const std::string_view password = service.is_mysql() ? "$MYSQL_PASSWORD" : "$SERVICE_PASSWORD";
  std::vector<std::string> command;
  for (const auto& argument : server_arguments(service)) command.push_back("- " + yaml_quoted(argument));
  return trimmed(
      fill(kService,
           {{"name", yaml_scalar(service.name)},
            {"container", container(catalogue, service.name)},
            {"image", compose_default(service.is_mysql() ? "MYSQL_IMAGE" : "POSTGRES_IMAGE", service.image)},
            {"command", fmt::format("{}", fmt::join(command, "\n"))},
            {"environment", environment(catalogue, service)},
            {"port_variable", compose_variable(service.name, "PORT")},
            {"port", std::to_string(service.port)},
            {"container_port", std::to_string(service.container_port())},
            {"data_mount", mount(fmt::format("{}-data:{}", service.name, data_folder(service)))},
            {"init_files", init_mounts(service)},
            {"readiness", replace_all(readiness_command(service, password), "$", "$$")},
            {"memory_limit", compose_memory(service.resources.memory_limit)},
            {"memory_request", compose_memory(service.resources.memory_request)},
            {"cpus", compose_cpus(service.resources.cpu_limit)}}));
}

}  // namespace

std::string compose_variable(std::string_view service, std::string_view suffix) {
  std::string name = fmt::format("{}_{}", service, suffix);
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return name;
}

std::string compose_file(const config::Catalogue& catalogue) {
  std::vector<std::string> services, dependencies, volumes;
  for (const auto& service : catalogue.services) {
    services.push_back(service_block(catalogue, service));
    dependencies.push_back(fmt::format("{}:\n  condition: service_healthy", yaml_scalar(service.name)));
    volumes.push_back(fmt::format("{}-data:\n  name: {}", service.name, yaml_scalar(service.volume)));
  }
  return fill(kFile, {{"notice", std::string(kGeneratedNotice)},
                      {"network", yaml_scalar(catalogue.network)},
                      {"adminer_container", container(catalogue, "adminer")},
                      {"services", fmt::format("{}", fmt::join(services, "\n\n"))},
                      {"dependencies", fmt::format("{}", fmt::join(dependencies, "\n"))},
                      {"first_service", yaml_quoted(catalogue.services.front().name)},
                      {"adminer_image", compose_default("ADMINER_IMAGE", catalogue.adminer.image)},
                      {"adminer_port", std::to_string(catalogue.adminer.port)},
                      {"volumes", fmt::format("{}", fmt::join(volumes, "\n"))}});
}

}  // namespace techmarket::render
