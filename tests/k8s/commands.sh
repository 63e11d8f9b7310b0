#!/usr/bin/env bash
# Дані однією командою: завдання з образом програми. Підключається з run.sh.
# shellcheck disable=SC2154  # змінні оголошує run.sh

image_is_missing_for_a_command() {
  # Завдання вилучає команда, тож його стан записуємо, доки вона чекає.
  (sleep 12 && record generate) &
  says 45 78 'make image' techmarket generate --yes
}
no_jobs() { [[ -z $(kube get jobs --output name) ]]; }
answers_json() {
  techmarket verify --runtime k8s --json >"$work/json" && python3 -c 'import json,sys; assert json.load(open(sys.argv[1]))["ok"]' "$work/json"
}
passes_codes() {
  says 60 64 "unknown mode 'fast'" techmarket etl run --mode fast || return
  says 120 1 'checks failed' sh -c "cd '$copy' && '$program' verify --quiet"
}
is_interrupted() {
  (cd "$copy" && exec "$program" generate --scale 100 --yes) >"$work/said" 2>&1 &
  local pid=$! code=0 until=$((SECONDS + 60))
  until kube get jobs --output jsonpath='{.items[*].status.active}' | grep -q 1 && grep -q 'loading\|rows' "$work/said"; do
    ((SECONDS < until)) || break
    sleep 0.5
  done
  kill -INT "$pid"
  wait "$pid" || code=$?
  cat "$work/said"
  [[ $code == 130 ]] && no_jobs
}
survives_a_lost_pod() {
  (cd "$copy" && exec "$program" simulate --days 20) >"$work/said" 2>&1 &
  local pid=$! code=0
  until kube get jobs --output jsonpath='{.items[*].status.active}' | grep -q 1; do sleep 0.5; done
  sleep 3
  kube delete pod orders-db-0 --grace-period=0 --force
  wait "$pid" || code=$?
  cat "$work/said"
  ready orders-db
  [[ $code == 0 || $code == 75 ]] && techmarket simulate --days 1
}
backs_up() {
  techmarket backup "$copy/copies" && ls -l "$copy"/copies/*/ && [[ $(ls "$copy"/copies/*/*.sql "$copy"/copies/*/*.dump | wc -l) == 5 ]]
}
# Понад 256 KiB: звичайний apply такого не вміщає. Схема інша, ніж у томі, тож і міграція — в кластері.
large_schema() {
  python3 - "$copy/docs/db/auth_mysql.dbml" <<'PY'
import sys
with open(sys.argv[1], 'a') as file:
    for table in range(150):
        columns = ''.join(f"  c{i} varchar(40) [note: 'стовпець {i} великої таблиці номер {table}']\n" for i in range(20))
        file.write(f"\nTable big_{table:03} {{\n  id int [pk]\n{columns}  Note: 'велика'\n}}\n")
PY
  techmarket schema build && (($(stat -c %s "$copy/database/init/01_auth_schema.sql") > 262144)) || return
  says 60 1 'auth-db: its volume holds another version of the schema' techmarket up || return
  techmarket schema migrate && techmarket up && [[ $(mysql_says auth-db "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'big_%'") == 150 ]]
}

check 'a command without its image says how to get it' image_is_missing_for_a_command
check 'it leaves no job behind' no_jobs
"$cluster" image "$program_image" >/dev/null
check 'generate fills the databases from a job' techmarket generate --yes
check 'etl run loads the warehouse from a job' techmarket etl run
check 'verify proves it from a job' techmarket verify
check 'the answer of a job is clean JSON on stdout' answers_json
check 'simulate goes on after a database pod was killed under it' survives_a_lost_pod
check 'exit codes pass through' passes_codes
check 'the warehouse catches up' techmarket etl run
check 'verify agrees again' techmarket verify --quiet
check 'backup brings five dumps here' backs_up
check 'Ctrl-C stops the job' is_interrupted
check 'generate repairs what was interrupted' techmarket generate --yes
check 'a schema over 256 KiB is applied and migrated' large_schema
check 'no job is left' no_jobs
cp "$root/docs/db/auth_mysql.dbml" "$copy/docs/db/" && cp "$root/database/init/01_auth_schema.sql" "$copy/database/init/"
check 'the schema comes back' techmarket schema migrate --allow data-loss
