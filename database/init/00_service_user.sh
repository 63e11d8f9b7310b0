#!/bin/bash
# Generated from techmarket.toml by `techmarket render`; do not edit.
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
