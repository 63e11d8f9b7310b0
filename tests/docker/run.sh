#!/usr/bin/env bash
# Справжній запуск docker-compose.yml: образи з пакетів (images/build.sh), усі сервіси до «healthy», запити через
# docker-compose exec, повторний запуск на тих самих томах, прибирання. `make test-docker`.
set -euo pipefail

# shellcheck source=tests/docker/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# Сервіс, файл схеми: те, що обіцяє каталог.
mysql_services=(auth:01 catalog:02 orders:03 payments:04)

sql_file() { echo "$root"/database/init/"$1"_*.sql; }
tables_in() { grep -c '^CREATE TABLE' "$1"; }

is_healthy() { [[ $(docker inspect --format '{{.State.Health.Status}}' "$(container "$1-db")") == healthy ]]; }
answers() { [[ $(in_mysql "$1" 'SELECT 1') == 1 ]]; }
has_all_tables() {
  local query="SELECT count(*) FROM information_schema.tables WHERE table_schema = '$1_db' AND table_name NOT LIKE '\\_techmarket%'"
  local found expected
  found=$(in_mysql "$1" "$query")
  expected=$(tables_in "$(sql_file "$2")")
  echo "$found of $expected tables"
  [[ $found == "$expected" ]]
}
warehouse_has_all_tables() {
  local query="SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name NOT LIKE '\\_techmarket%'"
  local found expected
  found=$(in_postgres "$query")
  expected=$(tables_in "$(sql_file 05)")
  echo "$found of $expected tables"
  [[ $found == "$expected" ]]
}

# Схема ще раз, в окрему базу: сервер не має сказати нічого, навіть попередження.
applies_in_silence() {
  local said
  compose exec -T "$1-db" mysql -uroot -prootpass -e 'CREATE DATABASE scratch' 2>/dev/null
  said=$(compose exec -T "$1-db" mysql -uroot -prootpass --show-warnings scratch <"$(sql_file "$2")" 2>&1 |
    grep -v 'Using a password on the command line' || true)
  compose exec -T "$1-db" mysql -uroot -prootpass -e 'DROP DATABASE scratch' 2>/dev/null
  echo "$said"
  [[ -z $said ]]
}
warehouse_applies_in_silence() {
  local said
  compose exec -T dwh-db psql -U postgres -d postgres -qc 'CREATE DATABASE scratch OWNER dwh_user'
  said=$(compose exec -T dwh-db psql -U dwh_user -d scratch --no-psqlrc -v ON_ERROR_STOP=1 --quiet <"$(sql_file 05)" 2>&1 || echo failed)
  in_postgres 'DROP DATABASE scratch' >/dev/null
  echo "$said"
  [[ -z $said ]]
}

