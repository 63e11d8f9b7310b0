#!/usr/bin/env bash
# Тести, які зазвичай ідуть на MariaDB, — на справжньому MySQL.
#   run.sh ПРОГРАМА_ТЕСТУ [АРГУМЕНТИ…]
set -euo pipefail
TECHMARKET_TEST_MYSQLD=$("$(dirname "${BASH_SOURCE[0]}")/server.sh")
export TECHMARKET_TEST_MYSQLD
# Взірець, під який ніщо не підпадає, GoogleTest вважає успіхом.
[[ $("$@" --gtest_list_tests) == *$'\n  '* ]] || { echo 'FAILED: no test matches the filter' >&2; exit 1; }
exec "$@"
