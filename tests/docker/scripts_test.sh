#!/usr/bin/env bash
# Усі скрипти репозиторію: bash -n і, якщо встановлено, shellcheck.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t scripts < <(find . -name '*.sh' -not -path './build*' -not -path '*/node_modules/*' -not -path './.git/*' | sort)

for script in "${scripts[@]}"; do
  bash -n "$script"
done
if command -v shellcheck >/dev/null; then
  shellcheck --severity=warning --external-sources --source-path=SCRIPTDIR:. "${scripts[@]}"
  echo "${#scripts[@]} scripts pass bash -n and shellcheck"
else
  echo "${#scripts[@]} scripts pass bash -n; shellcheck is not installed"
fi
