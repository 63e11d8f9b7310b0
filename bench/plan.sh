#!/usr/bin/env bash
# Скільки коштує план довільної схеми (generate --schema) залежно від її величини: кожна таблиця посилається на вісім
# попередніх і перевіряє дати. Процесорний час однієї таблиці в більшій схемі проти меншої, у тому самому запуску.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

schema() {  # таблиць
  awk -v n="$1" 'BEGIN { for (i = 0; i < n; ++i) {
    printf "Table t%d {\n  id int [pk, check: `id > 0`]\n", i
    for (k = 1; k <= 8 && k <= i; ++k) printf "  a%d int [ref: > t%d.id]\n", k, i - k
    print "  starts timestamp [not null]\n  ends timestamp [not null]\n  checks {\n    `starts < ends`\n  }\n}" } }'
}

# Найменший із трьох процесорний час, у мілісекундах.
measure() {
  for _ in 1 2 3; do
    { TIMEFORMAT='%U %S'; time build/techmarket --quiet generate --schema "$1" --rows 1 --to null --threads 1 >/dev/null; } 2>&1 |
      tail -1 | awk '{ print 1000 * ($1 + $2) }'
  done | sort -n | head -1
}

first=
for tables in 75 150 300 600; do
  schema "$tables" >"$work/$tables.dbml"
  spent=$(measure "$work/$tables.dbml")
  each=$(awk -v t="$spent" -v n="$tables" 'BEGIN { print t / n }')
  first=${first:-$each}
  awk -v n="$tables" -v t="$spent" -v e="$each" -v f="$first" \
    'BEGIN { printf "%4d tables %9.0f ms %7.2f ms a table  %.2f of the smallest\n", n, t, e, e / f }'
done
