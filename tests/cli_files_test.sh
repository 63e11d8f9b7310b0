#!/usr/bin/env bash
# fmt і lint як їх бачить людина: коди завершення, потоки, файли на диску. Серверів не треба.
#   cli_files_test.sh ПРОГРАМА
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { echo "FAILED: $*" >&2; exit 1; }
# expect КОД команда… : виконує команду, її stdout — у файлі out, stderr — у err.
expect() {
  local wanted=$1 code=0
  shift
  "$@" >out 2>err || code=$?
  [[ $code == "$wanted" ]] || { cat out err >&2; fail "exit code $code instead of $wanted: $*"; }
}

mkdir schemas
printf 'Table t{id int [PK] // key\n}\n' >schemas/ugly.dbml
printf 'Table t {\n  id int [pk]\n}\n' >schemas/neat.dbml
printf 'Table t { id }\n' >broken.dbml
chmod 640 schemas/ugly.dbml
ln -s schemas/ugly.dbml link.dbml

expect 1 "$program" schema fmt --check schemas
grep -q 'would change schemas/ugly.dbml' out || fail "--check names the file"
grep -q '^-Table t{id int' out || fail "--check shows the difference"
grep -q 'unchanged    schemas/neat.dbml' out || fail "--check names neat files"
grep -q 'Table t{id' schemas/ugly.dbml || fail "--check writes nothing"

expect 0 "$program" schema fmt - <schemas/ugly.dbml
grep -q '^  id int \[pk\] // key$' out || fail "stdin goes to stdout"
expect 65 "$program" schema fmt - <broken.dbml
[[ ! -s out ]] || fail "a broken text leaves stdout empty"
expect 64 "$program" schema fmt --stdout schemas/neat.dbml schemas/ugly.dbml

expect 0 "$program" dbml2sql - --mysql -o - <schemas/neat.dbml
grep -q '^CREATE TABLE `t` ($' out || fail "dbml2sql reads stdin and writes stdout"
[[ ! -e ./- ]] || fail "no file is called '-'"
expect 0 "$program" dbml2sql - -o from_stdin.sql <schemas/neat.dbml
grep -q '^-- Generated from <stdin>' from_stdin.sql || fail "the header names stdin"
expect 65 "$program" dbml2sql - <broken.dbml
grep -q '^<stdin>:1:11: error: ' err || fail "a message names stdin"
expect 64 "$program" dbml2sql - - <schemas/neat.dbml

cp broken.dbml before
expect 65 "$program" schema fmt broken.dbml link.dbml
cmp -s broken.dbml before || fail "a broken file stays as it is"
grep -q 'missing-type' err || fail "the error is shown"
grep -q '^  id int \[pk\] // key$' schemas/ugly.dbml || fail "the other file is formatted"
[[ -L link.dbml && $(stat -c %a schemas/ugly.dbml) == 640 ]] || fail "links and permissions stay"
expect 0 "$program" schema fmt --check schemas
expect 65 "$program" schema fmt nowhere.dbml

cat >shop.dbml <<'DBML'
Table users {
  id int [pk]

  Note: 'People.'
}

Table posts {
  id      int [pk]
  user_id int [not null, ref: > users.id] // who
  price   float

  Note: 'Posts.'
}
DBML
expect 1 "$program" schema lint shop.dbml --mysql
grep -q '\[fk-index\]' out && grep -q '\[money-type\]' out || fail "findings are shown"
expect 1 "$program" schema lint shop.dbml --fix
grep -q '^    user_id$' shop.dbml && grep -q '// who$' shop.dbml || fail "--fix adds the index and keeps comments"
expect 0 "$program" schema fmt --check shop.dbml
printf "[lint]\nmoney-type = 'off'\n" >techmarket.toml
expect 0 "$program" schema lint shop.dbml --strict
printf "[lint]\nmoney-typ = 'off'\n" >techmarket.toml
expect 78 "$program" schema lint shop.dbml
grep -q "did you mean 'money-type'" err || fail "an unknown rule has a hint"
rm techmarket.toml
expect 1 "$program" schema lint shop.dbml --json --sarif report.sarif
grep -q '"fixable":false' out && grep -q '"ruleId": "money-type"' report.sarif || fail "JSON and SARIF"
expect 65 "$program" schema lint nowhere.dbml
expect 0 "$program" schema lint --rules

cat >repeated.dbml <<'DBML'
Table users {
  id    int         [pk]
  email varchar(50) [unique]

  records {
    1, 'ann@example.com'
    2, 'ann@example.com'
  }
}
DBML
export TECHMARKET_DATABASE_PASSWORD=
expect 65 "$program" generate --schema repeated.dbml --to mysql://root@127.0.0.1:1/nowhere --create
grep -q '1 row repeats a unique key in records' err || fail "records no database takes are refused before connecting"

# Обрізаний вивід — невдача, а не код 0.
code=0
"$program" schema lint --rules >/dev/full 2>err || code=$?
[[ $code == 75 ]] && grep -q 'free some disk space' err || fail "a full disk under stdout is reported (exit $code)"
code=0
"$program" schema lint --rules >&- 2>err || code=$?
[[ $code == 2 ]] && grep -q 'cannot write to stdout' err || fail "a closed stdout is reported (exit $code)"
