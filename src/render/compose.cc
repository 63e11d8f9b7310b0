#include "render/compose.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.h"
#include "config/quantity.h"
#include "config/variables.h"
#include "render/engine.h"
#include "render/program.h"
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
# Змінні середовища або файл .env поруч змінюють образи (MYSQL_IMAGE, POSTGRES_IMAGE, ADMINER_IMAGE), порти на хості
# (AUTH_DB_PORT, …, ADMINER_PORT), користувачів (AUTH_DB_USER, …) і паролі (MYSQL_ROOT_PASSWORD, POSTGRES_ROOT_PASSWORD,
# AUTH_DB_PASSWORD, …); команди techmarket читають ті самі. Паролі файлами — docker-compose.secrets.yml.
# Проєкт Compose зветься, як тека (або COMPOSE_PROJECT_NAME): контейнери, томи й мережа двох копій не перетинаються.
# root і postgres приходять лише зсередини свого контейнера; користувач сервісу має тільки свою базу.

x-service: &service
  restart: unless-stopped
  networks:
    - @network@
  read_only: true
  cap_drop:
    - ALL
  security_opt:
    - no-new-privileges:true
  logging:
    driver: json-file
    options:
      max-size: 10m
      max-file: "3"

# Вхід образу бази починає як root: віддає теку даних користувачеві сервера і далі працює від його імені.
x-database-capabilities: &database_capabilities
  - CHOWN
  - DAC_OVERRIDE
  - FOWNER
  - SETGID
  - SETUID

# «healthy» — база ціла: користувач сервісу через TCP читає позначку, яку перший запуск ставить після всієї схеми
# (database/init/99_schema_mark.sh). Перервана чи хибна схема лишає контейнер unhealthy, хоч сервер і відповідає:
# docker-compose down -v починає спочатку. Зайнято всі з'єднання — через сокет, місцем для адміністратора.
x-healthcheck: &healthcheck
  interval: 10s
  # Сам запуск клієнта на завантаженій машині триває секунди, а перший запуск бази — хвилини: повільне — ще не хворе.
  timeout: 30s
  retries: 6
  start_period: 10m

services:
  @services@

  adminer:
    <<: *service
    image: @adminer_image@
    depends_on:
      @dependencies@
    environment:
      ADMINER_DEFAULT_SERVER: @first_service@
    ports:
      - "127.0.0.1:${ADMINER_PORT:-@adminer_port@}:8080"
    tmpfs:
      - /tmp
    healthcheck:
      <<: *healthcheck
      test: ["CMD", "php", "-r", "exit(@file_get_contents('http://127.0.0.1:8080/') ? 0 : 1);"]
    mem_limit: 256m
    cpu_period: 100000
    cpu_quota: 50000

  @program@

networks:
  @network@:
    driver: bridge

volumes:
  @volumes@
)";

constexpr std::string_view kService = R"(
@name@:
  <<: *service
  image: @image@
  cap_add: *database_capabilities
  tmpfs:
    - /tmp
    - @runtime_folder@
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
  cpu_period: 100000
  cpu_quota: @cpu_quota@
)";

// Довга форма: коротку двигун доповнив би текою на місці файла, якого бракує.
constexpr std::string_view kInitMount = R"(
- type: bind
  source: @source@
  target: @target@
  read_only: true
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

constexpr std::string_view kSecretsFile = R"(
# @notice@
#
# Паролі файлами, а не середовищем контейнера (`docker inspect` їх тоді не показує). У .env:
#   COMPOSE_FILE=docker-compose.yml:docker-compose.secrets.yml
#   AUTH_DB_PASSWORD_FILE=./secrets/auth-db-password
# і так для кожного сервісу та MYSQL_ROOT_PASSWORD_FILE і POSTGRES_ROOT_PASSWORD_FILE; команди techmarket читають ті самі
# змінні. Файл читає користувач сервера в контейнері: права 0644, а теку захистіть (0700).

services:
  @services@

secrets:
  @secrets@
)";

constexpr std::string_view kServiceSecrets = R"(
@name@:
  environment:
    @root_variable@: ""
    @root_variable@_FILE: @root_file@
    @password_variable@: ""
    @password_variable@_FILE: @password_file@
  secrets:
    - @root_secret@
    - @password_secret@
  healthcheck:
    test:
      - CMD-SHELL
      - >-
        @readiness@
)";

/// «2Gi» → «2g»: compose не знає суфіксів Kubernetes, зате його g — це 2^30, а m — 2^20.
std::string compose_memory(std::string_view quantity) {
  const auto megabytes = config::memory_bytes(quantity).value_or(0) >> 20;
  return megabytes % 1024 == 0 ? fmt::format("{}g", megabytes / 1024) : fmt::format("{}m", megabytes);
}

/// «250m» → 25000 мікросекунд зі ста тисяч. Не cpus: з ним двигун відмовляє, коли на машині ядер менше.
std::string cpu_quota(std::string_view quantity) {
  constexpr int kMicrosecondsPerMilli = 100;
  return std::to_string(config::cpu_millis(quantity).value_or(0) * kMicrosecondsPerMilli);
}

/// «звідки:куди» без лапок, доки в обох шляхах лише звичайні знаки: двокрапка всередині слова для YAML не
/// особлива.
std::string mount(const std::string& text) {
  const std::string without_colons = replace_all(text, ":", "");
  const bool plain =
      yaml_scalar(std::string_view(without_colons).substr(text.starts_with("./") ? 2 : 0)).front() != '"';
  return plain ? text : yaml_quoted(text);
}

/// Змінна compose для користувача: образ створює саме його.
std::string user_variable(const config::Service& service) {
  return compose_default(config::variable_name(service.name, "USER"), service.user);
}

