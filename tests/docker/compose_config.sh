#!/usr/bin/env bash
# docker-compose приймає docker-compose.yml без жодного слова в stderr, а змінні міняють образи й порти.
# Двигун не потрібен. Код 77 — пропущено.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

if command -v docker-compose >/dev/null; then
  compose=(docker-compose)
elif docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
else
  echo 'SKIPPED: neither docker-compose nor docker compose is installed'
  exit 77
fi

errors=$("${compose[@]}" --file docker-compose.yml config --quiet 2>&1)
if [[ -n $errors ]]; then
  echo "docker-compose config says: $errors"
  exit 1
fi

config=$(AUTH_DB_PORT=23290 MYSQL_IMAGE=mysql:test "${compose[@]}" --file docker-compose.yml config)
grep -q 23290 <<<"$config" || { echo 'AUTH_DB_PORT does not change the port'; exit 1; }
grep -q 'image: mysql:test' <<<"$config" || { echo 'MYSQL_IMAGE does not change the image'; exit 1; }
! grep -q 'image: mysql:8.4' <<<"$config" || { echo 'MYSQL_IMAGE does not reach every MySQL service'; exit 1; }
for name in auth catalog orders payments dwh; do
  grep -q "techmarket-$name-db-data" <<<"$config" || { echo "volume techmarket-$name-db-data is missing"; exit 1; }
done
# Копії проєкту в різних теках не мають спільних імен: ні контейнерів, ні томів, ні мережі.
for fixed in container_name: ' name: '; do
  ! grep -q "$fixed" docker-compose.yml || { echo "a name shared by all checkouts: $fixed"; exit 1; }
done
errors=$("${compose[@]}" --file docker-compose.yml --file docker-compose.secrets.yml config --quiet 2>&1)
[[ -z $errors ]] || { echo "docker-compose.secrets.yml: $errors"; exit 1; }
echo "accepted by ${compose[*]} $("${compose[@]}" version --short)"
