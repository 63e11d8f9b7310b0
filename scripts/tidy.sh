#!/usr/bin/env bash
# clang-tidy за командами збірки з build/. Довго, тому не частина `make check`.
#   tidy.sh              усі джерела
#   tidy.sh ФАЙЛИ…       лише ці
#   tidy.sh --changed    лише змінені проти TECHMARKET_BASE (типово origin/main, а без нього попередній коміт) і ще не закомічені
set -euo pipefail
cd "$(dirname "$0")/.."

changed_files() {
  local base=${TECHMARKET_BASE:-origin/main}
  git rev-parse --quiet --verify "$base^{commit}" >/dev/null || base=HEAD~1
  git diff --name-only --diff-filter=d "$(git merge-base "$base" HEAD)" -- 'src/*.cc' 'tests/*.cc'
  git ls-files --others --exclude-standard 'src/*.cc' 'tests/*.cc'
}

if [[ ${1:-} == --changed ]]; then
  list=$(changed_files)
  mapfile -t files < <(printf '%s' "$list")
elif (($# > 0)); then
  files=("$@")
else
  mapfile -t files < <(git ls-files 'src/*.cc' 'tests/*.cc')
fi
if ((${#files[@]} == 0)); then
  echo 'clang-tidy: no source has changed.'
  exit 0
fi

# clang 16 уміє все, що потрібно std::expected із libstdc++, але ще не оголошує версії концептів, яка його вмикає.
tidy=${CLANG_TIDY:-clang-tidy-16}
command -v "$tidy" >/dev/null || {
  echo "error: $tidy is missing (clang-tidy 14 and 15 cannot parse std::expected)" >&2
  echo "  hint: apt-get install clang-tidy-16, or set CLANG_TIDY to a newer one" >&2
  exit 78
}
# Команди збірки писано для GCC: прибираємо заголовок, розібраний наперед, і прапорці, яких clang не знає.
mkdir -p build/tidy
sed -E 's/ -include [^ ]*cmake_pch\.hxx//g; s/ -Winvalid-pch//g; s/ -fpch-preprocess//g; s/ -Wno-(maybe-uninitialized|restrict|stringop-overflow)//g
        s/-std=c\+\+23/-std=c++2b -U__cpp_concepts -D__cpp_concepts=202002L/g; s/ccache //g' build/compile_commands.json >build/tidy/compile_commands.json
printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 4 "$tidy" -p build/tidy --quiet \
  --extra-arg=-Wno-macro-redefined
echo "clang-tidy: ${#files[@]} files are in order."
