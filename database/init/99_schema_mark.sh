#!/bin/bash
# Generated from techmarket.toml by `techmarket render`; do not edit.
#
# Позначка цілої бази: рядок таблиці _techmarket_schema. Сюди доходить лише запуск, який виконав усю схему; без рядка
# контейнер не стає healthy, а под — ready. Відбиток каже, яку схему виконано: `techmarket up` і `techmarket status`
# звіряють його з файлом проєкту.
schema_mark() {
  local line fingerprint
  fingerprint=$(while IFS= read -r line; do
    case $line in '' | --* | 'SET '*) ;; *) printf '%s\n' "$line" ;; esac
  done <"$SCHEMA_FILE" | sha256sum)
  echo "CREATE TABLE _techmarket_schema (id INT NOT NULL PRIMARY KEY, fingerprint CHAR(64) NOT NULL);"
  echo "INSERT INTO _techmarket_schema (id, fingerprint) VALUES (1, '${fingerprint%% *}');"
}
if [ -n "${MYSQL_DATABASE:-}" ]; then
  schema_mark | MYSQL_PWD="${MYSQL_ROOT_PASSWORD:-$(cat "${MYSQL_ROOT_PASSWORD_FILE:-/dev/null}")}" \
    "$(command -v mysql || command -v mariadb)" --protocol=socket --user=root "$MYSQL_DATABASE"
else
  schema_mark | psql --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --no-psqlrc --quiet --set=ON_ERROR_STOP=1
fi
