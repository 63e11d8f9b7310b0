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
cp -r "$root/techmarket.toml" "$root"/docker-compose*.yml "$root/database" "$project/"
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
is_unhealthy() { [[ $(docker inspect --format '{{.State.Health.Status}}' "$(container auth-db)") != healthy ]]; }

started=yes
# Третя таблиця хибна: образ виконує дві, зупиняється, а після перезапуску бере теку даних за готову.
awk '/^CREATE TABLE/ && ++n == 3 {print "CREATE TABLE broken (;"} {print}' "$auth_sql" >"$auth_sql.broken"
cp "$auth_sql" "$auth_sql.whole"
cp "$auth_sql.broken" "$auth_sql"
check 'compose starts a database whose third table is broken' compose up -d auth-db
restarted() { [[ $(docker inspect --format '{{.RestartCount}} {{.State.Status}}' "$(container auth-db)") == [1-9]*' running' ]] && in_mysql auth 'SELECT 1'; }
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
check 'no volume is left' test -z "$(docker volume ls --quiet --filter name=techmarket)"

# Адреси й паролі — з одного місця. Compose запускає людина, решту робить програма; каталогу ніхто не правив.
env_file=$project/.env
# Усі знаки, які пароль може мати.
usual_env() { printf 'AUTH_DB_PASSWORD=-_.,:=+@%%^~/aZ9\nDWH_DB_PASSWORD=p@s:s/w%%o=rd\n' >"$env_file"; }
usual_env
by_hand() { (cd "$project" && docker_compose "$@"); }
names_everything() { for service in auth-db catalog-db orders-db payments-db dwh-db; do grep -q "^$service .*ready" "$work/said" || return 1; done; }
same_containers() { [[ $(by_hand ps --quiet | sort) == "$1" ]]; }
hides_passwords() { ! grep -q 'aZ9\|rd@' "$work/said"; }
check 'docker-compose up -d by hand, with passwords from .env' by_hand up -d
check 'status needs no word about Docker' exits 0 60 techmarket status
check '... and shows all five' names_everything
check '... and no password of .env' hides_passwords
before=$(by_hand ps --quiet | sort)
check 'schema check reaches them' exits 0 60 techmarket schema check
check 'logs shows what runs' exits 0 30 techmarket logs auth-db
check 'up leaves the containers as they are' exits 0 120 techmarket up
check '... the very same ones' same_containers "$before"
check 'docker-compose up -d after it changes nothing' by_hand up -d
check '... the very same ones' same_containers "$before"
check 'generate fills them' exits 0 300 techmarket generate
check 'etl run loads the warehouse' exits 0 300 techmarket etl run
check 'verify finds nothing' exits 0 300 techmarket verify

# Хто має лише Docker: та сама програма своїм образом.
version=$("$program" --version | sed 's/.* //')
in_image() { by_hand run --rm -T techmarket "$@"; }
check 'the image of the program is built' "$here/program_image.sh" "$program" "techmarket:$version"
check 'docker-compose run techmarket verify agrees' exits 0 300 in_image verify
check 'docker-compose run techmarket simulate sells one more day' exits 0 300 in_image simulate --days 1
check 'docker-compose run techmarket etl run loads it' exits 0 300 in_image etl run
check 'docker-compose run techmarket generate repeats its world' exits 0 300 in_image generate --yes
check '... and the warehouse follows' exits 0 300 in_image etl run --allow-deletes
check '... and its answer is the answer' exits 64 60 in_image etl run --mode fast
check 'the databases stay when the command is over' exits 0 60 techmarket status
check 'verify from outside agrees' exits 0 300 techmarket verify

# Копія програмами образів.
check 'backup dumps with the programs of the images' exits 0 300 techmarket backup "$work/backups"
newest() { find "$work/backups" -mindepth 1 -maxdepth 1 -type d | sort | tail -1; }
is_dumped() {
  local folder service
  folder=$(newest)
  for service in auth catalog orders payments; do grep -q 'Dump completed' "$folder/$service-db.sql" || return 1; done
  [[ $(head -c 5 "$folder/dwh-db.dump") == PGDMP ]]
}
facts_in() { compose exec -T dwh-db psql -U postgres -d "$1" -tAc 'SELECT count(*) FROM fact_sales'; }
restores() {
  local rows
  compose exec -T dwh-db psql -U postgres -d postgres -qc 'CREATE DATABASE again OWNER dwh_user'
  compose exec -T dwh-db pg_restore -U postgres --dbname=again <"$(newest)/dwh-db.dump"
  rows=$(facts_in again)
  compose exec -T dwh-db psql -U postgres -d postgres -qc 'DROP DATABASE again'
  echo "$rows rows"
  [[ $rows == "$(facts_in dwh_db)" && $rows -gt 0 ]]
}
check '... whole' is_dumped
check '... and the warehouse can be restored from it' restores

