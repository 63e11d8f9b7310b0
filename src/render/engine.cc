#include "render/engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/quantity.h"
#include "migrate/schema_mark.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

// Кеш сторінок — половина гарантованої пам'яті: друга потрібна самому серверові, з'єднанням і сортуванням.
// Сервер, що лише з кешем займає все гарантоване, на тісному вузлі виганяють або вбивають першим.
std::int64_t page_cache_megabytes(const config::Service& service) {
  return (config::memory_bytes(service.resources.memory_request).value_or(0) / 2) >> 20;
}

// Образ postgres виконує файли /docker-entrypoint-initdb.d за абеткою, тож цей — перед схемою. Без права на
// виконання (том ConfigMap) образ не запускає його, а включає (source): ні exit, ні set тут бути не повинно.
constexpr std::string_view kServiceUser = R"script(
#!/bin/bash
# @notice@
#
# Образ postgres дає POSTGRES_USER права суперкористувача: той може виконувати команди контейнера (COPY … FROM
# PROGRAM). Тому сервіс дістає власного користувача SERVICE_USER, який володіє базою і більш нічого не має, а
# суперкористувач приходить лише зсередини контейнера.
if [ -n "${SERVICE_PASSWORD_FILE:-}" ]; then
  SERVICE_PASSWORD=$(cat "$SERVICE_PASSWORD_FILE")
fi
export SERVICE_PASSWORD
psql --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL'
\getenv user SERVICE_USER
\getenv password SERVICE_PASSWORD
SET log_min_error_statement = panic;
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'user', :'password') \gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), :'user') \gexec
REVOKE TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
-- Схему наступним файлом застосує суперкористувач, а належати вона має сервісові.
SELECT format('ALTER ROLE %I IN DATABASE %I SET role = %L', session_user, current_database(), :'user') \gexec
SQL
{
  echo "host all $POSTGRES_USER all reject"
  cat "$PGDATA/pg_hba.conf"
} >"$PGDATA/pg_hba.conf.new" && mv "$PGDATA/pg_hba.conf.new" "$PGDATA/pg_hba.conf"
)script";

// Так само, за абеткою, — останнім. Образ, що не зміг виконати схему, після перезапуску бере теку даних за
// готову: позначка відрізняє цілу базу від половини. Файл можуть і включити, тож exit і set зайві й тут.
constexpr std::string_view kSchemaMark = R"script(
#!/bin/bash
# @notice@
#
# Позначка цілої бази: рядок таблиці @table@. Сюди доходить лише запуск, який виконав усю схему; без рядка
# контейнер не стає healthy, а под — ready. Відбиток каже, яку схему виконано: `techmarket up` і `techmarket status`
# звіряють його з файлом проєкту.
schema_mark() {
  local line fingerprint
  fingerprint=$(while IFS= read -r line; do
    case $line in '' | --* | 'SET '*) ;; *) printf '%s\n' "$line" ;; esac
  done <"$SCHEMA_FILE" | sha256sum)
  echo "CREATE TABLE @table@ (id INT NOT NULL PRIMARY KEY, fingerprint CHAR(64) NOT NULL);"
  echo "INSERT INTO @table@ (id, fingerprint) VALUES (1, '${fingerprint%% *}');"
}
if [ -n "${MYSQL_DATABASE:-}" ]; then
  schema_mark | MYSQL_PWD="${MYSQL_ROOT_PASSWORD:-$(cat "${MYSQL_ROOT_PASSWORD_FILE:-/dev/null}")}" \
    "$(command -v mysql || command -v mariadb)" --protocol=socket --user=root "$MYSQL_DATABASE"
else
  schema_mark | psql --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --no-psqlrc --quiet --set=ON_ERROR_STOP=1
fi
)script";

constexpr std::string_view kInitFolder = "/docker-entrypoint-initdb.d";

}  // namespace

