#!/usr/bin/env bash
# Compose 2 з Debian sid: у Debian 12 лише 1.29. Системи не зачіпає: програма лежить у ТЕЦІ і працює з бібліотеками
# тестового кореня.
#   compose2.sh ТЕКА    далі DOCKER_CONFIG=ТЕКА/compose2 docker compose …
set -euo pipefail

work=${1:?usage: compose2.sh FOLDER}
base=$work/base
plugins=$work/compose2/cli-plugins
[[ -x $plugins/docker-compose ]] && exit 0
[[ -d $base ]] || { echo "$base is not built yet" >&2; exit 1; }

mkdir -p "$plugins" "$base/tmp/compose2"
# shellcheck disable=SC2016
unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec chroot "$@"' sh "$base" \
  sh -c 'cd /tmp/compose2 && chmod 777 . && apt-get download docker-compose >/dev/null && dpkg-deb -x docker-compose_*.deb .'
program=$(find "$base/tmp/compose2" -type f -name docker-compose -perm -u+x | head -1)
[[ -n $program ]] || { echo 'the package holds no docker-compose' >&2; exit 1; }
cat >"$plugins/docker-compose" <<SH
#!/bin/sh
exec "$base/lib64/ld-linux-x86-64.so.2" --library-path "$base/usr/lib/x86_64-linux-gnu" "$program" "\$@"
SH
chmod 755 "$plugins/docker-compose"
