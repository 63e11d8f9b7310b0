#!/usr/bin/env bash
# clang-tidy над усіма джерелами зі збірки build/. Довго, тому не частина `make check`.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files 'src/*.cc' 'tests/*.cc')
# Заголовок, розібраний наперед, зібрано іншим компілятором: прибираємо його з команд.
mkdir -p build/tidy
sed -E 's/ -include [^ ]*cmake_pch\.hxx//g; s/ -Winvalid-pch//g; s/ -Wno-maybe-uninitialized//g' \
  build/compile_commands.json >build/tidy/compile_commands.json
# clang 14 ще не оголошує версію концептів, від якої libstdc++ вмикає std::expected.
printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 4 clang-tidy -p build/tidy --quiet \
  --extra-arg=-D__cpp_concepts=202002L --extra-arg=-Wno-builtin-macro-redefined
echo "clang-tidy: ${#files[@]} files are in order."
