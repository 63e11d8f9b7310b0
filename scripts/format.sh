#!/usr/bin/env bash
# Оформлення C++ за .clang-format. Без аргументів виправляє; --check лише перевіряє: код 1, якщо щось оформлено інакше.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cc' '*.h')
if [[ ${1:-} != --check ]]; then
  clang-format -i "${files[@]}"
elif clang-format --dry-run --Werror "${files[@]}"; then
  echo "Formatting: ${#files[@]} files are in order."
else
  echo "error: formatting differs; run \`make format\`" >&2
  exit 1
fi
