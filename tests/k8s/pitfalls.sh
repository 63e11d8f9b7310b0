#!/usr/bin/env bash
# Кожна причина, з якої под не запускається: викликана насправді і названа. Підключається з run.sh.
# shellcheck disable=SC2154  # змінні оголошує run.sh

memory_is_short() {
  with_setting auth-db memory_limit 600Gi
  with_setting auth-db memory_request 500Gi
  says 45 78 'no node has 500Gi of memory free' techmarket up
}
cpu_is_short() {
  with_setting auth-db cpu_limit 900
  with_setting auth-db cpu_request 800
  says 45 78 'no node has 800 CPU free' techmarket up
}
image_is_missing() {
  with_setting auth-db image mysql:0.0-nosuch
  says 60 78 'mysql:0.0-nosuch' techmarket up && grep -qE 'ErrImagePull|ImagePullBackOff' "$work/said"
}
memory_limit_is_low() {
  with_setting auth-db memory_request 48Mi
  with_setting auth-db memory_limit 48Mi
  says 90 78 'more memory than its limit of 48Mi' techmarket up
}
node_is_tainted() {
  kubectl taint nodes node1 dedicated=other:NoSchedule
  kube delete pod auth-db-0 --wait
  local found=0
  says 45 78 'the nodes turn it away: taint {dedicated' techmarket up || found=1
  kubectl taint nodes node1 dedicated-
  return $found
}
# Вузол можуть відкрити й без нас, тож up чекає, а Ctrl-C діє.
node_is_closed() {
  kubectl cordon node1
  kube delete pod auth-db-0 --wait
  local found=0
  says 45 130 'the nodes are closed to new pods' timeout --signal=INT 30 sh -c "cd '$copy' && exec '$program' up" || found=1
  kubectl uncordon node1
  return $found
}
patched() { # СЛОВА ЗМІНА…
  kube patch statefulset auth-db --type=json --patch "$2"
  reports 60 "$1"
}
crashes() { patched 'CrashLoopBackOff' '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--no-such-option"}]'; }
secret_is_missing() {
  patched 'secret "nosuch" not found' '[{"op":"add","path":"/spec/template/spec/containers/0/env/-","value":{"name":"X","valueFrom":{"secretKeyRef":{"name":"nosuch","key":"k"}}}}]'
}
never_pulls() {
  patched 'ErrImageNeverPull' '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"nosuch:1"},{"op":"replace","path":"/spec/template/spec/containers/0/imagePullPolicy","value":"Never"},{"op":"replace","path":"/spec/template/spec/initContainers/0/image","value":"nosuch:1"},{"op":"replace","path":"/spec/template/spec/initContainers/0/imagePullPolicy","value":"Never"}]'
}
schema_is_missing() {
  kube delete configmap auth-db-schema
  kube delete pod auth-db-0 --wait
  reports 60 'configmap "auth-db-schema" not found'
}
quota_is_full() {
  kube create quota full --hard=pods=0
  kube delete pod auth-db-0 --wait
  local found=0
  reports 60 'the quota of namespace techmarket does not allow it' || found=1
  kube delete quota full
  return $found
}
is_evicted() {
  local found=0
  kube apply -f - <<'POD'
apiVersion: v1
kind: Pod
metadata:
  name: greedy
  labels: {app.kubernetes.io/instance: auth-db, app.kubernetes.io/component: command}
spec:
  restartPolicy: Never
  containers:
    - name: writer
      image: mysql:8.4
      command: [/bin/sh, -c, "head -c 50000000 /dev/zero >/scratch/file; sleep 600"]
      volumeMounts: [{name: scratch, mountPath: /scratch}]
  volumes: [{name: scratch, emptyDir: {sizeLimit: 1Mi}}]
POD
  reports 150 'Evicted: its node threw it out' || found=1
  kube delete pod greedy --wait=false
  return $found
}
doctor_agrees() {
  techmarket doctor >"$work/said" 2>&1 || true
  grep -F kubernetes "$work/said" && grep -qF 'auth-db' "$work/said" && grep -qF 'no node has 500Gi of memory free' "$work/said"
}
refuses_unfinished() {
  mysql_says catalog-db 'DROP TABLE _techmarket_schema'
  kube wait pod/catalog-db-0 --for=condition=Ready=false --timeout=90s
  says 60 78 'catalog-db: its schema is not complete' techmarket up
}

check 'up says that no node has the memory' memory_is_short
check 'doctor says it too' doctor_agrees
check 'a corrected file repairs it' restored
check 'up says that no node has the CPU' cpu_is_short
check 'up says that the image cannot be pulled' image_is_missing
check 'up says that the memory limit is too low' memory_limit_is_low
check 'a corrected file repairs that too' restored
check 'up says that the node is tainted' node_is_tainted
check 'up says that the node is closed, and Ctrl-C works' node_is_closed
check 'up waits for the node' restored
check 'status says that the server ends again and again' crashes
check 'status says that a secret is missing' secret_is_missing
check 'status says that the node may not pull the image' never_pulls
check 'up undoes it' restored
check 'status says that the schema cannot be mounted' schema_is_missing
check 'up makes it again' restored
check 'status says that the quota is full' quota_is_full
check 'status says that a pod was evicted' is_evicted
check 'up is content again' restored
check 'up says in seconds that a schema is unfinished' refuses_unfinished
