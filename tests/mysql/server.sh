#!/usr/bin/env bash
# Справжній MySQL для тестів: у Debian 12 його немає, тож програми беруться з Debian sid в окрему теку, систему це не
# зачіпає. Друкує шлях до запускача mysqld; повторний виклик нічого не завантажує. Код 77 — отримати не вдалося.
#   TECHMARKET_MYSQL_ROOT   де лежать програми (типово /var/tmp/techmarket-mysql, близько 700 МБ)
set -euo pipefail

root=${TECHMARKET_MYSQL_ROOT:-/var/tmp/techmarket-mysql}
launcher=$root/mysqld

skip() {
  echo "skipped: $1" >&2
  exit 77
}

install() {
  ((EUID == 0)) || skip "real MySQL is not in $root, and only root can run debootstrap"
  command -v debootstrap >/dev/null || skip 'debootstrap is not installed (package debootstrap)'
  rm -rf "$root.partial"
  mkdir -p "$root.partial"
  timeout 300 debootstrap --variant=minbase --include=mysql-server-core sid "$root.partial/system" \
    ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$root.partial/log" 2>&1 ||
    skip "debootstrap could not fetch mysql-server-core; see $root.partial/log"
  # Програма працює з бібліотеками своєї системи, а не нашої. Першим аргументом завжди йде --no-defaults.
  cat >"$root.partial/mysqld" <<SH
#!/bin/sh
system=$root/system
first=\$1
shift
exec "\$system/lib64/ld-linux-x86-64.so.2" --library-path "\$system/usr/lib/x86_64-linux-gnu" \\
  "\$system/usr/sbin/mysqld" "\$first" --basedir="\$system/usr" --lc-messages-dir="\$system/usr/share/mysql" \\
  --character-sets-dir="\$system/usr/share/mysql/charsets" --plugin-dir="\$system/usr/lib/mysql/plugin" \\
  --secure-file-priv=NULL --mysqlx=OFF "\$@"
SH
  chmod 755 "$root.partial" "$root.partial/mysqld"
  rm -rf "$root"
  mv "$root.partial" "$root"
}

[[ $(uname -m) == x86_64 ]] || skip 'the launcher of real MySQL is for x86_64'
# Двоє водночас ставили б одне поверх одного.
exec 9>"$root.lock"
flock 9
[[ -x $launcher ]] || install
"$launcher" --no-defaults --version >&2
echo "$launcher"
