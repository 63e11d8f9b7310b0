#!/usr/bin/env bash
# Справжній запуск маніфестів k8s/ у власному кластері (cluster.sh) на образах, що дотримуються договору офіційних:
# кожна пастка викликана й названа, п'ять подів Running, усі томи Bound, текст DBML цілий, дані приходять однією
# командою, вилучений под повертається з даними, вузол звільняється, велика схема застосовується.
# `make test-k8s`; перший запуск збирає кластер (хвилини), далі він лежить у /var/tmp.
# Код 77 — пропущено: машина не може.
#   TECHMARKET_K8S_PROGRAM   програма замість build/techmarket
#   TECHMARKET_K8S_RECORD    тека, куди записати стан кластера в кожній пастці (src/runtime/kubernetes/testing)
set -euo pipefail

here_k8s=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here_k8s/cluster.sh
"$cluster" build || exit
skip_code=77
# shellcheck source=tests/docker/setup.sh
source "$here_k8s/../docker/setup.sh"
started=
program=${TECHMARKET_K8S_PROGRAM:-$program}

# Образи маніфестів — під тими іменами, які в них написано; образ програми — з Dockerfile на тій самій основі.
images=$work/k8s-images.tar program_image=$work/k8s-program.tar
version=$("$program" --version | sed 's/.* //')
docker tag techmarket-test/mysql mysql:8.4
docker tag techmarket-test/postgres-17 postgres:17
docker save --output "$images" mysql:8.4 postgres:17
"$here/program_image.sh" "$program" "techmarket:$version"
docker save --output "$program_image" "techmarket:$version"
stop_engine

finish() {
  local code=$?
  "$cluster" stop
  rm -rf "$images" "$program_image" "$copy"
  return "$code"
}
rm -rf "$TECHMARKET_STATE_DIR"
# Проєкт, у якому тест псує techmarket.toml, — копія.
copy=$(mktemp -d)
cp -r "$root"/{techmarket.toml,docs,database,k8s} "$copy/"
"$cluster" start
eval "$("$cluster" env)"
"$cluster" image "$images" >/dev/null
overlays=1
"$cluster" kustomize || overlays=

kube() { kubectl --namespace techmarket "$@"; }
in_pod() { kube exec "$1-0" -- sh -c "$2"; }
mysql_says() { in_pod "$1" "MYSQL_PWD=\$(cat /run/credentials/password) mysql -h 127.0.0.1 -u \$MYSQL_USER -N -e \"$2\" \$MYSQL_DATABASE"; }
postgres_says() { in_pod dwh-db "psql -U postgres -d \$POSTGRES_DB -tAc \"$1\""; }
techmarket() { (cd "$copy" && "$program" "$@"); }
databases=(auth-db catalog-db orders-db payments-db dwh-db)
ready() { kube rollout status "statefulset/$1" --timeout=240s; }

# Стан кластера — відповідь для obstacles_test; зветься, як перевірка, що її викликала.
record() {
  [[ -n ${TECHMARKET_K8S_RECORD:-} ]] || return 0
  local name='' caller
  for caller in "${FUNCNAME[@]:1}"; do [[ $caller != check ]] || break; name=$caller; done
  mkdir -p "$TECHMARKET_K8S_RECORD"
  kube get statefulsets,jobs,pods,persistentvolumeclaims,events --output json |
    jq --arg service "${1:-auth-db}" --from-file "$here_k8s/observed.jq" >"$TECHMARKET_K8S_RECORD/$name.json"
}
# says СЕКУНД КОД СЛОВА КОМАНДА…: команда скінчилася вчасно, з цим кодом і сказала це.
says() {
  local seconds=$1 code=$2 words=$3 from=$SECONDS found=0
  shift 3
  "$@" >"$work/said" 2>&1 || found=$?
  record
  cat "$work/said"
  echo "code $found after $((SECONDS - from)) s"
  [[ $found == "$code" ]] && ((SECONDS - from <= seconds)) && grep -qF -- "$words" "$work/said"
}
# reports СЕКУНД СЛОВА: status каже це раніше, ніж скінчиться час.
reports() {
  local until=$((SECONDS + $1))
  until techmarket status --runtime k8s 2>&1 | tee "$work/said" | grep -qF -- "$2"; do
    ((SECONDS < until)) || { cat "$work/said"; return 1; }
    sleep 1
  done
  record
  cat "$work/said"
}
# with_setting СЕРВІС КЛЮЧ ЗНАЧЕННЯ: у копії проєкту, разом зі згенерованим.
with_setting() {
  sed -i "/^name = \"$1\"/,/^\[\[service\]\]/ s|^$2 = .*|$2 = \"$3\"|" "$copy/techmarket.toml"
  techmarket render >/dev/null
}
restored() {
  cp "$root/techmarket.toml" "$copy/techmarket.toml"
  techmarket render >/dev/null
  techmarket up --runtime k8s
}

# shellcheck source=tests/k8s/volumes.sh
source "$here_k8s/volumes.sh"
# shellcheck source=tests/k8s/databases.sh
source "$here_k8s/databases.sh"
# shellcheck source=tests/k8s/commands.sh
source "$here_k8s/commands.sh"
# shellcheck source=tests/k8s/pitfalls.sh
source "$here_k8s/pitfalls.sh"

check 'clean deletes the namespace' techmarket clean --runtime k8s --yes

echo "$passed passed, $failed failed"
((failed == 0))
