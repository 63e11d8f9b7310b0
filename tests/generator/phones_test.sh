#!/usr/bin/env bash
# Кожен створений номер телефону дійсний для libphonenumber: покупці світу і довільна схема двома мовами.
#   phones_test.sh ТЕКА_ДЛЯ_ПАКЕТА ПРОГРАМА
# Код 77 — судити нема кому: немає node чи npm або пакет не встановився (наприклад, без мережі).
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
program=$(realpath "$2")

# shellcheck source=tests/npm.sh
source "$root/tests/npm.sh"
npm_install "$root/tests/generator" "$work"
cd "$work"

# Рядок CSV ділиться за комами, тож у таблиці лише номери.
cat >people.dbml <<'DBML'
Table people {
  id int [pk]
  phone varchar(20) [unique, not null]
  short_phone varchar(12) [not null]
}
DBML
cd "$root"
"$program" generate --quiet --orders 60000 --until 2026-11-22 --to csv:"$work/world" >/dev/null
for locale in uk en; do
  "$program" generate --quiet --schema "$work/people.dbml" --rows 3000 --locale "$locale" --to csv:"$work/$locale" >/dev/null
done

cd "$work"
check() { NODE_NO_WARNINGS=1 node "$root/tests/generator/phones.mjs" "$@"; }
check world/orders-db/customers.csv phone UA MOBILE
for column in phone short_phone; do
  check uk/people.csv "$column" UA MOBILE
  check en/people.csv "$column" US FIXED_LINE_OR_MOBILE FIXED_LINE MOBILE
done
