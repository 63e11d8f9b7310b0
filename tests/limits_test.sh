#!/usr/bin/env bash
# Обмежена пам'ять, потоки й нетерплячий Ctrl-C: програма завжди завершується сама і каже чому.
#   limits_test.sh ПРОГРАМА КОРІНЬ
set -euo pipefail
program=$1 root=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export TECHMARKET_STATE_DIR=$folder/state

fail() { echo "FAILED: $*" >&2; exit 1; }
# run команда… : код у $code, stdout і stderr — у файлах.
run() {
  code=0
  "$@" >"$folder/out" 2>"$folder/err" || code=$?
}

# ---- пам'ять: жодного abort чи SIGSEGV, а невдача має причину й пораду.

python3 - "$folder/large.dbml" <<'PY'
import sys
with open(sys.argv[1], "w") as file:
    for table in range(6000):
        file.write(f"Table t{table} {{\n  id int [pk]\n" +
                   "".join(f"  column_{i} varchar(50) [not null, note: 'note {i}']\n" for i in range(12)) + "}\n")
PY
commands=(
  "dbml2sql $folder/large.dbml --mysql -o $folder/large.sql"
  "schema lint --mysql $folder/large.dbml"
  "generate --to null --scale 2 --threads 4"
  "schema build --check"
)
try_memory() {
  local short=0 whole=0 command megabytes
  for command in "${commands[@]}"; do
    read -ra words <<<"$command"
    for megabytes in 24 32 48 64 96 128 160 256 512 1024 4096; do
      run timeout 120 prlimit --as=$((megabytes << 20)) -- "$program" --config "$root/techmarket.toml" "${words[@]}"
      case $code in
        0 | 1) whole=$((whole + 1)) ;;
        75)
          short=$((short + 1))
          grep -Eq 'error: .*(not enough memory|cannot start a thread)' "$folder/err" || {
            cat "$folder/err" >&2
            fail "$command in $megabytes MB: exit code 75 without its reason"
          }
          grep -q 'hint: ' "$folder/err" || fail "$command in $megabytes MB: no hint"
          ;;
        127) ;; # завантажувачеві бракує пам'яті на самі бібліотеки
        *)
          cat "$folder/err" >&2
          fail "$command in $megabytes MB: exit code $code"
          ;;
      esac
    done
  done
  ((short >= 3 && whole >= 8)) || fail "only $short runs were short of memory, $whole were whole"
  compgen -G "$folder/*.tmp" >/dev/null && fail "a temporary file is left"
  echo "memory: $whole runs whole, $short short of memory"
}
# Санітайзер сам резервує терабайти адрес: межа зупинила б його, а не програму.
if grep -qaE '__(asan|tsan)_init' "$program"; then
  echo 'memory: SKIPPED: the program is built with a sanitizer'
else
  try_memory
fi

# ---- Ctrl-C під час самих обчислень

for signal in INT TERM; do
  mkfifo "$folder/pipe.dbml"
  # Розбір чекає на кінець файлу, якого не буде: сигнал мусить перервати саме обчислення команди.
  "$program" dbml2sql "$folder/pipe.dbml" -o "$folder/never.sql" >"$folder/out" 2>"$folder/err" &
  pid=$!
  exec 3>"$folder/pipe.dbml" # відкривається, щойно програма читає
  kill -s "$signal" "$pid"
  code=0
  wait "$pid" || code=$?
  exec 3>&-
  [[ $code == 130 ]] || fail "$signal ended dbml2sql with $code, not 130"
  [[ ! -e $folder/never.sql ]] || fail "an interrupted command wrote its file"
  rm "$folder/pipe.dbml"
done
echo "interrupts: ended at once"
