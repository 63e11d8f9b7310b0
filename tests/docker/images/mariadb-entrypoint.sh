#!/bin/bash
# Вхід тестового образу MariaDB за договором офіційного: як mysql-entrypoint.sh, але програмами MariaDB.
set -euo pipefail

data=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock

[[ ${1:-} == -* ]] && set -- mariadbd "$@"

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

grants() {
  echo "CREATE DATABASE \`$MYSQL_DATABASE\`;"
  echo "CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '$(value MYSQL_PASSWORD)';"
  echo "GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO '$MYSQL_USER'@'%';"
  echo "ALTER USER root@localhost IDENTIFIED BY '$(value MYSQL_ROOT_PASSWORD)';"
}

initialise() {
  echo 'entrypoint: creating the database'
  mariadb-install-db --datadir="$data" --auth-root-authentication-method=normal --skip-test-db --tmpdir=/tmp >/dev/null
  "$@" --datadir="$data" --socket="$socket" --skip-networking &
  local server=$!
  until mariadb-admin --socket="$socket" --user=root ping >/dev/null 2>&1; do
    kill -0 "$server" || exit 1
    sleep 0.2
  done
  grants | mariadb --socket="$socket" --user=root
  MYSQL_PWD=$(value MYSQL_ROOT_PASSWORD)
  export MYSQL_PWD
  for file in /docker-entrypoint-initdb.d/*; do
    echo "entrypoint: running $file"
    case $file in
      *.sh)
        # shellcheck disable=SC1090
        if [[ -x $file ]]; then "$file"; else . "$file"; fi
        ;;
      *.sql) mariadb --socket="$socket" --user=root "$MYSQL_DATABASE" <"$file" ;;
    esac
  done
  mariadb-admin --socket="$socket" --user=root shutdown
  unset MYSQL_PWD
  wait "$server"
  echo 'entrypoint: the database is ready'
}

if [[ $1 == mariadbd && ! -d $data/mysql ]]; then
  initialise "$@"
fi
[[ $1 == mariadbd ]] && set -- "$@" --datadir="$data" --socket="$socket"
exec "$@"
