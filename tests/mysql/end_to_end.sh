#!/usr/bin/env bash
# Уся робота на справжньому MySQL, який пускає лише через TLS (require_secure_transport, caching_sha2_password), і на
# PostgreSQL, що приймає лише hostssl: адреси, паролі й сертифікати — самими змінними. Код 77 — пропущено.
#   end_to_end.sh ПРОГРАМА
set -euo pipefail

program=$(realpath "${1:?usage: end_to_end.sh PROGRAM}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
skip() { echo "skipped: $1" >&2; exit 77; }
((EUID == 0)) || skip 'the servers are started as other users, and only root can do that'
command -v openssl >/dev/null || skip 'openssl is not installed'
postgres_bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[[ -n $postgres_bin ]] || skip 'PostgreSQL is not installed (package postgresql)'
mysqld=$("$here/server.sh")

work=$(mktemp -d /var/tmp/techmarket-tls-XXXXXX)
chmod 755 "$work"
port=${TECHMARKET_TLS_TEST_PORT:-25306}
servers=()
finish() {
  local code=$?
  for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
  return "$code"
}
trap finish EXIT

# Свій центр сертифікації і сервер на ім'я 127.0.0.1; другий центр — чужий.
certificates() {
  cd "$work"
  for ca in ca other; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$ca" -keyout "$ca-key.pem" -out "$ca.pem" 2>/dev/null
  done
  openssl req -newkey rsa:2048 -nodes -subj /CN=server -keyout key.pem -out request.pem 2>/dev/null
  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -out cert.pem \
    -extfile <(echo 'subjectAltName=IP:127.0.0.1,DNS:localhost') 2>/dev/null
}
# Пакета, що створив би користувача mysql, на машині може не бути, а чужому слухачеві програма пароля не дасть.
mysql_user=$(id -un mysql 2>/dev/null || echo root)
# own КОМУ: ключ читає лише він.
own() { install -o "$1" -m 0600 "$work/key.pem" "$work/$1-key.pem"; }

start_mysql() {
  own "$mysql_user"
  install -d -o "$mysql_user" "$work/mysql"
  {
    for name in auth catalog orders payments; do
      echo "CREATE DATABASE ${name}_db CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
      echo "CREATE USER ${name}_user@'%' IDENTIFIED BY '${name}_pass';"
      echo "GRANT ALL ON \`${name}\\_db\`.* TO ${name}_user@'%';"
    done
  } >"$work/first.sql"
  "$mysqld" --no-defaults --initialize-insecure --user="$mysql_user" --datadir="$work/mysql" >"$work/mysql.log" 2>&1
  "$mysqld" --no-defaults --user="$mysql_user" --datadir="$work/mysql" --port="$port" --bind-address='127.0.0.1,127.0.0.2' \
    --socket="$work/mysql/mysql.sock" --local-infile=1 --skip-log-bin --require-secure-transport=ON \
    --ssl-ca="$work/ca.pem" --ssl-cert="$work/cert.pem" --ssl-key="$work/$mysql_user-key.pem" \
    --init-file="$work/first.sql" >>"$work/mysql.log" 2>&1 &
  servers+=($!)
}
start_postgres() {
  own postgres
  install -d -o postgres "$work/postgres"
  as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
  as_postgres "$postgres_bin/initdb" -D "$work/postgres" --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$work/postgres.log"
  printf 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n' >"$work/postgres/pg_hba.conf"
  as_postgres "$postgres_bin/postgres" -D "$work/postgres" -p $((port + 1)) -k "$work/postgres" -h 127.0.0.1 -c ssl=on \
    -c ssl_cert_file="$work/cert.pem" -c ssl_key_file="$work/postgres-key.pem" >>"$work/postgres.log" 2>&1 &
  servers+=($!)
  until psql -h "$work/postgres" -p $((port + 1)) -U postgres -qc "CREATE ROLE dwh_user LOGIN PASSWORD 'dwh_pass'" 2>/dev/null; do
    kill -0 "${servers[-1]}" || { cat "$work/postgres.log"; exit 1; }
    sleep 0.1
  done
  psql -h "$work/postgres" -p $((port + 1)) -U postgres -qc 'CREATE DATABASE dwh_db OWNER dwh_user'
}

failed=0 passed=0
# expect КОД СЛОВА КОМАНДА…: такий код, не довше за десять секунд для відмови, і такі слова.
expect() {
  local code=$1 words=$2 found=0 from=$SECONDS
  shift 2
  (cd "$work/project" && "$@") >"$work/said" 2>&1 || found=$?
  if [[ $found == "$code" ]] && grep -qF -- "$words" "$work/said" && ((code == 0 || SECONDS - from <= 10)); then
    echo "ok      $* ($((SECONDS - from)) s)"
    passed=$((passed + 1))
  else
    echo "FAILED  $*: code $found, not $code, or no '$words':"
    sed 's/^/        /' "$work/said"
    failed=$((failed + 1))
  fi
}

(certificates)
mkdir -p "$work/project/docs"
cp -r "$root/techmarket.toml" "$root/database" "$work/project/"
cp -r "$root/docs/db" "$work/project/docs/"
start_mysql
start_postgres
unset TECHMARKET_PORT_OFFSET
export TECHMARKET_STATE_DIR=$work/state
for name in AUTH CATALOG ORDERS PAYMENTS; do
  export "${name}_DB_PORT=$port" "${name}_DB_TLS_CA=$work/ca.pem"
done
export DWH_DB_PORT=$((port + 1)) DWH_DB_TLS_CA=$work/ca.pem
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 "${servers[0]}" || { cat "$work/mysql.log"; exit 1; }
  sleep 0.2
done
for service in auth-db catalog-db orders-db payments-db dwh-db; do
  expect 0 '' "$program" schema migrate "$service" --allow rewrite,lock
done
expect 0 '' "$program" schema check
expect 0 '' "$program" generate
expect 0 '' "$program" etl run
expect 0 '' "$program" verify

# Без слова про TLS: MySQL на цій машині каже, що без нього не пустить, і програма шифрує.
expect 0 '' env -u AUTH_DB_TLS_CA "$program" schema check auth-db
expect 0 '' env -u AUTH_DB_TLS_CA AUTH_DB_TLS=require "$program" schema check auth-db
expect 78 'the environment (AUTH_DB_TLS)' env -u AUTH_DB_TLS_CA AUTH_DB_TLS=off "$program" schema check auth-db
expect 78 'the environment (AUTH_DB_TLS_CA)' env AUTH_DB_TLS_CA="$work/other.pem" "$program" schema check auth-db
expect 78 'the environment (AUTH_DB_HOST)' env AUTH_DB_HOST=no-such-host.invalid "$program" schema check auth-db
expect 78 'TLS of auth-db' env AUTH_DB_HOST=127.0.0.2 "$program" schema check auth-db
expect 78 'the environment (AUTH_DB_PASSWORD)' env AUTH_DB_PASSWORD=wrong "$program" schema check auth-db
expect 78 'TLS of dwh-db' env -u DWH_DB_TLS_CA "$program" schema check dwh-db
expect 0 '' env -u DWH_DB_TLS_CA DWH_DB_TLS=require "$program" schema check dwh-db
expect 78 'the environment (DWH_DB_TLS_CA)' env DWH_DB_TLS_CA="$work/other.pem" "$program" schema check dwh-db
expect 78 'the environment (DWH_DB_PASSWORD)' env DWH_DB_PASSWORD=wrong "$program" schema check dwh-db

echo "$passed passed, $failed failed"
((failed == 0))
