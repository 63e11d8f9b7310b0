#!/usr/bin/env bash
# Перевіряє оформлення C++ за .clang-format. Код 1, якщо щось оформлено інакше; виправляє `make format`.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files 'src/*.cc' 'src/*.h' 'tests/*.cc' 'bench/*.cc' 'fuzz/*.cc')
if clang-format --dry-run --Werror "${files[@]}"; then
  echo "Formatting: ${#files[@]} files are in order."
else
  echo "error: formatting differs; run \`make format\`" >&2
  exit 1
fi
