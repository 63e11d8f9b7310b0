#!/usr/bin/env bash
# Самі бази: цілі, доступні, переживають вилучений под і звільнений вузол. Підключається з run.sh.
# shellcheck disable=SC2154  # змінні оголошує run.sh

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
  ready auth-db
  [[ $(mysql_says auth-db 'SELECT w FROM word') == Їжак ]] && mysql_says auth-db 'DROP TABLE word'
}
drains() {
  kubectl drain node1 --ignore-daemonsets --delete-emptydir-data --timeout=300s
  kubectl uncordon node1
  local database
  for database in "${databases[@]}"; do ready "$database"; done
}

check 'five pods are Running' all_running
check 'five volumes are Bound' all_bound
check 'no probe has restarted a pod' no_restarts
check 'status is content' techmarket status --runtime k8s
check 'auth-db keeps Ukrainian text as the DBML says it' keeps_ukrainian
check 'dwh-db keeps Ukrainian text as the DBML says it' warehouse_keeps_ukrainian
check 'the plain client writes and reads Ukrainian' types_ukrainian
check 'a deleted pod comes back with its data' comes_back
check 'the node can be drained' drains