std::vector<std::string> server_arguments(const config::Service& service) {
  const auto cache = page_cache_megabytes(service);
  if (!service.is_mysql())
    return {"postgres",        "-c", fmt::format("shared_buffers={}MB", cache), "-c", "timezone=UTC", "-c",
            "log_timezone=UTC"};
  return {
      "--local-infile=1",  // дані завантажує LOAD DATA LOCAL INFILE
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci",  // є і в MySQL, і в MariaDB
      "--skip-name-resolve",  // без запиту до DNS на кожне з'єднання
      "--default-time-zone=+00:00",  // той самий час, що й у PostgreSQL, хоч би яка зона в образу
      // Журнал змін MySQL веде сам; без межі він за місяць (типовий строк) переріс би том.
      "--binlog-expire-logs-seconds=86400",
      "--max-binlog-size=128M",
      fmt::format("--innodb-buffer-pool-size={}M", cache),
  };
}

std::string_view data_folder(const config::Service& service) {
  return service.is_mysql() ? "/var/lib/mysql" : "/var/lib/postgresql/data";
}

std::string schema_file(const config::Service& service) {
  return fmt::format("{}/{}", kInitFolder, std::filesystem::path(service.sql).filename().string());
}

// В образі MariaDB 11 програми mysql немає, є mariadb.
std::string schema_mark_command(const config::Service& service, std::string_view password) {
  if (service.is_mysql())
    return fmt::format(
        "MYSQL_PWD=\"{}\" \"$(command -v mysql || command -v mariadb)\" --protocol=tcp --host=127.0.0.1\n"
        "--user=\"$MYSQL_USER\" --connect-timeout=15 --batch --skip-column-names\n"
        "--execute='SELECT fingerprint FROM {}' \"$MYSQL_DATABASE\"",
        password, migrate::kSchemaMarkTable);
  return fmt::format(
      "PGPASSWORD=\"{}\" PGCONNECT_TIMEOUT=15 psql --host=127.0.0.1 --username=\"$SERVICE_USER\"\n"
      "--dbname=\"$POSTGRES_DB\" --no-psqlrc --tuples-only --no-align --command='SELECT fingerprint FROM {}'",
      password, migrate::kSchemaMarkTable);
}

std::string readiness_command(const config::Service& service, std::string_view password,
                              std::string_view root_password) {
  const std::string reserved =
      service.is_mysql()
          ? fmt::format(
                "MYSQL_PWD=\"{}\" \"$(command -v mysql || command -v mariadb)\" --protocol=socket "
                "--user=root\n"
                "--batch --skip-column-names --execute='SELECT fingerprint FROM {}' \"$MYSQL_DATABASE\"",
                root_password, migrate::kSchemaMarkTable)
          : fmt::format(
                "psql --username=\"$POSTGRES_USER\" --dbname=\"$POSTGRES_DB\" --no-psqlrc --tuples-only "
                "--no-align\n"
                "--command='SELECT fingerprint FROM {}'",
                migrate::kSchemaMarkTable);
  return fmt::format(
      "test -n \"$({}\n2>/tmp/readiness || {{ cat /tmp/readiness >&2;\n"
      "case \"$(cat /tmp/readiness)\" in (*'oo many c'* | *'slots are reserved'*)\n{} ;; esac; }})\"",
      schema_mark_command(service, password), reserved);
}

std::vector<std::filesystem::path> init_files(const config::Service& service) {
  if (service.is_mysql()) return {service.sql, std::string(kSchemaMarkScript)};
  return {std::string(kServiceUserScript), service.sql, std::string(kSchemaMarkScript)};
}

std::string schema_mark_script() {
  return fill(kSchemaMark,
              {{"notice", std::string(kGeneratedNotice)}, {"table", std::string(migrate::kSchemaMarkTable)}});
}

std::string service_user_script() {
  return fill(kServiceUser, {{"notice", std::string(kGeneratedNotice)}});
}

}  // namespace techmarket::render
