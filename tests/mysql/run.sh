#!/usr/bin/env bash
# Тести, які зазвичай ідуть на MariaDB, — на справжньому MySQL.
#   run.sh ПРОГРАМА_ТЕСТУ [АРГУМЕНТИ…]
set -euo pipefail
TECHMARKET_TEST_MYSQLD=$("$(dirname "${BASH_SOURCE[0]}")/server.sh")
export TECHMARKET_TEST_MYSQLD
exec "$@"
