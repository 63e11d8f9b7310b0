#!/usr/bin/env bash
# Порівняння з dbml2sql 6.6.0 із npm.
#   run.sh ТЕКА_ДЛЯ_ПАКЕТА ПРОГРАМА      програма — наш dbml2sql
# Код 77 — порівняти не було з чим: немає node чи npm або пакет не встановився (наприклад, без мережі).
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
program=$2

# shellcheck source=tests/npm.sh
source "$root/tests/npm.sh"
npm_install "$root/tests/reference" "$work"
cd "$work"
export NODE_OPTIONS="--require=$root/tests/reference/node18.cjs"
NODE_NO_WARNINGS=1 exec node "$root/tests/reference/compare.mjs" "$root" "$program"
