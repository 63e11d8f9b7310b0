#!/usr/bin/env bash
# generate у бази проти LOAD DATA готових файлів із тими самими рядками, у тому самому запуску на тих самих серверах.
#
#   bench/generate.sh [ЗАМОВЛЕНЬ] [ЗСУВ-ПОРТІВ]      за замовчуванням 300000 і 20000
#
# Для порівняння взято найшвидший відомий нам шлях через файли: рядки впорядковано за ключем наперед, перевірки вимкнено,
# чотири сервіси одночасно. Час упорядкування не рахується. Окремий екземпляр серверів, по завершенні стирається.
set -euo pipefail
cd "$(dirname "$0")/.."
orders=${1:-300000}
offset=${2:-20000}
work=$(mktemp -d)
chmod 711 "$work"  # сервери root запускає від окремого користувача
export TECHMARKET_STATE_DIR="$work/state"
program=(build/techmarket --quiet --port-offset "$offset")
trap '"${program[@]}" clean --yes >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

generate() { "${program[@]}" --json generate --orders "$orders" --until 2026-11-22 "$@"; }
# Поля останньої відповіді: seconds rows digest.
fields() { python3 -c 'import json, sys
answer = json.load(sys.stdin)
print(answer["seconds"], sum(table["rows"] for table in answer["tables"]), answer["digest"])'; }

# Скільки коштує саме створення рядків, таблиця за таблицею, проти голого циклу.
cmake --build build --target rows -- --quiet >/dev/null
build/rows "$orders" | tee "$work/rows"
best_world=$(awk '/^the world/ { print $(NF - 1) }' "$work/rows")

"${program[@]}" up --runtime local >/dev/null
read -r _ rows digest < <(generate --to csv:"$work/csv" | fields)
for file in "$work"/csv/*/*.csv; do
  { head -1 "$file"; tail -n +2 "$file" | LC_ALL=C sort -S 256M; } >"$file.sorted" && mv "$file.sorted" "$file"
done

load_service() {  # сервіс порт база користувач пароль таблиця…
  local service=$1 port=$2 database=$3 user=$4 password=$5
  shift 5
  local sql='SET SESSION unique_checks = 0, foreign_key_checks = 0;'
  for table in "$@"; do sql+="TRUNCATE TABLE $table;"; done
  for table in "$@"; do
    local file="$work/csv/$service/$table.csv"
    sql+="LOAD DATA LOCAL INFILE '$file' INTO TABLE $table CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' IGNORE 1 LINES ($(head -1 "$file"));"
  done
  MYSQL_PWD=$password mariadb --no-defaults --local-infile=1 -h 127.0.0.1 -P "$((port + offset))" -u "$user" "$database" -e "$sql"
}

load_files() {
  load_service auth-db 3306 auth_db auth_user auth_pass roles auth_users auth_credentials auth_tokens user_roles &
  load_service catalog-db 3307 catalog_db catalog_user catalog_pass categories products &
  load_service orders-db 3308 orders_db orders_user orders_pass regions employees customers orders order_items &
  load_service payments-db 3309 payments_db payments_user payments_pass payments &
  wait
}

# Навперемін і по двічі: на спільній машині найменший час найменше залежить від сусідів.
best_files=999999 best_generate=999999
for _ in 1 2; do
  start=$(date +%s.%N)
  load_files
  took=$(python3 -c "print($(date +%s.%N) - $start)")
  best_files=$(python3 -c "print(min($best_files, $took))")
  read -r took rows loaded < <(generate --yes | fields)
  [ "$loaded" = "$digest" ] || { echo "digest differs: $loaded instead of $digest" >&2; exit 1; }
  best_generate=$(python3 -c "print(min($best_generate, $took))")
done
printf '%-44s %9.2f s %12.0f rows/s\n' "LOAD DATA of ready sorted files" "$best_files" "$(python3 -c "print($rows / $best_files)")"
printf '%-44s %9.2f s %12.0f rows/s\n' "generate" "$best_generate" "$(python3 -c "print($rows / $best_generate)")"
python3 -c "print(f'ratio generate / files: {$best_generate / $best_files:.2f}')"

# Рядок за рядком, як це робив перший генератор: один INSERT — один рядок і одна транзакція, яку сервер тримає в журналі.
sample=2000
{ echo 'TRUNCATE TABLE payments;'
  awk -v n="$sample" -F, 'NR == 1 { columns = $0; next } NR > n + 1 { exit } {
    values = ""; for (i = 1; i <= NF; ++i) values = values (i > 1 ? "," : "") "\x27" $i "\x27"
    print "INSERT INTO payments (" columns ") VALUES (" values ");" }' "$work/csv/payments-db/payments.csv"; } >"$work/rows.sql"
start=$(date +%s.%N)
MYSQL_PWD=payments_pass mariadb --no-defaults -h 127.0.0.1 -P "$((3309 + offset))" -u payments_user payments_db <"$work/rows.sql"
took=$(python3 -c "print($(date +%s.%N) - $start)")
printf '%-44s %9.2f s %12.0f rows/s\n' "row by row ($sample payments)" "$took" "$(python3 -c "print($sample / $took)")"
python3 -c "print(f'ratio generate / row by row: {$rows / $best_generate / ($sample / $took):.0f}')"

# Куди йде час: створення рядків проти того, що робить сервер.
python3 -c "
made = $rows / $best_world
print(f'time of generate: {100 * made / 2 / $best_generate:.0f} % making rows (two threads), the rest is the servers')"
