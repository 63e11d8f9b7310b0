#!/usr/bin/env bash
# Тестові образи techmarket-test/{mysql,mariadb,postgres,adminer} із пакетів Debian sid: там справжній MySQL від Oracle, а
# MariaDB — в окремому корені, бо разом їх не поставити. Офіційних образів не замінюють, лише дотримуються їхнього договору; потрібні там, де реєстр недоступний.
#   build.sh ТЕКА    у ТЕЦІ лишається корінь base/ (близько 1 ГБ), тож наступна збірка швидка
# Потребує root, debootstrap, docker.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${1:?usage: build.sh FOLDER}
base=$work/base

# MariaDB, як в офіційному образі 11: програм mysql, mysqldump, mysqladmin немає, є mariadb, mariadb-dump, mariadb-admin.
make_mariadb() {
  local root=$work/mariadb
  echo "building the root file system in $root"
  rm -rf "$root" "$root.partial"
  debootstrap --variant=minbase --include=mariadb-server-core,mariadb-client sid "$root.partial" \
    ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/mariadb.log"
  chroot "$root.partial" apt-get clean
  chroot "$root.partial" sh -c 'getent passwd mysql >/dev/null || useradd --system --no-create-home mysql
    rm -f /usr/bin/mysql /usr/bin/mysqldump /usr/bin/mysqladmin /usr/sbin/mysqld
    install -d -o mysql -g mysql /var/lib/mysql'
  mv "$root.partial" "$root"
}

make_base() {
  echo "building the root file system in $base"
  rm -rf "$base" "$base.partial"
  debootstrap --variant=minbase sid "$base.partial" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/debootstrap.log"
  # Пакети не повинні запускати серверів під час встановлення.
  printf '#!/bin/sh\nexit 101\n' >"$base.partial/usr/sbin/policy-rc.d"
  chmod +x "$base.partial/usr/sbin/policy-rc.d"
  # Порожній кластер пакета не потрібен: свій створює вхід образу.
  mkdir -p "$base.partial/etc/postgresql-common"
  echo 'create_main_cluster = false' >"$base.partial/etc/postgresql-common/createcluster.conf"
  # Пакетам потрібен /proc; у власному просторі монтувань він зникає разом із процесом.
  # shellcheck disable=SC2016
  unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec chroot "$@"' sh "$base.partial" \
    env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    mysql-server-core mysql-client-core postgresql adminer php-cli php-mysql php-pgsql >"$work/apt.log" 2>&1
  chroot "$base.partial" apt-get clean
  chroot "$base.partial" sh -c 'getent passwd mysql >/dev/null || useradd --system --no-create-home mysql'
  # Тека за замовчуванням для --secure-file-priv: без неї mysqld 9 не стартує. Пакет mysql-server-core її не створює.
  chroot "$base.partial" install -d -o mysql -g mysql -m 0750 /var/lib/mysql-files
  # Debian тримає програми PostgreSQL окремо від PATH, бо версій може бути кілька; тут вона одна.
  chroot "$base.partial" sh -c 'ln -sf /usr/lib/postgresql/*/bin/* /usr/local/bin/'
  mv "$base.partial" "$base"
}

mkdir -p "$work"
[[ -d $base ]] || { make_base && docker image rm --force techmarket-test/base >/dev/null 2>&1; } || true
docker image inspect techmarket-test/base >/dev/null 2>&1 ||
  tar --create --directory="$base" --exclude=./proc/* --exclude=./sys/* . | docker import - techmarket-test/base >/dev/null
[[ -e $work/mariadb/usr/bin/mariadb-dump ]] || { make_mariadb && docker image rm --force techmarket-test/mariadb-base >/dev/null 2>&1; } || true
docker image inspect techmarket-test/mariadb-base >/dev/null 2>&1 ||
  tar --create --directory="$work/mariadb" --exclude=./proc/* --exclude=./sys/* . | docker import - techmarket-test/mariadb-base >/dev/null
for image in mysql mariadb postgres postgres-17 adminer; do
  DOCKER_BUILDKIT=0 docker build --quiet --tag "techmarket-test/$image" \
    --file "$here/$image.Dockerfile" "$here" >>"$work/build.log" 2>&1
done
docker run --rm --entrypoint mysqld techmarket-test/mysql --version
docker run --rm --entrypoint mariadbd techmarket-test/mariadb --version
docker run --rm --entrypoint postgres techmarket-test/postgres --version
