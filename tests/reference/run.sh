#!/usr/bin/env bash
# Порівняння з dbml2sql 6.6.0 із npm.
#   run.sh ТЕКА_ДЛЯ_ПАКЕТА ПРОГРАМА      програма — наш dbml2sql
# Код 77 — порівняти не було з чим: немає node чи npm або пакет не встановився (наприклад, без мережі).
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
program=$2

skip() {
  echo "skipped: $1"
  exit 77
}

command -v node >/dev/null || skip "node is not installed"
command -v npm >/dev/null || skip "npm is not installed"

mkdir -p "$work"
cd "$work"
if ! cmp -s "$root/tests/reference/package-lock.json" installed-lock.json; then
  cp "$root/tests/reference/package.json" "$root/tests/reference/package-lock.json" .
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || skip "npm ci could not install @dbml/cli"
  cp package-lock.json installed-lock.json
fi
NODE_NO_WARNINGS=1 exec node "$root/tests/reference/compare.mjs" "$root" "$program"
