#!/usr/bin/env bash
# Маніфести k8s/ проти схем Kubernetes. Код 77 — пропущено: немає node чи npm або пакети недоступні.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

skip() {
  echo "SKIPPED: $1"
  exit 77
}

command -v node >/dev/null || skip 'node is not installed'
command -v npm >/dev/null || skip 'npm is not installed'

# npm залишає позначку всередині node_modules: якщо вона не старша за lock, пакети на місці.
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  log=$(mktemp)
  npm ci >"$log" 2>&1 || skip "npm ci failed: $(tail -1 "$log")"
  rm -f "$log"
fi
node validate.mjs ../../k8s
