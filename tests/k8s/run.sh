#!/usr/bin/env bash
# Справжній запуск маніфестів k8s/ у власному кластері (cluster.sh) на образах, що дотримуються договору офіційних:
# п'ять подів Running, усі томи Bound, текст DBML цілий, вилучений под повертається з даними, вузол звільняється,
# хибна схема не стає ready. `make test-k8s`; перший запуск збирає кластер (хвилини), далі він лежить у /var/tmp.
# Код 77 — пропущено: машина не може.
set -euo pipefail

cluster=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/cluster.sh
"$cluster" build || exit
skip_code=77
# shellcheck source=tests/docker/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../docker/setup.sh"
started=

# Образи маніфестів — під тими іменами, які в них написано.
images=$work/k8s-images.tar
docker tag techmarket-test/mysql mysql:8.4
docker tag techmarket-test/postgres postgres:17
docker save --output "$images" mysql:8.4 postgres:17
stop_engine

finish() {
  local code=$?
  "$cluster" stop
  rm -f "$images"
  return "$code"
}
rm -rf "$TECHMARKET_STATE_DIR"
"$cluster" start
eval "$("$cluster" env)"
"$cluster" image "$images" >/dev/null
"$cluster" pv 5 20Gi >/dev/null

kube() { kubectl --namespace techmarket "$@"; }
in_pod() { kube exec "$1-0" -- sh -c "$2"; }
mysql_says() { in_pod "$1" "MYSQL_PWD=\$(cat /run/credentials/password) mysql -h 127.0.0.1 -u \$MYSQL_USER -N -e \"$2\" \$MYSQL_DATABASE"; }
postgres_says() { in_pod dwh-db "psql -U postgres -d \$POSTGRES_DB -tAc \"$1\""; }
techmarket() { (cd "$root" && "$program" "$@"); }
databases=(auth-db catalog-db orders-db payments-db dwh-db)

all_running() { [[ $(kube get pods --no-headers | tee /dev/stderr | grep -c ' 1/1 *Running') == 5 ]]; }
all_bound() { [[ $(kube get pvc --no-headers | tee /dev/stderr | grep -c ' Bound ') == 5 ]]; }
no_restarts() { [[ $(kube get pods --output jsonpath='{.items[*].status.containerStatuses[0].restartCount}') == '0 0 0 0 0' ]]; }
keeps_ukrainian() {
  mysql_says auth-db "SELECT column_comment FROM information_schema.columns WHERE column_name = 'algo'" | tee /dev/stderr |
    grep -qF 'алгоритм із PHC-рядка'
}
warehouse_keeps_ukrainian() { postgres_says "SELECT obj_description('fact_sales'::regclass)" | tee /dev/stderr | grep -qF 'позицію'; }
types_ukrainian() {
  mysql_says auth-db "CREATE TABLE word (w varchar(20)); INSERT INTO word VALUES ('Їжак')"
  [[ $(mysql_says auth-db 'SELECT w, CHAR_LENGTH(w) FROM word') == $'Їжак\t4' ]]
}
comes_back() {
  kube delete pod auth-db-0 --wait
  kube rollout status statefulset/auth-db --timeout=180s
  [[ $(mysql_says auth-db 'SELECT w FROM word') == Їжак ]]
}
drains() {
  kubectl drain node1 --ignore-daemonsets --delete-emptydir-data --timeout=300s
  kubectl uncordon node1
  local database
  for database in "${databases[@]}"; do kube rollout status "statefulset/$database" --timeout=300s; done
}
refuses_unfinished() {
  mysql_says catalog-db 'DROP TABLE _techmarket_schema'
  kube wait pod/catalog-db-0 --for=condition=Ready=false --timeout=90s
  local from=$SECONDS found=0
  techmarket up --runtime k8s >"$work/said" 2>&1 || found=$?
  cat "$work/said"
  [[ $found == 78 ]] && ((SECONDS - from < 60)) && grep -qF 'catalog-db: its schema is not complete' "$work/said"
}

check 'up deploys the manifests and waits until they are ready' techmarket up --runtime k8s
check 'five pods are Running' all_running
check 'five volumes are Bound' all_bound
check 'no probe has restarted a pod' no_restarts
check 'status is content' techmarket status --runtime k8s
check 'auth-db keeps Ukrainian text as the DBML says it' keeps_ukrainian
check 'dwh-db keeps Ukrainian text as the DBML says it' warehouse_keeps_ukrainian
check 'the plain client writes and reads Ukrainian' types_ukrainian
check 'a deleted pod comes back with its data' comes_back
check 'the node can be drained' drains
check 'up says in seconds that a schema is unfinished' refuses_unfinished
check 'clean deletes the namespace' techmarket clean --runtime k8s --yes

echo "$passed passed, $failed failed"
((failed == 0))
