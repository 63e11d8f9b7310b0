# shellcheck shell=bash
# Спільне для тестів, яким потрібні пакети npm; підключають через source.

# Код 77 для CTest — «пропущено».
skip() {
  echo "skipped: $1"
  exit 77
}

need_npm() {
  command -v node >/dev/null || skip "node is not installed"
  command -v npm >/dev/null || skip "npm is not installed"
}

# npm_install ТЕКА_З_LOCK ТЕКА: ставить у теку рівно те, що називає package-lock.json; незмінне вдруге не ставить.
# Без мережі тест пропускається.
npm_install() {
  need_npm
  mkdir -p "$2"
  cmp -s "$1/package-lock.json" "$2/installed-lock.json" && return
  cp "$1/package.json" "$1/package-lock.json" "$2"
  (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    skip "npm ci could not install the packages of $(basename "$1")"
  cp "$2/package-lock.json" "$2/installed-lock.json"
}
