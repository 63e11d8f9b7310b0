#!/usr/bin/env bash
# Встановлює пакети, яких бракує, для збірки та запуску (Debian 12 або новіший, Ubuntu 24.04 або новіша).
#   scripts/install-packages.sh            усе, що потрібно для `make setup`
#   scripts/install-packages.sh --develop  ще й те, що потрібно для `make test` і `make check`
# Без права встановлювати друкує точну команду і завершується з кодом 78.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config libcli11-dev libfmt-dev libspdlog-dev libtomlplusplus-dev
       nlohmann-json3-dev robin-map-dev libxxhash-dev libargon2-dev libssl-dev libzstd-dev
       libmariadb-dev libpq-dev libgtest-dev libgmock-dev)
# mariadb-server-core, а не mariadb-server: потрібні самі програми, без системної служби на порту 3306.
run=(mariadb-server-core mariadb-client postgresql adminer php-cli php-mysql php-pgsql)
develop=(clang-format debian-archive-keyring debootstrap git libbenchmark-dev python3 python3-yaml curl shellcheck zstd docker-compose
         graphviz)

wanted=("${build[@]}" "${run[@]}")
if [[ ${1:-} == --develop ]]; then
  wanted+=("${develop[@]}")
  # Порівняння з npm-пакетом @dbml/cli; власний Node.js машини теж годиться.
  command -v npm >/dev/null || wanted+=(nodejs npm)
fi

if ! command -v apt-get >/dev/null; then
  echo "error: apt-get not found: packages are installed automatically only on Debian and Ubuntu" >&2
  echo "  hint: install the equivalents of: ${wanted[*]}; then run \`make build start data verify\`" >&2
  exit 78
fi

missing=()
for package in "${wanted[@]}"; do
  [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == 'install ok installed' ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "All ${#wanted[@]} packages are installed."
  exit 0
fi

install=(apt-get install -y --no-install-recommends "${missing[@]}")
if ((EUID == 0)); then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo)
else
  echo "error: ${#missing[@]} packages are missing and this user may not install them: ${missing[*]}" >&2
  echo "  hint: run this command, then the same one again:" >&2
  echo "    sudo apt-get update && sudo ${install[*]}" >&2
  exit 78
fi

# Пакет postgresql сам створює кластер на порту 5432. Нам потрібні лише програми, тож просимо цього не робити;
# уже встановлений PostgreSQL та його кластери не чіпаємо.
if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
  "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' |
    "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/techmarket.conf >/dev/null
fi

echo "Installing ${#missing[@]} packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Перший крок дороблює обірване раніше встановлення: доки воно обірване, apt-get відмовляє в усьому.
if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive dpkg --configure -a &&
       "${as_root[@]}" apt-get update &&
       "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "error: the packages could not be installed" >&2
  echo "  hint: see the lines above; check the network and free disk space, then run the same command again" >&2
  exit 78
fi
echo "Installed."
