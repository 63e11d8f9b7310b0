#!/usr/bin/env bash
# Образ програми з того самого Dockerfile, але без реєстрів: основою стають образи тестів, а програма вже зібрана.
#   program_image.sh ПРОГРАМА ІМ'Я
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp -r "$root"/{Dockerfile,techmarket.toml,docs,database,scripts} "$context/"
mkdir "$context/build"
cp "$1" "$context/build/techmarket"
# Бібліотеки програми є лише на цій машині: збирач бере їх тут, а не в образі.
rm -rf /out && "$root/scripts/collect-program.sh" "$1" /out/usr/local --without-loader
trap 'rm -rf "$context" /out' EXIT
mkdir "$context/collected" && cp -r /out/. "$context/collected/"
# Замість ldd у чужому образі — те саме, уже зібране.
printf '#!/bin/sh\nset -eu\nmkdir -p /out && cp -r collected/. /out/\n' >"$context/collect-here.sh"
sed 's|scripts/collect-program.sh build/techmarket /out/usr/local --without-loader|sh collect-here.sh|' "$root/Dockerfile" >"$context/Dockerfile"
DOCKER_BUILDKIT=0 docker build --quiet --tag "$2" \
  --build-arg BUILD_IMAGE=techmarket-test/base --build-arg RUNTIME_IMAGE=techmarket-test/base \
  --build-arg MYSQL_IMAGE=techmarket-test/mysql --build-arg POSTGRES_IMAGE=techmarket-test/postgres-17 "$context"
