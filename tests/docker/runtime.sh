#!/usr/bin/env bash
# Справжні `techmarket up` і `status` над Docker: ціла база, база з хибною схемою, том зі старшою схемою — і вихід із
# кожного становища. Друга частина `make test-docker`; змінні ті самі, що в setup.sh.
set -euo pipefail

# shellcheck source=tests/docker/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
[[ -x $program ]] || skip 'build/techmarket is not built'

# Копія проєкту: схему тут ламають і міняють.
project=$work/project
rm -rf "$project" "$TECHMARKET_STATE_DIR"
mkdir -p "$project/docs"
cp -r "$root/techmarket.toml" "$root/docker-compose.yml" "$root/database" "$project/"
cp -r "$root/docs/db" "$project/docs/"
auth_sql=$project/database/init/01_auth_schema.sql

techmarket() { (cd "$project" && "$program" "$@"); }
# exits КОД СЕКУНД КОМАНДА…: саме такий код і не довше.
exits() {
  local code=$1 limit=$2 found=0 from=$SECONDS
  shift 2
  "$@" >"$work/said" 2>&1 || found=$?
  cat "$work/said"
  echo "exit code $found after $((SECONDS - from)) s"
  [[ $found == "$code" ]] && ((SECONDS - from <= limit))
}
says() { grep -qF -- "$1" "$work/said"; }
up() { techmarket up --runtime docker; }
status() { techmarket status --runtime docker; }
is_unhealthy() { [[ $(docker inspect --format '{{.State.Health.Status}}' techmarket-auth-db) != healthy ]]; }

started=yes
# Третя таблиця хибна: образ виконує дві, зупиняється, а після перезапуску бере теку даних за готову.
awk '/^CREATE TABLE/ && ++n == 3 {print "CREATE TABLE broken (;"} {print}' "$auth_sql" >"$auth_sql.broken"
cp "$auth_sql" "$auth_sql.whole"
cp "$auth_sql.broken" "$auth_sql"
check 'compose starts a database whose third table is broken' compose up -d auth-db
restarted() { [[ $(docker inspect --format '{{.RestartCount}} {{.State.Status}}' techmarket-auth-db) == [1-9]*' running' ]] && in_mysql auth 'SELECT 1'; }
for ((attempt = 0; attempt < 360; ++attempt)); do
  restarted >/dev/null 2>&1 && break
  sleep 0.5
done
check 'it answers after the restart with two tables' test "$(in_mysql auth 'SHOW TABLES' | wc -l)" = 2
check 'it is not healthy all the same' is_unhealthy
check 'up fails in seconds' exits 78 60 up
check '... and says why' says 'auth-db: its schema is not complete: the first start was interrupted, or its SQL failed'
check 'status fails at once' exits 1 30 status
cp "$auth_sql.whole" "$auth_sql"
check 'schema migrate adds what is missing' techmarket schema migrate auth-db --allow rewrite,lock
check 'up is content then' exits 0 300 up
check 'status is content then' exits 0 30 status
check 'schema check sees no difference' techmarket schema check

# Файл схеми пішов уперед, а том лишився.
sed -i '0,/^Table roles {/s//Table roles {\n  extra int/' "$project/docs/db/auth_mysql.dbml"
check 'the DBML gets a new column' techmarket schema build
check 'up says in seconds that the volume is older' exits 1 60 up
check '... and how to go on' says 'auth-db: its volume holds another version of the schema'
check 'status says the same' exits 1 30 status
check 'schema migrate brings the volume forward' techmarket schema migrate auth-db
check 'up is content again' exits 0 120 up
check 'clean removes everything' techmarket clean --runtime docker --yes
check 'no volume is left' test -z "$(docker volume ls --quiet --filter name=techmarket-)"

echo "$passed passed, $failed failed"
((failed == 0))
