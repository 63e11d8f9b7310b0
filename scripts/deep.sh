#!/usr/bin/env bash
# Глибока перевірка (`make deep`): те, на що в кожному запуску тестів немає часу. clang-tidy над усім кодом, санітайзери над усіма тестами,
# фазери, убивства на випадкових кроках, пари команд, пошкодження для verify. Наприкінці — одна сторінка цифр, вона ж у
# build/deep/report.txt. Кожна частина, яку тут не можна виконати, каже чому; код 1, якщо хоч одна не пройшла.
#
#   TECHMARKET_DEEP_FUZZ_SECONDS   скільки працює кожен фазер (типово 600)
#   TECHMARKET_DEEP_ROUNDS         скільки разів повторюються вбивства, щоразу з новим зерном (типово 10)
#   TECHMARKET_DEEP_PARTS          які частини виконувати (типово всі): tidy sanitizers fuzzers kills pairs damages
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
work=build/deep
fuzz_seconds=${TECHMARKET_DEEP_FUZZ_SECONDS:-600}
rounds=${TECHMARKET_DEEP_ROUNDS:-10}
parts=${TECHMARKET_DEEP_PARTS:-tidy sanitizers fuzzers kills pairs damages}
jobs=$(nproc)
passed=0 failed=0 skipped=0
report=()
mkdir -p "$work"

# record РЕЗУЛЬТАТ НАЗВА ЦИФРИ
record() {
  local line
  printf -v line '%-8s %-44s %s' "$1" "$2" "$3"
  report+=("$line")
  echo "$line"
  case $1 in
    ok) passed=$((passed + 1)) ;;
    FAILED) failed=$((failed + 1)) ;;
    *) skipped=$((skipped + 1)) ;;
  esac
}

# tests НАЗВА ТЕКА_ЗБІРКИ ВЗІРЕЦЬ [аргументи ctest…]: жодного тесту — теж невдача.
tests() {
  local name=$1 build=$2 pattern=$3 log=$work/${1// /-}.log outcome=ok seconds=$SECONDS
  shift 3
  ctest --test-dir "$build" --no-tests=error -R "$pattern" -j "$jobs" --output-on-failure "$@" >"$log" 2>&1 || outcome=FAILED
  local ran not_run
  ran=$(sed -n 's/.*tests failed out of \([0-9]*\).*/\1/p' "$log" | tail -1)
  not_run=$(grep -c 'Skipped)$' "$log" || true)
  record "$outcome" "$name" "${ran:-0} tests, $not_run skipped, $((SECONDS - seconds)) s; $log"
}

tidy() {
  local code=0 log=$work/tidy.log seconds=$SECONDS
  scripts/tidy.sh >"$log" 2>&1 || code=$?
  case $code in
    0) record ok clang-tidy "$(tail -1 "$log") $((SECONDS - seconds)) s" ;;
    78) record skipped clang-tidy "$(grep -m 1 '^error' "$log")" ;;
    *) record FAILED clang-tidy "$log" ;;
  esac
}

sanitizers() {
  local preset
  for preset in asan tsan; do
    if ! { cmake --preset "$preset" && cmake --build --preset "$preset" -j "$jobs"; } >"$work/build-$preset.log" 2>&1; then
      record FAILED "build with $preset" "$work/build-$preset.log"
      continue
    fi
    # ThreadSanitizer потрібен там, де є потоки; розбору й друку DBML він нічого не додасть.
    local pattern=.
    [[ $preset == tsan ]] && pattern='^(base|rows|words|filler|world|warehouse|ops|runtime)_test'
    tests "all tests with $preset" "build-$preset" "$pattern"
  done
}

fuzzers() {
  if ! command -v clang++-16 >/dev/null; then
    record skipped fuzzers 'clang++-16 is not installed (apt-get install clang-16 libclang-rt-16-dev)'
    return
  fi
  if ! { cmake --preset fuzz && cmake --build --preset fuzz -j "$jobs"; } >"$work/build-fuzz.log" 2>&1; then
    record FAILED 'build of the fuzzers' "$work/build-fuzz.log"
    return
  fi
  local target
  for target in parse emit format binlog; do
    local found=build-fuzz/found-$target log=$work/fuzz-$target.log outcome=ok
    mkdir -p "$found"
    "build-fuzz/fuzz_$target" -dict=fuzz/dbml.dict -max_total_time="$fuzz_seconds" -rss_limit_mb=4096 -print_final_stats=1 \
      -artifact_prefix="$work/" "$found" fuzz/corpus >"$log" 2>&1 || outcome=FAILED
    local inputs
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    [[ ${inputs:-0} -gt 0 ]] || outcome=FAILED
    record "$outcome" "fuzzer $target" "${inputs:-0} inputs in $fuzz_seconds s; $log"
  done
}

kills() { tests "kills, $rounds rounds" build '(Kill|Crash|EveryStep)' --repeat "until-fail:$rounds"; }
pairs() { tests 'pairs of commands' build 'Pairs'; }
damages() { tests 'damages that verify must name' build '(Damage)'; }

cmake --build build -j "$jobs" >"$work/build.log" 2>&1 || { tail -20 "$work/build.log"; exit 1; }
for part in $parts; do
  case $part in
    tidy | sanitizers | fuzzers | kills | pairs | damages) "$part" ;;
    *)
      echo "error: unknown part '$part'" >&2
      echo '  hint: the parts are tidy sanitizers fuzzers kills pairs damages' >&2
      exit 64
      ;;
  esac
done

{
  echo "techmarket deep check, $(date --iso-8601=seconds), $(git describe --always --dirty), $jobs cores, $((SECONDS / 60)) min"
  printf '%s\n' "${report[@]}"
  echo "$passed passed, $failed failed, $skipped skipped"
} | tee "$work/report.txt"
((failed == 0))
