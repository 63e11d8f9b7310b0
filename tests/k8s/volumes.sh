#!/usr/bin/env bash
# Томи: клас, якого немає; томів немає; тека, у яку не можна писати; накладка, що її віддає. Підключається з run.sh.
# shellcheck disable=SC2154  # змінні оголошує run.sh

no_such_class() {
  sed -i 's/^storage_class = .*/storage_class = "nosuch"/' "$copy/techmarket.toml"
  techmarket render >/dev/null
  says 45 78 'the cluster has no storage class "nosuch"' techmarket up --runtime k8s || return
  techmarket clean --runtime k8s --yes
  cp "$root/techmarket.toml" "$copy/techmarket.toml"
  techmarket render >/dev/null
}
no_volumes() { says 45 78 'no free volume of class "hostpath"' techmarket up --runtime k8s; }
not_writable() {
  "$cluster" pv 5 20Gi 755 >/dev/null
  says 60 78 'is not writable by user 999' techmarket up --runtime k8s && grep -qF -- '--overlay hostpath' "$work/said"
}

check 'up says that there is no such storage class' no_such_class
check 'up says that no volume is free' no_volumes
check 'up says that the volume cannot be written to' not_writable
if [[ -n $overlays ]]; then
  check 'the overlay hostpath hands the volumes over' techmarket up --runtime k8s --overlay hostpath
  check 'up keeps the overlay' says 60 0 'overlay hostpath' techmarket up --runtime k8s
else
  echo 'SKIPPED: overlays: there is no kustomize'
  # -R: у томі вже є тека, яку створив kubelet для subPath.
  chmod -R 777 "${K8S_DIR:-/var/tmp/techmarket-k8s}"/pv/*
fi
check 'up deploys the manifests and waits until they are ready' techmarket up --runtime k8s --overlay none
