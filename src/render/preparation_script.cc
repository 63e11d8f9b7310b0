// k8s/create-configmaps.sh: усе, що має існувати до StatefulSet і чого не можна покласти в git.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "render/engine.h"
#include "render/kubernetes.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

constexpr std::string_view kScript = R"script(
#!/usr/bin/env bash
# @notice@
#
# Готує простір імен @project@: правила доступу, Secret із випадковими паролями, ConfigMap зі схемами.
# Запускайте першим і після кожної зміни схеми: наявних паролів скрипт не міняє, ConfigMap оновлює.
# Потім: kubectl apply -f @folders@, або kubectl apply -k k8s-overlays/НАКЛАДКА.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
namespace=@namespace@

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

@secrets@

@schemas@
)script";

}  // namespace

std::string preparation_script(const config::Catalogue& catalogue) {
  std::vector<std::string> secrets, schemas;
  for (const auto& service : catalogue.services) {
    secrets.push_back(
        fmt::format("ensure_secret {} {}", shell_word(service.name), fmt::join(kCredentialKeys, " ")));
    std::string schema = fmt::format("apply_schema {}", shell_word(service.name));
    for (const auto& file : init_files(service)) schema += " " + shell_word(file.generic_string());
    schemas.push_back(std::move(schema));
  }
  return fill(kScript, {{"notice", std::string(kGeneratedNotice)},
                        {"project", catalogue.project},
                        {"namespace", shell_word(catalogue.project)},
                        {"folders", fmt::format("{}", fmt::join(manifest_folders(catalogue), " -f "))},
                        {"secrets", fmt::format("{}", fmt::join(secrets, "\n"))},
                        {"schemas", fmt::format("{}", fmt::join(schemas, "\n"))}});
}

}  // namespace techmarket::render
