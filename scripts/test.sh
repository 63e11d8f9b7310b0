#!/usr/bin/env bash
# ctest над build/, що останнім рядком каже, скільки тестів виконано, скільки не пройшло і скільки пропущено.
#   test.sh [аргументи ctest…]
set -euo pipefail
cd "$(dirname "$0")/.."
report=$PWD/build/tests.xml code=0
rm -f "$report"
ctest --test-dir build --output-on-failure --no-tests=error --output-junit "$report" "$@" || code=$?
[[ -e $report ]] || exit "$code"
count() { sed -nE "1,9s/^\s*$1=\"([0-9]+)\"/\1/p" "$report"; }
skipped=$(($(count skipped) + $(count disabled)))
echo "Tests: $(($(count tests) - skipped)) ran, $(count failures) failed, $skipped skipped."
exit "$code"
