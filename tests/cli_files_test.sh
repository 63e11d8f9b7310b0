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

# Слово з помилкою дістає пораду: команда, команда в групі, прапорець команди, спільний прапорець.
suggests() {
  local wanted=$1
  shift
  expect 64 "$program" "$@"
  grep -q "did you mean '$wanted'?" err || { cat err >&2; fail "no hint '$wanted' for: $*"; }
}
suggests generate genrate
suggests build schema bild
suggests --scale generate --sclae 2
suggests --quiet verify --quite
expect 64 "$program" --json generate --sclae 2
grep -q '"hint":"did you mean .--scale.?"' out || fail "--json carries the hint"

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

# Вихід не може бути входом: за іменем, через посилання, тверде посилання чи модуль; два виходи не сходяться.
cat >source.dbml <<'DBML'
use * from './module.dbml'
Table a { id int [pk] }
DBML
echo 'Table m { id int [pk] }' >module.dbml
cp source.dbml before-source && cp module.dbml before-module
ln -s source.dbml to-source && ln source.dbml hard-source
for output in source.dbml ./source.dbml to-source hard-source module.dbml; do
  expect 64 "$program" dbml2sql source.dbml -o "$output"
  grep -q 'the command reads this file and would overwrite it' err || fail "-o $output names the reason"
  expect 64 "$program" schema lint source.dbml --sarif "$output"
  expect 64 "$program" dbml2sql source.dbml --sarif "$output"
done
cmp -s source.dbml before-source && cmp -s module.dbml before-module || fail "an input was overwritten"
expect 64 "$program" dbml2sql source.dbml -o both --sarif ./both
grep -q 'two outputs of the command would meet' err || fail "two outputs in one file"
[[ ! -e both ]] || fail "a refused command wrote its file"
expect 0 "$program" dbml2sql source.dbml -o /dev/null --sarif /dev/null
expect 0 "$program" dbml2sql source.dbml -o source.sql
expect 0 "$program" dbml2sql source.dbml -o source.sql
mkdir -p one two
cp module.dbml one/same.dbml && cp module.dbml two/same.dbml
expect 64 "$program" schema erd one/same.dbml two/same.dbml --format dot -o .
expect 0 "$program" schema erd one/same.dbml --format dot -o .

# Чужий файл на місці згенерованого не зникає.
mkdir project
cp module.dbml project/module.dbml
cat >project/techmarket.toml <<'TOML'
project = "shop"
network = "shop-network"
storage_class = "hostpath"
mysql_root_password = "rootpass"
adminer = { image = "adminer:5", port = 8080 }
[[service]]
name = "shop-db"
engine = "mysql"
image = "mysql:8.4"
port = 3306
database = "shop_db"
user = "shop_user"
password = "shop_pass"
dbml = "module.dbml"
sql = "out/own.sql"
volume = "shop-data"
resources = { memory_request = "1Gi", memory_limit = "1Gi", cpu_request = "1", cpu_limit = "1", storage = "1Gi" }
TOML
mkdir project/out
echo 'SELECT 1;' >project/out/own.sql
expect 65 "$program" --config project/techmarket.toml schema build
grep -q 'is not generated, and' err && grep -q "correct 'sql' of shop-db" err || fail "a foreign file is named"
grep -q 'SELECT 1' project/out/own.sql || fail "a foreign file was overwritten"
rm project/out/own.sql
expect 0 "$program" --config project/techmarket.toml schema build
expect 64 "$program" --config project/techmarket.toml schema build --sarif project/out/own.sql
echo 'Table n { id int [pk] }' >>project/module.dbml
expect 0 "$program" --config project/techmarket.toml schema build
grep -q 'CREATE TABLE `n`' project/out/own.sql || fail "our own file is rewritten"

# Чуже не керує терміналом і не заливає його, звідки б не прийшло.
is_visible() {
  ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]' out err || fail "$1 reaches the terminal"
  [[ $(stat -c %s err) -lt 20000 ]] || fail "$1 floods the terminal"
}
hostile=$'a\e[31m\u009b\u202eb'
printf 'Table "%s" {\n  %s\n  id int [pk]\n}\n' "$hostile" "$hostile" >hostile.dbml
expect 65 "$program" dbml2sql hostile.dbml
is_visible "a DBML file"
grep -q '\\x1b\[31m\\u009b\\u202e' err || fail "control characters are shown"
printf 'Table "%s" { price float }\n' "$hostile" >hostile.dbml
expect 1 "$program" schema lint hostile.dbml --mysql
is_visible "a name in a finding"
expect 65 "$program" dbml2sql "$hostile.dbml"
is_visible "a file name"
expect 64 "$program" "$hostile"
is_visible "an argument"
expect 64 "$program" dbml2sql "--$hostile"
is_visible "an unknown option"
printf 'project = "%s"\n%s = 1\n' "$hostile" "$hostile" >hostile.toml
expect 78 "$program" --config hostile.toml render --check
is_visible "the catalogue"
TECHMARKET_PORT_OFFSET=$hostile expect 78 "$program" --config project/techmarket.toml schema build --check
is_visible "the environment"
head -c 10000000 /dev/zero | tr '\0' 'x' >token
{ echo 'Table t {'; cat token; echo ' }'; } >hostile.dbml
expect 65 "$program" dbml2sql hostile.dbml
is_visible "a token of 10 MB"
printf 'project = "%s"\n' "$(head -c 500000 token)" >hostile.toml
expect 78 "$program" --config hostile.toml render --check
is_visible "a value of 500 kB"

# Глибина й довжина чужого тексту не ламають стек.
deep=$(head -c 100000 /dev/zero | tr '\0' '(')
for text in "\`$deep\`" "\`$(tr '(' - <<<"$deep")1\`" "\`$(sed 's/(/not /g' <<<"$deep")a\`" "\`$(head -c 200000 /dev/zero | tr '\0' '1' | sed 's/1/1+/g')1 > 0\`"; do
  printf 'Table t {\n  id int [pk, check: %s]\n  b int [default: %s]\n}\n' "$text" "$text" >deep.dbml
  "$program" generate --schema deep.dbml --to null --rows 3 >out 2>err || { code=$?; ((code == 65)) || fail "a deep expression ends with $code"; }
  "$program" schema lint deep.dbml --mysql >out 2>err || { code=$?; ((code == 1 || code == 65)) || fail "a deep expression ends with $code in lint"; }
  "$program" schema diff deep.dbml module.dbml --mysql >out 2>err || { code=$?; ((code == 1 || code == 65)) || fail "a deep expression ends with $code in diff"; }
done
printf "[lint]\nnaming-style = { pattern = '%s' }\n" "$deep" >techmarket.toml
expect 78 "$program" schema lint module.dbml
is_visible "a pattern"
rm techmarket.toml
printf '%s = 1\n' "$(head -c 200000 /dev/zero | tr '\0' 'a' | sed 's/a/a./g')a" >deep.toml
expect 78 "$program" --config deep.toml render --check
expect 65 "$program" generate --schema module.dbml --to null --spec deep.toml
for open in '[' '{"a":'; do
  head -c 400000 /dev/zero | sed "s/\x00/${open//\//}/g" >deep.json
  "$program" generate --combine deep.json >out 2>err || code=$?
  ((code != 134 && code != 139)) || fail "deep JSON ends with $code"
done
