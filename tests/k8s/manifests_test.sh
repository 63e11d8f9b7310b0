#!/usr/bin/env bash
# Маніфести k8s/ проти схем Kubernetes. Код 77 — пропущено: немає node чи npm або пакети недоступні.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

# shellcheck source=tests/npm.sh
source ../npm.sh
need_npm

# npm залишає позначку всередині node_modules: якщо вона не старша за lock, пакети на місці.
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  log=$(mktemp)
  npm ci >"$log" 2>&1 || skip "npm ci failed: $(tail -1 "$log")"
  rm -f "$log"
fi
node validate.mjs ../../k8s

# Накладки складає справжній kustomize, якщо він є на машині.
if command -v kubectl >/dev/null; then
  for overlay in ../../k8s-overlays/*; do
    kubectl kustomize "$overlay" >/dev/null || {
      echo "FAILED: kubectl kustomize $overlay" >&2
      exit 1
    }
  done
else
  echo 'SKIPPED: overlays: there is no kubectl'
fi