is_reachable_from_host() { exec 3<>"/dev/tcp/127.0.0.1/$1" && exec 3>&-; }
is_limited() { [[ $(docker inspect --format '{{.HostConfig.Memory}}' "$(container "$1-db")") == "$2" ]]; }
accepts_local_infile() { [[ $(in_mysql "$1" 'SELECT @@local_infile, @@character_set_server') == $'1\tutf8mb4' ]]; }
hides_password() {
  # Перевірка готовності не повинна показувати пароль у списку процесів.
  ! docker inspect --format '{{json .Config.Healthcheck.Test}}' "$(container "$1-db")" | grep -q "$1_pass"
}
owns_only_its_database() {
  # Рівно два рядки прав: увійти і володіти своєю базою; root ззовні контейнера не пускають.
  [[ $(in_mysql "$1" 'SHOW GRANTS' | wc -l) == 2 ]] &&
    [[ $(compose exec -T "$1-db" mysql -uroot -prootpass -NBe "SELECT GROUP_CONCAT(host) FROM mysql.user WHERE user = 'root'") == localhost ]]
}
warehouse_user_is_no_superuser() {
  [[ $(in_postgres 'SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user') == f ]] &&
    [[ $(in_postgres "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relowner <> current_user::regrole") == 0 ]] &&
    ! in_postgres "COPY (SELECT 1) TO PROGRAM 'true'"
}
superuser_stays_inside() {
  ! compose exec -T -e PGPASSWORD=rootpass dwh-db psql -h 127.0.0.1 -U postgres -d postgres -tAc 'SELECT 1' &&
    compose exec -T -e PGPASSWORD=dwh_pass dwh-db psql -h 127.0.0.1 -U dwh_user -d postgres -tAc 'SELECT 1'
}
# Том ConfigMap не дає права на виконання: образ тоді включає скрипт, а паролі лежать у файлах.
service_user_without_execute_right() {
  local folder=$work/included answer=
  mkdir -p "$folder/init" "$folder/credentials"
  cp "$root/database/init/00_service_user.sh" "$folder/init/"
  chmod 0644 "$folder/init/00_service_user.sh"
  printf 'root' >"$folder/credentials/root"
  printf "it's" >"$folder/credentials/password"
  docker run --detach --name techmarket-included --volume "$folder/init:/docker-entrypoint-initdb.d:ro" \
    --volume "$folder/credentials:/credentials:ro" --env POSTGRES_DB=shop --env POSTGRES_USER=postgres \
    --env POSTGRES_PASSWORD_FILE=/credentials/root --env SERVICE_USER=shopkeeper \
    --env SERVICE_PASSWORD_FILE=/credentials/password "$POSTGRES_IMAGE"
  for ((attempt = 0; attempt < 120; ++attempt)); do
    answer=$(docker exec --env PGPASSWORD="it's" techmarket-included psql -h 127.0.0.1 -U shopkeeper -d shop -tAc \
      'SELECT rolsuper FROM pg_roles WHERE rolname = current_user' 2>/dev/null) && break
    sleep 0.5
  done
  docker rm --force techmarket-included
  [[ $answer == f ]]
}
# Примітка стовпця — текст, який прийшов із файла схеми через клієнт образу.
keeps_ukrainian() {
  local query="SELECT column_comment FROM information_schema.columns WHERE table_schema = 'auth_db' AND column_name = 'algo'"
  in_mysql auth "$query" | tee /dev/stderr | grep -qF 'алгоритм із PHC-рядка'
}
warehouse_keeps_ukrainian() {
  in_postgres "SELECT obj_description('fact_sales'::regclass)" | tee /dev/stderr | grep -qF 'позиці'
}
# Рядок з термінала людини — і назад, тим самим клієнтом.
types_ukrainian() {
  in_mysql catalog "CREATE TABLE word (w varchar(20)); INSERT INTO word VALUES ('Їжак')"
  [[ $(in_mysql catalog 'SELECT w, CHAR_LENGTH(w) FROM word; DROP TABLE word') == $'Їжак\t4' ]]
}
agrees_with_dbml() { (cd "$root" && "$program" schema check); }
gives_half_its_memory_to_the_page_cache() {
  [[ $(in_mysql auth 'SELECT @@innodb_buffer_pool_size') == $((256 << 20)) && $(in_postgres 'SHOW shared_buffers') == 128MB ]]
}
# Образ, що кладе дані інакше: за договором 15–17 тека оголошена томом, а PGDATA має типове значення.
works_on_older_postgres() {
  compose stop dwh-db && compose rm --force dwh-db && docker volume rm techmarket_techmarket-dwh-db-data
  POSTGRES_IMAGE=techmarket-test/postgres-17 compose up -d dwh-db
  local attempt
  for ((attempt = 0; attempt < 240; ++attempt)); do
    is_healthy dwh && break
    sleep 0.5
  done
  in_postgres 'CREATE TABLE survives AS SELECT 7 AS id' &&
    POSTGRES_IMAGE=techmarket-test/postgres-17 compose up -d --force-recreate dwh-db
  for ((attempt = 0; attempt < 120; ++attempt)); do
    [[ $(in_postgres 'SELECT id FROM survives' 2>/dev/null) == 7 ]] && return
    sleep 0.5
  done
  return 1
}
is_locked_down() {
  [[ $(docker inspect --format '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.LogConfig.Config}}' "$(container "$1")") == \
    'true [ALL] [no-new-privileges:true] map[max-file:3 max-size:10m]' ]]
}
keeps_utc() { [[ $(in_mysql auth 'SELECT @@global.time_zone') == +00:00 && $(in_postgres 'SHOW timezone') == UTC ]]; }
limits_its_binary_log() { [[ $(in_mysql auth 'SELECT @@binlog_expire_logs_seconds, @@max_binlog_size') == $'86400\t134217728' ]]; }
adminer_is_healthy() {
  local attempt
  for ((attempt = 0; attempt < 60; ++attempt)); do
    [[ $(docker inspect --format '{{.State.Health.Status}}' "$(container adminer)") == healthy ]] && return
    sleep 0.5
  done
  return 1
}
only_this_machine() { [[ $(docker inspect --format '{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}} {{end}}{{end}}' "$(container "$1")") == '127.0.0.1 ' ]]; }
# Усі з'єднання зайнято: база завантажена, а не хвора. Перевірка — та сама команда, яку виконує двигун.
passes_its_healthcheck() {
  local id test
  id=$(container "$1-db")
  test=$(docker inspect --format '{{index .Config.Healthcheck.Test 1}}' "$id")
  docker exec "$id" /bin/sh -c "$test"
}
mysql_is_healthy_when_full() {
  compose exec -T auth-db mysql -uroot -prootpass -e 'SET GLOBAL max_connections = 1' &&
    { in_mysql auth 'SELECT SLEEP(600)' & }
  local holder=$! found=0
  sleep 3
  compose exec -T auth-db mysql -u auth_user -pauth_pass auth_db -e 'SELECT 1' 2>&1 | grep -i 'too many connections' &&
    passes_its_healthcheck auth || found=1
  compose exec -T auth-db mysql -uroot -prootpass -e "SET GLOBAL max_connections = 151;
    SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE info LIKE '%SLEEP(600)%' AND id <> CONNECTION_ID()" --skip-column-names |
    compose exec -T auth-db mysql -uroot -prootpass
  wait "$holder" || true
  return $found
}
warehouse_is_healthy_when_full() {
  local found=0
  in_postgres 'SELECT 1' && compose exec -T dwh-db psql -U postgres -d postgres -qc 'ALTER ROLE dwh_user CONNECTION LIMIT 0'
  in_postgres 'SELECT 1' 2>&1 | grep -i 'too many connections' && passes_its_healthcheck dwh || found=1
  compose exec -T dwh-db psql -U postgres -d postgres -qc 'ALTER ROLE dwh_user CONNECTION LIMIT -1'
  return $found
}
shows_adminer() { curl --silent --fail --max-time 10 "http://127.0.0.1:$ADMINER_PORT/" | grep -qi adminer; }
keeps_tables() {
  in_mysql auth 'CREATE TABLE survives (id INT PRIMARY KEY); INSERT INTO survives VALUES (7)'
  compose down --timeout 60 && compose up -d
  [[ $(in_mysql auth 'SELECT id FROM survives') == 7 ]]
}

