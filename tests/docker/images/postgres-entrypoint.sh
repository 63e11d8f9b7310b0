#!/bin/bash
# Вхід тестового образу PostgreSQL за договором офіційного: змінні POSTGRES_* (і POSTGRES_PASSWORD_FILE), PGDATA,
# /docker-entrypoint-initdb.d/*.sql рівно один раз, тимчасовий сервер лише на сокеті. Як образ 18, типову теку кладе в
# /var/lib/postgresql/18/docker і відмовляється, якщо том натомість підключено до data, де його клали 15–17.
set -euo pipefail

export PGDATA=${PGDATA:-/var/lib/postgresql/18/docker}
if [[ $PGDATA == /var/lib/postgresql/18/docker && ! -s $PGDATA/PG_VERSION ]] && mountpoint -q /var/lib/postgresql/data; then
  echo 'Error: in 18+, these images keep data in /var/lib/postgresql/18/docker; /var/lib/postgresql/data is an unused mount' >&2
  exit 1
fi

if [[ $(id -u) == 0 ]]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown postgres:postgres "$PGDATA" /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi

password() {
  if [[ -n ${POSTGRES_PASSWORD_FILE:-} ]]; then
    cat "$POSTGRES_PASSWORD_FILE"
  else
    printf '%s' "$POSTGRES_PASSWORD"
  fi
}

initialise() {
  echo 'entrypoint: creating the database'
  # POSTGRES_INITDB_ARGS — кілька аргументів через пробіл, як в офіційному образі.
  # shellcheck disable=SC2086
  initdb --username="$POSTGRES_USER" --pwfile=<(password) --encoding=UTF8 --locale=C.UTF-8 \
    --auth-local=trust --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl start --wait --options="-c listen_addresses=''"
  if [[ $POSTGRES_DB != postgres ]]; then
    createdb --username="$POSTGRES_USER" --maintenance-db=postgres "$POSTGRES_DB"
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    echo "entrypoint: running $file"
    case $file in
      *.sh)
        # Як в офіційному образі: без права на виконання файл включається.
        # shellcheck disable=SC1090
        if [[ -x $file ]]; then "$file"; else . "$file"; fi
        ;;
      *.sql) psql --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --no-psqlrc --set=ON_ERROR_STOP=1 --quiet --file="$file" ;;
    esac
  done
  pg_ctl stop --wait --mode=fast
  echo 'entrypoint: the database is ready'
}

if [[ $1 == postgres ]]; then
  [[ -s $PGDATA/PG_VERSION ]] || initialise
  set -- "$@" -c "listen_addresses=*"
fi
exec "$@"
