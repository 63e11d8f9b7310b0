#!/bin/bash
# Вхід тестового образу MySQL. Дотримується договору офіційного образу, на який розраховує docker-compose.yml:
# змінні MYSQL_* (і MYSQL_*_FILE), виконання /docker-entrypoint-initdb.d/*.sh і *.sql рівно один раз — коли база
# створюється, — тимчасовий сервер без мережі, аргументи команди стають аргументами mysqld.
set -euo pipefail

data=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock

[[ ${1:-} == -* ]] && set -- mysqld "$@"

if [[ $(id -u) == 0 ]]; then
  mkdir -p "$data" /var/run/mysqld
  chown mysql:mysql "$data" /var/run/mysqld
  exec setpriv --reuid=mysql --regid=mysql --clear-groups "$0" "$@"
fi

# value ЗМІННА: її значення або вміст файлу, який називає ЗМІННА_FILE.
value() {
  local file_variable=$1_FILE
  if [[ -n ${!file_variable:-} ]]; then
    cat "${!file_variable}"
  else
    printf '%s' "${!1:-}"
  fi
}

# quoted ТЕКСТ: літерал SQL — без захисту, як у скрипті офіційного образу: лапка чи «\» у паролі ламає перший запуск.
quoted() { printf "'%s'" "$1"; }

grants() {
  local host=${MYSQL_ROOT_HOST:-%}
  local root user
  root=$(quoted "$(value MYSQL_ROOT_PASSWORD)")
  if [[ $host != localhost ]]; then
    echo "CREATE USER root@$(quoted "$host") IDENTIFIED BY $root;"
    echo "GRANT ALL ON *.* TO root@$(quoted "$host") WITH GRANT OPTION;"
  fi
  [[ -z ${MYSQL_DATABASE:-} ]] || echo "CREATE DATABASE \`$MYSQL_DATABASE\`;"
  if [[ -n ${MYSQL_USER:-} ]]; then
    user=$(quoted "$MYSQL_USER")
    echo "CREATE USER $user@'%' IDENTIFIED BY $(quoted "$(value MYSQL_PASSWORD)");"
    [[ -z ${MYSQL_DATABASE:-} ]] || echo "GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO $user@'%';"
  fi
  # Останнім: далі root без пароля вже не зайде.
  echo "ALTER USER root@localhost IDENTIFIED BY $root;"
}

initialise() {
  echo 'entrypoint: creating the database'
  "$@" --initialize-insecure --datadir="$data"
  "$@" --datadir="$data" --socket="$socket" --skip-networking --mysqlx=OFF &
  local server=$!
  until mysqladmin --socket="$socket" --user=root ping >/dev/null 2>&1; do
    kill -0 "$server" || exit 1
    sleep 0.2
  done
  grants | mysql --socket="$socket" --user=root
  MYSQL_PWD=$(value MYSQL_ROOT_PASSWORD)
  export MYSQL_PWD
  for file in /docker-entrypoint-initdb.d/*; do
    echo "entrypoint: running $file"
    case $file in
      *.sh)
        # Як в офіційному образі: без права на виконання файл включається.
        # shellcheck disable=SC1090
        if [[ -x $file ]]; then "$file"; else . "$file"; fi
        ;;
      *.sql) mysql --socket="$socket" --user=root --show-warnings ${MYSQL_DATABASE:+"$MYSQL_DATABASE"} <"$file" ;;
    esac
  done
  mysqladmin --socket="$socket" --user=root shutdown
  unset MYSQL_PWD
  wait "$server"
  echo 'entrypoint: the database is ready'
}

if [[ $1 == mysqld && ! -d $data/mysql ]]; then
  initialise "$@"
fi
[[ $1 == mysqld ]] && set -- "$@" --datadir="$data" --socket="$socket"
exec "$@"
