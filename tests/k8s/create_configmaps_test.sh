#!/usr/bin/env bash
# k8s/create-configmaps.sh проти підставного kubectl, який тримає об'єкти файлами: таємниці створюються раз,
# паролів немає в аргументах, недоступний кластер — помилка, загублений Secret не підміняється новим.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cluster=$(mktemp -d)
trap 'rm -rf "$cluster"' EXIT
mkdir "$cluster/bin" "$cluster/objects"

cat >"$cluster/bin/kubectl" <<'KUBECTL'
#!/usr/bin/env bash
set -euo pipefail
objects=$CLUSTER/objects
printf '%s\n' "$*" >>"$CLUSTER/argv"
[[ ! -e $CLUSTER/down ]] || { echo 'connection refused' >&2; exit 1; }
name_in() { sed -n 's/^  name: //p' | head -1; }
case "$*" in
  *' get '*) [[ ! -e $objects/$4-$5 ]] || echo "$4/$5" ;;
  'create configmap '*)
    file=${*#*--from-file=}
    file=${file%% *}
    printf 'kind: ConfigMap\nmetadata:\n  name: %s\ndata: %s\n' "$3" "$(sha256sum <"$file")" ;;
  'label --local '*) cat ;;
  'apply --server-side '*' -f -') text=$(cat); printf '%s\n' "$text" >"$objects/configmap-$(name_in <<<"$text")" ;;
  'apply --server-side '*' -f '*) [[ -f ${*: -1} ]] && touch "$objects/namespace" ;;
  'create -f -')
    text=$(cat)
    target=$objects/secret-$(name_in <<<"$text")
    [[ ! -e $target ]] || { echo 'AlreadyExists' >&2; exit 1; }
    printf '%s\n' "$text" >"$target" ;;
  *) echo "unexpected: kubectl $*" >&2; exit 2 ;;
esac
KUBECTL
chmod +x "$cluster/bin/kubectl"
export CLUSTER=$cluster PATH=$cluster/bin:$PATH

fail() {
  echo "FAILED: $1"
  exit 1
}
prepare() { (cd / && "$root/k8s/create-configmaps.sh") >"$cluster/out" 2>&1; }
passwords() { sed -n 's/^  \(root-\)\{0,1\}password: //p' "$cluster"/objects/secret-*; }

prepare || fail "first run: $(cat "$cluster/out")"
mapfile -t services < <(sed -n 's/^name = "\(.*\)"/\1/p' "$root/techmarket.toml")
((${#services[@]} >= 5)) || fail 'techmarket.toml names too few services'
for service in "${services[@]}"; do
  [[ -e $cluster/objects/secret-$service-credentials ]] || fail "no secret for $service"
  [[ -e $cluster/objects/configmap-$service-schema ]] || fail "no schema for $service"
done
expected=$((2 * ${#services[@]}))
[[ $(passwords | wc -l) == "$expected" ]] || fail "expected $expected passwords"
[[ $(passwords | sort -u | wc -l) == "$expected" ]] || fail 'passwords repeat'
while read -r password; do
  [[ $password =~ ^\"[0-9a-f]{48}\"$ ]] || fail 'a password is not 48 hexadecimal digits'
  ! grep -qF "${password//\"/}" "$cluster/argv" || fail 'a password is on a command line'
  ! grep -qF "${password//\"/}" "$cluster/out" || fail 'a password is printed'
done < <(passwords)

before=$(passwords)
prepare || fail "second run: $(cat "$cluster/out")"
[[ $(passwords) == "$before" ]] || fail 'the second run changed a password'

rm "$cluster/objects/secret-orders-db-credentials"
touch "$cluster/objects/persistentvolumeclaim-data-orders-db-0"
code=0
prepare || code=$?
[[ $code == 78 ]] || fail "a lost secret of an existing volume: exit code $code instead of 78"
grep -q 'volume data-orders-db-0 still holds the old password' "$cluster/out" || fail "no clear error: $(cat "$cluster/out")"

rm "$cluster/objects/persistentvolumeclaim-data-orders-db-0"
touch "$cluster/down"
! prepare || fail 'an unreachable cluster is not noticed'
[[ ! -e $cluster/objects/secret-orders-db-credentials ]] || fail 'a secret appeared in an unreachable cluster'
rm "$cluster/down"
prepare || fail "run after the outage: $(cat "$cluster/out")"
echo 'secrets are created once and kept'