echo "compose: $(compose version --short 2>/dev/null), engine: $(docker version --format '{{.Server.Version}}')"
started=yes
check 'docker-compose up -d waits until all databases are healthy' compose up -d
if ((failed > 0)); then
  compose logs --tail=20 || true
  echo "$passed passed, $failed failed"
  exit 1
fi
for entry in "${mysql_services[@]}"; do
  service=${entry%:*} number=${entry#*:}
  check "$service-db is healthy" is_healthy "$service"
  check "$service-db answers its user" answers "$service"
  check "$service-db holds every table of its schema" has_all_tables "$service" "$number"
  check "$service-db takes its schema without a warning" applies_in_silence "$service" "$number"
  check "$service-db allows LOAD DATA LOCAL and speaks utf8mb4" accepts_local_infile "$service"
  check "$service-db has its memory limit" is_limited "$service" $((2 << 30))
  check "$service-db gives its user nothing but its database" owns_only_its_database "$service"
  check "$service-db does not show its password in the healthcheck" hides_password "$service"
done
check 'dwh-db is healthy' is_healthy dwh
check 'dwh-db holds every table of its schema' warehouse_has_all_tables
check 'dwh-db takes its schema without a notice' warehouse_applies_in_silence
check 'dwh-db gives its user no rights of a superuser' warehouse_user_is_no_superuser
check 'the script of the service user works without the right to execute' service_user_without_execute_right
check 'dwh-db lets its superuser in only from inside' superuser_stays_inside
check 'dwh-db has its memory limit' is_limited dwh $((1 << 30))
for number in "$AUTH_DB_PORT" "$CATALOG_DB_PORT" "$ORDERS_DB_PORT" "$PAYMENTS_DB_PORT" "$DWH_DB_PORT"; do
  check "port $number is open on 127.0.0.1" is_reachable_from_host "$number"
done
check 'auth-db keeps Ukrainian text as the DBML says it' keeps_ukrainian
check 'dwh-db keeps Ukrainian text as the DBML says it' warehouse_keeps_ukrainian
check 'the plain client writes and reads Ukrainian' types_ukrainian
check 'page caches take half of the memory request' gives_half_its_memory_to_the_page_cache
if [[ -x $program ]]; then
  check 'schema check sees no difference' agrees_with_dbml
fi
check 'Adminer shows its page' shows_adminer
check 'Adminer becomes healthy' adminer_is_healthy
for service in auth-db dwh-db adminer; do
  check "$service has a read-only root, no capabilities of its own and a limited log" is_locked_down "$service"
  check "$service is open to this machine only" only_this_machine "$service"
done
check 'every server keeps UTC' keeps_utc
check 'auth-db stays healthy when all its connections are in use' mysql_is_healthy_when_full
check 'dwh-db stays healthy when its user has no connection left' warehouse_is_healthy_when_full
check 'the binary log of MySQL has a limit' limits_its_binary_log
check 'data outlives docker-compose down and up' keeps_tables
check 'dwh-db keeps its data in the named volume of an older image too' works_on_older_postgres

echo "$passed passed, $failed failed"
((failed == 0))
