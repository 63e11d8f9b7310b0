#!/usr/bin/env bash
# Скільки процесорного часу коштує чиста збірка програми (techmarket і dbml2sql, без тестів), без ccache.
# Мірило — інший коміт у тому самому запуску: відношення часів менше за 1, якщо збірка подешевшала.
#   bench/build.sh [КОМІТ]     типово попередній коміт
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:-HEAD~1}
work=$(mktemp -d)
finish() {
  for tree in now base; do git worktree remove --force "$work/$tree" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
TIMEFORMAT='%U %S'

# build ІМ'Я КОМІТ: процесорні секунди, користувача й системи разом
build() {
  git worktree add --quiet --detach "$work/$1" "$2"
  cmake -S "$work/$1" -B "$work/$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
  { time CCACHE_DISABLE=1 ninja -C "$work/$1/build" techmarket dbml2sql >/dev/null; } 2>&1 | awk 'END { print $1 + $2 }'
}

now=$(build now HEAD)
before=$(build base "$base")
echo "this commit: $now CPU-seconds; $(git rev-parse --short "$base"): $before CPU-seconds"
awk -v now="$now" -v before="$before" 'BEGIN { printf "ratio %.2f\n", now / before }'
