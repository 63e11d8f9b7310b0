#!/usr/bin/env bash
# DBML → SQL: наш dbml2sql проти dbml2sql 6.6.0 з npm у тому самому запуску.
#   bench/dbml.sh [ТАБЛИЦЬ]      за замовчуванням 1000 таблиць × 12 стовпців
# Без npm показує лише наш час і каже про це.
set -euo pipefail
cd "$(dirname "$0")/.."
tables=${1:-1000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

schema() {
  python3 - "$1" <<'PY'
import sys

types = ["varchar(255)", "int", "decimal(12,2)", "datetime", "boolean", "text"]
for table in range(int(sys.argv[1])):
    print(f"Table table_{table} {{\n  id int [pk, increment, note: 'identifier of the row']")
    for column in range(10):
        print(f"  column_{column} {types[column % len(types)]} [not null, note: 'value {column} of table {table}']")
    print(f"  parent_id int [ref: > table_{table // 2}.id]\n  indexes {{\n    (column_0, column_1) [name: 'idx_{table}']\n  }}")
    print(f"  Note: 'table number {table}'\n}}\n")
PY
}
schema "$tables" >"$work/large.dbml"

# Найменший час із п'яти запусків: на спільній машині він найменше залежить від сусідів.
fastest() {
  python3 - "$@" <<'PY'
import resource, subprocess, sys, time

runs = []
for _ in range(5):
    start = time.perf_counter()
    subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    runs.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{min(runs) * 1000:.1f} {peak:.1f}")
PY
}

report() { printf '%-34s %10s ms %10s MiB\n' "$@"; }

read -r ours_ms ours_mib < <(fastest build/dbml2sql "$work/large.dbml" --mysql -o "$work/ours.sql")
report "ours, $tables tables, $(du -k "$work/large.dbml" | cut -f1) KiB" "$ours_ms" "$ours_mib"

five=(sh -c 'for name in auth catalog orders payments; do build/dbml2sql docs/db/${name}_mysql.dbml --mysql -o '"$work"'/five.sql; done
  build/dbml2sql docs/db/dwh_postgres.dbml --postgres -o '"$work"'/five.sql')
read -r five_ms five_mib < <(fastest "${five[@]}")
report "ours, the five files (5 processes)" "$five_ms" "$five_mib"

# Лінійність: час на тисячу таблиць має лишатися сталим.
for many in 10000 100000; do
  schema "$many" >"$work/many.dbml"
  read -r many_ms many_mib < <(fastest build/dbml2sql "$work/many.dbml" --mysql -o "$work/many.sql")
  report "ours, $many tables" "$many_ms" "$many_mib"
  python3 -c "print(f'per 1000 tables: {$many_ms * 1000 / $many:.1f} ms against {$ours_ms * 1000 / $tables:.1f} ms')"
done

if [[ -x build/dbml_stages ]]; then
  build/dbml_stages --benchmark_min_time=0.5
else
  echo "libbenchmark-dev is not installed: the stages are not measured separately"
fi

if ! command -v npm >/dev/null || ! npm install --silent --prefix "$work/npm" @dbml/cli@6.6.0 >/dev/null 2>&1; then
  echo "npm or @dbml/cli is not available: no comparison"
  exit 0
fi
reference="$work/npm/node_modules/.bin/dbml2sql"
cd "$work"
read -r ref_ms ref_mib < <(fastest "$reference" "$work/large.dbml" --mysql -o "$work/reference.sql")
report "dbml2sql 6.6.0, $tables tables" "$ref_ms" "$ref_mib"
python3 -c "print(f'ratio: {$ref_ms / $ours_ms:.0f} times faster, {$ref_mib / $ours_mib:.0f} times less memory')"