# refuses ЗМІННА ЗНАЧЕННЯ СЛОВА: відмова за секунди, яка називає джерело.
refuses() { (export "$1=$2" && exits 78 10 techmarket schema check auth-db) && says "$3"; }
check 'a wrong password of the environment is named' refuses AUTH_DB_PASSWORD wrong 'the environment (AUTH_DB_PASSWORD)'
check 'a wrong user is named' refuses AUTH_DB_USER nobody 'the environment (AUTH_DB_USER)'
check 'a wrong host is named' refuses AUTH_DB_HOST no-such-host.invalid 'the environment (AUTH_DB_HOST)'
check 'TLS that verifies with nothing is named' refuses AUTH_DB_TLS verify 'the environment (AUTH_DB_TLS)'
check 'a character no image survives is named' refuses AUTH_DB_PASSWORD "it's" "must not contain '''"
sed -i 's/^AUTH_DB_PASSWORD=.*/AUTH_DB_PASSWORD=changed/' "$env_file"
check 'status says at once that the password of .env is not the one of the volume' exits 1 30 techmarket status
check '... and where it is from' says '.env line 1 (AUTH_DB_PASSWORD)'
check 'up does not wait for minutes' exits 78 90 techmarket up
check '... and names the line' says '.env line 1 (AUTH_DB_PASSWORD)'
usual_env
check 'with the old password up is content' exits 0 120 techmarket up

# Друга копія проєкту.
second=$work/second
rm -rf "$second"
cp -r "$project" "$second"
in_second() { (cd "$second" && "$program" "$@"); }
as_another() { (cd "$second" && export COMPOSE_PROJECT_NAME=second TECHMARKET_STATE_DIR=$work/second-state && "$@"); }
check 'a second checkout with the same project does not stop the first' exits 78 30 in_second down
check '... does not delete it' exits 78 30 in_second clean --runtime docker --yes
check '... and says whose it is' says "belongs to $project"
check 'with a project of its own it is told who holds the ports' exits 78 30 as_another "$program" up --runtime docker
check '... by name' says "of $project"
check 'down -v by hand in the second' as_another docker_compose down -v
check '... leaves the first as it is' exits 0 60 techmarket schema check

# Файл першого запуску зник: двигун зробив би з нього теку.
mv "$auth_sql" "$auth_sql.away"
check 'a missing init file is found first' exits 78 30 techmarket up
check '... and no folder is made of it' test ! -e "$auth_sql"
mv "$auth_sql.away" "$auth_sql"

if [[ -n $engine_pid ]]; then
  stop_engine
  check 'with the engine dead a command says so' exits 78 60 techmarket schema check
  check '... in words' says 'no Docker engine answers'
  check 'status says so too' exits 78 30 techmarket status
  start_engine "$work/engine"
  check 'with the engine back up is content' exits 0 300 techmarket up
fi
stop_auth() { docker stop "$(container auth-db)"; }
check 'auth-db is stopped behind our back' stop_auth
check 'a command says which container is down' exits 75 60 techmarket schema check
check '... by name' says 'auth-db: container'
check 'clean removes everything' exits 0 120 techmarket clean --yes
check 'no volume is left' test -z "$(docker volume ls --quiet --filter name=techmarket)"

# Паролі файлами.
mkdir -p "$project/secrets"
for name in mysql-root postgres-root auth-db catalog-db orders-db payments-db dwh-db; do
  echo "file-of-$name" >"$project/secrets/$name-password"
  echo "$(tr 'a-z-' 'A-Z_' <<<"$name")_PASSWORD_FILE=./secrets/$name-password"
done >"$env_file"
echo 'COMPOSE_FILE=docker-compose.yml:docker-compose.secrets.yml' >>"$env_file"
hides_secrets() { ! docker inspect "$(by_hand ps --quiet auth-db)" | grep -q file-of-; }
check 'up takes the passwords from files' exits 0 300 techmarket up --runtime docker
check '... and no container shows them' hides_secrets
check 'schema check does too' exits 0 60 techmarket schema check
check 'clean removes everything' exits 0 120 techmarket clean --yes
rm -f "$env_file"

# MariaDB 11: у її образі немає програм mysql і mysqldump.
export MYSQL_IMAGE=techmarket-test/mariadb
check 'up on MariaDB' exits 0 300 techmarket up --runtime docker
check 'schema check on MariaDB' exits 0 60 techmarket schema check
check 'generate on MariaDB' exits 0 300 techmarket generate
check 'backup of MariaDB' exits 0 300 techmarket backup "$work/backups"
check '... whole' is_dumped
check 'clean removes everything' exits 0 120 techmarket clean --yes
check 'no volume is left' test -z "$(docker volume ls --quiet --filter name=techmarket)"

echo "$passed passed, $failed failed"
((failed == 0))
