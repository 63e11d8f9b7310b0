#!/usr/bin/env bash
# Спільне для справжніх запусків у Docker: двигун, образи, порти, лічба перевірок, прибирання. Підключається через source.
#
#   TECHMARKET_DOCKER_TEST_DIR   де лежать корінь образів і двигун (типово /var/tmp/techmarket-docker-test)
#   TECHMARKET_DOCKER_TEST_COMPOSE=2  Compose 2 із Debian sid замість docker-compose цієї машини
#   TECHMARKET_DOCKER_TEST_PORT  порт auth-db на хості (типово 23200); решта зсунута так само
#
# Чужих даних не чіпає: якщо в двигуні вже є томи чи контейнери techmarket, тест відмовляється працювати.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${TECHMARKET_DOCKER_TEST_DIR:-/var/tmp/techmarket-docker-test}
port=${TECHMARKET_DOCKER_TEST_PORT:-23200}
project=$root # чий docker-compose.yml
passed=0 failed=0 started=

# shellcheck source=tests/docker/engine.sh
source "$here/engine.sh"

skip() {
  echo "SKIPPED: $1"
  echo '0 passed, 0 failed, 1 skipped'
  exit "${skip_code:-0}"
}

# check НАЗВА КОМАНДА…
check() {
  local name=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    echo "ok      $name"
    passed=$((passed + 1))
  else
    echo "FAILED  $name"
    sed 's/^/        /' "$work/check.log"
    failed=$((failed + 1))
  fi
}

finish() {
  local code=$?
  if [[ -n $started ]]; then
    compose down --volumes --timeout 30 >/dev/null 2>&1 || true
  fi
  stop_engine
  return "$code"
}
trap finish EXIT

if [[ ${TECHMARKET_DOCKER_TEST_COMPOSE:-} == 2 || ! -x $(command -v docker-compose) ]]; then
  docker_compose() { docker compose "$@"; }
else
  docker_compose() { docker-compose "$@"; }
fi
# Явно названий файл: проєкт буває й копією в іншій теці.
compose() { docker_compose --project-directory "$project" --file "$project/docker-compose.yml" "$@"; }
if [[ ${TECHMARKET_DOCKER_TEST_COMPOSE:-} == 2 ]]; then
  # Із тестового кореня, а не docker-compose машини: там лише 1.29.
  export DOCKER_CONFIG=$work/compose2
elif ! docker_compose version >/dev/null 2>&1; then
  skip 'neither docker-compose nor docker compose is installed (apt-get install docker-compose docker.io iptables)'
fi
export COMPOSE_PROJECT_NAME=techmarket
export MYSQL_IMAGE=techmarket-test/mysql POSTGRES_IMAGE=techmarket-test/postgres ADMINER_IMAGE=techmarket-test/adminer
# Той самий зсув, що й у каталозі: контейнери бачить і docker-compose, і techmarket.
export TECHMARKET_PORT_OFFSET=$((port - 3306)) TECHMARKET_STATE_DIR=$work/state
export AUTH_DB_PORT=$port CATALOG_DB_PORT=$((port + 1)) ORDERS_DB_PORT=$((port + 2)) \
  PAYMENTS_DB_PORT=$((port + 3)) DWH_DB_PORT=$((5432 + TECHMARKET_PORT_OFFSET)) \
  ADMINER_PORT=$((8080 + TECHMARKET_PORT_OFFSET))

mkdir -p "$work"
start_engine "$work/engine" || skip "$engine_reason"
if [[ -n $(docker ps --all --quiet --filter name=techmarket; docker volume ls --quiet --filter name=techmarket) ]]; then
  skip 'this Docker engine already holds containers or volumes of techmarket; they would be lost'
fi
# Образи збираються щоразу: шари з кешу, тож зміна входу образу не лишається непоміченою.
command -v debootstrap >/dev/null || [[ -d $work/base ]] ||
  skip 'the test images are not built and debootstrap is not installed'
"$here/images/build.sh" "$work"
[[ ${TECHMARKET_DOCKER_TEST_COMPOSE:-} != 2 ]] || "$here/images/compose2.sh" "$work" || skip 'Compose 2 could not be fetched'

# container ІМ'Я: номер контейнера сервісу; Compose 1 і 2 називають їх по-різному.
container() { compose ps --all --quiet "$1"; }
# in_mysql ІМ'Я ЗАПИТ: саме так, як пише DATABASE_README.md.
in_mysql() { compose exec -T "$1-db" mysql -u "$1_user" "-p$1_pass" "$1_db" --batch --skip-column-names -e "$2" 2>/dev/null; }
in_postgres() { compose exec -T dwh-db psql -U dwh_user -d dwh_db -tAc "$1"; }
# Справжня програма, якщо її зібрано.
# shellcheck disable=SC2034  # читає той, хто підключає
program=$root/build/techmarket
