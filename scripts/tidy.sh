#!/usr/bin/env bash
# clang-tidy над усіма джерелами зі збірки build/. Довго, тому не частина `make check`.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files 'src/*.cc' 'tests/*.cc')
# Команди збірки писано для GCC: прибираємо заголовок, розібраний наперед, і прапорці, яких clang не знає.
mkdir -p build/tidy
sed -E 's/ -include [^ ]*cmake_pch\.hxx//g; s/ -Winvalid-pch//g; s/ -Wno-(maybe-uninitialized|restrict)//g
        s/-std=c\+\+23/-std=c++2b -U__cpp_concepts -D__cpp_concepts=202002L/g; s/ccache //g' build/compile_commands.json >build/tidy/compile_commands.json
# clang 16 уміє все, що потрібно std::expected із libstdc++, але ще не оголошує версії концептів, яка його вмикає.
tidy=${CLANG_TIDY:-clang-tidy-16}
command -v "$tidy" >/dev/null || {
  echo "error: $tidy is missing (clang-tidy 14 and 15 cannot parse std::expected)" >&2
  echo "  hint: apt-get install clang-tidy-16, or set CLANG_TIDY to a newer one" >&2
  exit 78
}
printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 4 "$tidy" -p build/tidy --quiet \
  --extra-arg=-Wno-macro-redefined
echo "clang-tidy: ${#files[@]} files are in order."