std::string environment(const config::Catalogue& catalogue, const config::Service& service) {
  return trimmed(fill(
      service.is_mysql() ? kMysqlEnvironment : kPostgresEnvironment,
      {{"root_password",
        compose_default(service.is_mysql() ? "MYSQL_ROOT_PASSWORD" : "POSTGRES_ROOT_PASSWORD",
                        catalogue.mysql_root_password)},
       {"data_folder", std::string(data_folder(service))},
       {"schema_file", yaml_quoted(schema_file(service))},
       {"database", yaml_quoted(service.database)},
       {"user", user_variable(service)},
       {"password", compose_default(config::variable_name(service.name, "PASSWORD"), service.password)}}));
}

std::string init_mounts(const config::Service& service) {
  std::vector<std::string> mounts;
  for (const auto& file : init_files(service))
    mounts.push_back(trimmed(fill(
        kInitMount, {{"source", yaml_quoted("./" + file.generic_string())},
                     {"target", yaml_quoted("/docker-entrypoint-initdb.d/" + file.filename().string())}})));
  return fmt::format("{}", fmt::join(mounts, "\n"));
}

std::string service_block(const config::Catalogue& catalogue, const config::Service& service) {
  const std::string_view password = service.is_mysql() ? "$MYSQL_PASSWORD" : "$SERVICE_PASSWORD";
  std::vector<std::string> command;
  for (const auto& argument : server_arguments(service)) command.push_back("- " + yaml_quoted(argument));
  return trimmed(fill(
      kService,
      {{"name", yaml_scalar(service.name)},
       {"image", compose_default(service.is_mysql() ? "MYSQL_IMAGE" : "POSTGRES_IMAGE", service.image)},
       {"command", fmt::format("{}", fmt::join(command, "\n"))},
       {"environment", environment(catalogue, service)},
       {"port_variable", config::variable_name(service.name, "PORT")},
       {"port", std::to_string(service.port)},
       {"container_port", std::to_string(service.container_port())},
       {"data_mount", mount(fmt::format("{}:{}", service.volume, data_folder(service)))},
       {"runtime_folder", service.is_mysql() ? "/var/run/mysqld" : "/var/run/postgresql"},
       {"init_files", init_mounts(service)},
       {"readiness", replace_all(readiness_command(service, password, "$MYSQL_ROOT_PASSWORD"), "$", "$$")},
       {"memory_limit", compose_memory(service.resources.memory_limit)},
       {"memory_request", compose_memory(service.resources.memory_request)},
       {"cpu_quota", cpu_quota(service.resources.cpu_limit)}}));
}

std::string secret_name(std::string_view owner) {
  return fmt::format("{}-password", owner);
}

}  // namespace

std::string compose_file(const config::Catalogue& catalogue) {
  std::vector<std::string> services, dependencies, volumes;
  for (const auto& service : catalogue.services) {
    services.push_back(service_block(catalogue, service));
    dependencies.push_back(fmt::format("{}:\n  condition: service_healthy", yaml_scalar(service.name)));
    volumes.push_back(yaml_scalar(service.volume) + ":");
  }
  return fill(kFile, {{"notice", std::string(kGeneratedNotice)},
                      {"network", yaml_scalar(catalogue.network)},
                      {"services", fmt::format("{}", fmt::join(services, "\n\n"))},
                      {"dependencies", fmt::format("{}", fmt::join(dependencies, "\n"))},
                      {"first_service", yaml_quoted(catalogue.services.front().name)},
                      {"adminer_image", compose_default("ADMINER_IMAGE", catalogue.adminer.image)},
                      {"adminer_port", std::to_string(catalogue.adminer.port)},
                      {"program", compose_program(catalogue)},
                      {"volumes", fmt::format("{}", fmt::join(volumes, "\n"))}});
}

std::string compose_secrets_file(const config::Catalogue& catalogue) {
  std::vector<std::string> services, secrets;
  const auto add_secret = [&secrets](std::string_view owner) {
    const auto name = secret_name(owner);
    const auto text =
        fmt::format("{}:\n  file: {}", name,
                    compose_default(config::variable_name(owner, "PASSWORD_FILE"), "./secrets/" + name));
    if (std::ranges::find(secrets, text) == secrets.end()) secrets.push_back(text);
  };
  for (const auto& service : catalogue.services) {
    const std::string_view root = service.is_mysql() ? "mysql-root" : "postgres-root";
    const std::string variable = service.is_mysql() ? "MYSQL_PASSWORD" : "SERVICE_PASSWORD";
    add_secret(root);
    add_secret(service.name);
    services.push_back(trimmed(fill(
        kServiceSecrets,
        {{"name", yaml_scalar(service.name)},
         {"root_variable", service.is_mysql() ? "MYSQL_ROOT_PASSWORD" : "POSTGRES_PASSWORD"},
         {"root_file", "/run/secrets/" + secret_name(root)},
         {"root_secret", secret_name(root)},
         {"password_variable", variable},
         {"password_file", "/run/secrets/" + secret_name(service.name)},
         {"password_secret", secret_name(service.name)},
         {"readiness", replace_all(readiness_command(service, fmt::format("$(cat \"${}_FILE\")", variable),
                                                     "$(cat \"$MYSQL_ROOT_PASSWORD_FILE\")"),
                                   "$", "$$")}})));
  }
  services.push_back(compose_program_secrets(catalogue, secret_name));
  return fill(kSecretsFile, {{"notice", std::string(kGeneratedNotice)},
                             {"services", fmt::format("{}", fmt::join(services, "\n\n"))},
                             {"secrets", fmt::format("{}", fmt::join(secrets, "\n"))}});
}

}  // namespace techmarket::render
