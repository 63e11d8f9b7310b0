#!/usr/bin/env bash
# Generated from techmarket.toml by `techmarket render`; do not edit.
#
# Готує простір імен techmarket: правила доступу, Secret із випадковими паролями, ConfigMap зі схемами.
# Запускайте першим і після кожної зміни схеми: наявних паролів скрипт не міняє, ConfigMap оновлює.
# Потім: kubectl apply -f k8s/mysql -f k8s/postgres, або kubectl apply -k k8s-overlays/НАКЛАДКА.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
namespace=techmarket

fail() {
  printf 'error: %s\n  hint: %s\n' "$1" "$2" >&2
  exit 78
}

random_password() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# exists ВИД ІМ'Я: чи є об'єкт. Недоступний кластер — помилка, а не «немає».
exists() {
  local found
  found=$(kubectl --namespace "$namespace" get "$1" "$2" --ignore-not-found --output name) || exit
  [[ -n $found ]]
}

# secret_manifest СЕРВІС КЛЮЧ…: паролі йдуть у kubectl через канал, а не аргументами, які видно в ps.
secret_manifest() {
  local service=$1 key
  shift
  printf 'apiVersion: v1\nkind: Secret\ntype: Opaque\nmetadata:\n'
  printf '  name: %s-credentials\n  namespace: %s\n' "$service" "$namespace"
  printf '  labels:\n    app.kubernetes.io/instance: %s\n    app.kubernetes.io/part-of: %s\n' "$service" "$namespace"
  printf 'stringData:\n'
  for key in "$@"; do
    printf '  %s: "%s"\n' "$key" "$(random_password)"
  done
}

# ensure_secret СЕРВІС КЛЮЧ…
ensure_secret() {
  local service=$1
  if exists secret "$service-credentials"; then
    echo "secret/$service-credentials kept"
    return
  fi
  if exists persistentvolumeclaim "data-$service-0"; then
    fail "secret $service-credentials is gone, but its volume data-$service-0 still holds the old password" \
      "restore the secret from your backup, or delete the volume claim to begin with an empty database"
  fi
  secret_manifest "$@" | kubectl create -f -
}

# apply АРГУМЕНТ…: на боці сервера, бо звичайний apply кладе копію в анотацію, а та вміщає 256 KiB.
apply() {
  kubectl apply --server-side --force-conflicts --field-manager=techmarket "$@"
}

# apply_schema СЕРВІС ФАЙЛ…: образ виконає файли один раз, коли створюватиме базу.
apply_schema() {
  local service=$1 file
  local files=()
  shift
  for file in "$@"; do
    [[ -f $root/$file ]] || fail "$root/$file does not exist" "run 'techmarket schema build' and 'techmarket render'"
    files+=("--from-file=$root/$file")
  done
  # Більше мебібайта ConfigMap не вміщає, і сервер каже про це незрозуміло.
  local bytes
  bytes=$(cd "$root" && cat "$@" | wc -c)
  ((bytes < 1000000)) || fail "the schema of $service is $bytes bytes, and a ConfigMap holds at most 1 MiB" \
    "create an empty database, then use 'techmarket schema migrate --runtime k8s'"
  kubectl create configmap "$service-schema" --namespace "$namespace" "${files[@]}" --dry-run=client -o yaml |
    kubectl label --local -f - -o yaml \
      "app.kubernetes.io/instance=$service" "app.kubernetes.io/part-of=$namespace" |
    apply -f -
}

command -v kubectl >/dev/null || fail 'kubectl is not installed' 'see https://kubernetes.io/docs/tasks/tools/'

apply -f "$root/k8s/00-namespace-secrets.yaml"

ensure_secret auth-db password root-password
ensure_secret catalog-db password root-password
ensure_secret orders-db password root-password
ensure_secret payments-db password root-password
ensure_secret dwh-db password root-password

apply_schema auth-db database/init/01_auth_schema.sql database/init/99_schema_mark.sh
apply_schema catalog-db database/init/02_catalog_schema.sql database/init/99_schema_mark.sh
apply_schema orders-db database/init/03_orders_schema.sql database/init/99_schema_mark.sh
apply_schema payments-db database/init/04_payments_schema.sql database/init/99_schema_mark.sh
apply_schema dwh-db database/init/00_service_user.sh database/init/05_dwh_schema.sql database/init/99_schema_mark.sh
