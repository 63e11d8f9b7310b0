#!/usr/bin/env bash
# Справжній Kubernetes з одного вузла на цій машині, зібраний з вихідного пакета Debian (kubernetes 1.20.2 — останній, що має
# весь код): kube-apiserver, controller-manager, scheduler, kubelet, kube-proxy, kubectl; etcd, containerd, runc і
# додатки CNI — з пакетів. Лише для перевірки маніфестів.
#
#   cluster.sh build            раз: пакети й шість програм у $K8S_DIR/bin (6 хвилин на 2 вільних ядрах)
#   cluster.sh start|stop|status
#   cluster.sh image АРХІВ      те, що записав `docker save ІМ'Я`, у containerd під тим самим іменем
#   cluster.sh pv N РОЗМІР [ПРАВА]  N томів hostPath класу hostpath: того, хто створював би їх сам, немає
#   cluster.sh kustomize        раз: kustomize 5 — з kubectl машини або з проксі модулів Go (вбудований у kubectl 1.20 надто старий)
#   eval "$(cluster.sh env)"    KUBECONFIG і PATH для kubectl
#
# Чого тут немає: NetworkPolicy зберігаються, але не виконуються; позначки Pod Security — з версії 1.22 — не читаються
# (securityContext самих подів діє); імена в кластері дає dnsmasq, оновлюваний щосекунди. Код 77 — машина не може.
set -euo pipefail
K8S_DIR=${K8S_DIR:-/var/tmp/techmarket-k8s}; BIN=$K8S_DIR/bin; RUN=$K8S_DIR/run; LOG=$K8S_DIR/log
# Без root немає ні мереж, ні контейнерів; без apt — джерел.
[[ $(id -u) == 0 ]] || { echo 'SKIPPED: a Kubernetes of our own needs root'; exit 77; }
command -v apt-get >/dev/null || { echo 'SKIPPED: the sources of Kubernetes come from Debian, and there is no apt-get'; exit 77; }
POD_NET=10.244.0.0/24 GATEWAY=10.244.0.1 SERVICE_NET=10.96.0.0/16
mkdir -p "$BIN" "$RUN" "$LOG"
say() { echo "cluster: $*" >&2; }
die() { say "$*"; exit 1; }
skip() { echo "SKIPPED: $*"; exit 77; }

build() {
  [ -x "$BIN/kubelet" ] && { say "already built in $BIN"; return; }
  apt-get install -y -qq rsync jq etcd-server etcd-client containerd runc containernetworking-plugins conntrack iptables dnsmasq-base \
    busybox-static openssl dpkg-dev golang-1.19-go >"$LOG/packages.log" 2>&1 ||
    skip "the packages for Kubernetes cannot be installed (log: $LOG/packages.log)"
  local w=$K8S_DIR/build; mkdir -p "$w/lists/partial" "$w/cache/archives/partial"; cd "$w"
  local uri; uri=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/*.sources 2>/dev/null || true)
  [ -n "$uri" ] || uri=$(awk '$1=="deb" {print $2; exit}' /etc/apt/sources.list)
  printf 'deb-src %s bookworm main\n' "$uri" >sources.list
  local apt=(-o Dir::Etc::sourcelist="$w/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$w/lists" -o Dir::Cache="$w/cache")
  apt-get "${apt[@]}" -qq update
  apt-get "${apt[@]}" source --download-only kubernetes >"$LOG/source.log" 2>&1 || true
  ls kubernetes_*.orig.tar.gz >/dev/null 2>&1 || skip "the source package kubernetes did not come (log: $LOG/source.log)"
  [ -d kubernetes-1.20.2 ] || tar xzf kubernetes_*.orig.tar.gz
  cd kubernetes-1.20.2
  say "building (log: $LOG/build.log)"
  HOME=$w PATH=/usr/lib/go-1.19/bin:$PATH GOCACHE=$w/gocache GOFLAGS=-mod=vendor GOPROXY=off CGO_ENABLED=0 KUBE_GIT_VERSION=v1.20.2 KUBE_GIT_MAJOR=1 \
    KUBE_GIT_MINOR=20 KUBE_GIT_COMMIT=unknown KUBE_GIT_TREE_STATE=clean \
    make WHAT="cmd/kube-apiserver cmd/kube-controller-manager cmd/kube-scheduler cmd/kubelet cmd/kube-proxy cmd/kubectl" >"$LOG/build.log" 2>&1 ||
    die "the build failed: $(tail -1 "$LOG/build.log")"
  for p in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do cp "_output/local/go/bin/$p" "$BIN/"; done
  cd /; rm -rf "$w/gocache" "$w/kubernetes-1.20.2/_output"
}

kustomize() {
  [ -x "$BIN/kustomize" ] && return
  # Новіший kubectl самої машини вже має його в собі.
  local own; own=$(type -P kubectl || true)
  if [ -n "$own" ] && [[ $("$own" version --client 2>/dev/null) == *'Kustomize Version: v5'* ]]; then
    printf '#!/bin/sh\n# kustomize build ТЕКА\nexec "%s" kustomize "$2"\n' "$own" >"$BIN/kustomize"; chmod 755 "$BIN/kustomize"; return
  fi
  HOME=$K8S_DIR/build GOBIN=$BIN GOFLAGS=-modcacherw CGO_ENABLED=0 /usr/lib/go-1.19/bin/go install \
    sigs.k8s.io/kustomize/kustomize/v5@v5.0.3 >"$LOG/kustomize.log" 2>&1 ||
    skip "kustomize did not come (log: $LOG/kustomize.log)"
  chmod -R u+w "$K8S_DIR/build/go" && rm -rf "$K8S_DIR/build/go"
}

spawn() { # ІМ'Я КОМАНДА…
  local n=$1; shift
  setsid "$@" >"$LOG/$n.log" 2>&1 </dev/null & echo $! >"$RUN/$n.pid"
}
alive() { [ -f "$RUN/$1.pid" ] && kill -0 "$(cat "$RUN/$1.pid")" 2>/dev/null; }
wait_for() { # СЕКУНД ЩО КОМАНДА…
  local s=$1 w=$2; shift 2
  for ((i = 0; i < s * 2; i++)); do "$@" >/dev/null 2>&1 && return; sleep .5; done
  die "$w did not come up in $s s (logs in $LOG)"
}
kubectl() { "$BIN/kubectl" --kubeconfig "$K8S_DIR/admin.kubeconfig" "$@"; }

kubeconfig() { # ФАЙЛ ЖЕТОН
  cat >"$1" <<K
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: "$2"}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
K
  chmod 600 "$1"
}

pause_image() { # образ, єдина програма якого спить
  local d; d=$(mktemp -d); mkdir -p "$d/root/bin"; cp /bin/busybox "$d/root/bin/sh"; ln "$d/root/bin/sh" "$d/root/bin/sleep"
  tar -C "$d/root" -cf "$d/layer.tar" .
  local sum; sum=$(sha256sum "$d/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"amd64","os":"linux","config":{"Entrypoint":["/bin/sh","-c","trap \\"exit 0\\" TERM INT; while :; do /bin/sleep 3600 \\u0026 wait; done"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$sum" >"$d/config.json"
  printf '[{"Config":"config.json","RepoTags":["localhost/pause:1"],"Layers":["layer.tar"]}]' >"$d/manifest.json"
  tar -C "$d" -cf "$d/pause.tar" config.json manifest.json layer.tar
  ctr -a "$RUN/containerd.sock" -n k8s.io images import "$d/pause.tar" >/dev/null; rm -rf "$d"
}

start() {
  [ -x "$BIN/kubelet" ] || die "run 'cluster.sh build' first"
  for c in cpu memory pids cpuset freezer devices; do [ -d /sys/fs/cgroup/$c ] || [ -f /sys/fs/cgroup/cgroup.controllers ] || say "cgroup $c is not mounted"; done
  mkdir -p "$K8S_DIR"/{etcd,kubelet,containerd,cni,pv,manifests}
  local admin kubelet; admin=$(openssl rand -hex 16); kubelet=$(openssl rand -hex 16)
  printf '%s,admin,admin,"system:masters"\n%s,system:node:node1,node1,"system:masters,system:nodes"\n' "$admin" "$kubelet" >"$K8S_DIR/tokens.csv"
  chmod 600 "$K8S_DIR/tokens.csv"; kubeconfig "$K8S_DIR/admin.kubeconfig" "$admin"; kubeconfig "$K8S_DIR/kubelet.kubeconfig" "$kubelet"
  [ -f "$K8S_DIR/sa.key" ] || openssl genrsa -out "$K8S_DIR/sa.key" 2048 2>/dev/null
  cat >"$K8S_DIR/containerd.toml" <<C
version = 2
root = "$K8S_DIR/containerd/root"
state = "$RUN/containerd"
[grpc]
  address = "$RUN/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "${K8S_SNAPSHOTTER:-overlayfs}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$K8S_DIR/cni"
C
  cat >"$K8S_DIR/cni/10-bridge.conflist" <<C
{"cniVersion":"0.4.0","name":"pods","plugins":[
 {"type":"bridge","bridge":"tmk8s0","isGateway":true,"ipMasq":false,"hairpinMode":true,"ipam":{"type":"host-local","dataDir":"$K8S_DIR/ipam","ranges":[[{"subnet":"$POD_NET"}]],"routes":[{"dst":"0.0.0.0/0"}]}},
 {"type":"portmap","capabilities":{"portMappings":true}}]}
C
  grep -q ' node1$' /etc/hosts || echo '127.0.0.1 node1' >>/etc/hosts # за цим іменем API звертається до kubelet (logs, exec)
  spawn etcd etcd --data-dir "$K8S_DIR/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
  wait_for 30 etcd sh -c 'ETCDCTL_API=3 etcdctl --endpoints=http://127.0.0.1:2379 endpoint health'
  spawn apiserver "$BIN/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --service-cluster-ip-range=$SERVICE_NET --bind-address=127.0.0.1 --secure-port=6443 \
    --advertise-address="$(hostname -I | awk '{print $1}')" --cert-dir="$K8S_DIR/certs" --token-auth-file="$K8S_DIR/tokens.csv" --authorization-mode=Node,RBAC \
    --service-account-key-file="$K8S_DIR/sa.key" --service-account-signing-key-file="$K8S_DIR/sa.key" --service-account-issuer=https://kubernetes.default.svc \
    --allow-privileged=true --feature-gates=TTLAfterFinished=true
  wait_for 60 kube-apiserver kubectl get --raw=/readyz
  spawn controller-manager "$BIN/kube-controller-manager" --kubeconfig="$K8S_DIR/admin.kubeconfig" --service-account-private-key-file="$K8S_DIR/sa.key" --bind-address=127.0.0.1 --use-service-account-credentials=false --leader-elect=false
  spawn scheduler "$BIN/kube-scheduler" --kubeconfig="$K8S_DIR/admin.kubeconfig" --bind-address=127.0.0.1 --leader-elect=false
  spawn containerd containerd --config "$K8S_DIR/containerd.toml"
  wait_for 30 containerd ctr -a "$RUN/containerd.sock" version
  pause_image
  spawn kubelet "$BIN/kubelet" --kubeconfig="$K8S_DIR/kubelet.kubeconfig" --hostname-override=node1 --container-runtime=remote \
    --container-runtime-endpoint="unix://$RUN/containerd.sock" --root-dir="$K8S_DIR/kubelet" --cert-dir="$K8S_DIR/certs" --fail-swap-on=false \
    --cgroup-driver=cgroupfs --cgroups-per-qos="${K8S_CGROUPS:-true}" --enforce-node-allocatable="${K8S_ALLOCATABLE-pods}" --address=127.0.0.1 --healthz-bind-address=127.0.0.1 \
    --cluster-dns=$GATEWAY --cluster-domain=cluster.local --eviction-hard='nodefs.available<1%,imagefs.available<1%,memory.available<100Mi' \
    --image-gc-high-threshold=99 --resolv-conf=/etc/resolv.conf
  wait_for 60 'the node' sh -c "'$BIN/kubectl' --kubeconfig '$K8S_DIR/admin.kubeconfig' get node node1 | grep -q ' Ready'"
  spawn proxy "$BIN/kube-proxy" --kubeconfig="$K8S_DIR/admin.kubeconfig" --hostname-override=node1 --cluster-cidr=$POD_NET --bind-address=127.0.0.1 --metrics-bind-address=127.0.0.1 \
    --healthz-bind-address=127.0.0.1 --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
  sysctl -qw net.ipv4.ip_forward=1 2>/dev/null || true
  # Двигун Docker лишає по собі FORWARD DROP: под тоді не дістається до Service.
  iptables -P FORWARD ACCEPT
  kubectl apply -f - >/dev/null <<S
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: hostpath}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
S
  : >"$K8S_DIR/hosts"; spawn names bash "$0" names-loop
  say "ready: eval \"\$($0 env)\""
}

names_loop() { # endpoints → імена; адреса, на якій слухає dnsmasq, з'являється з першим подом
  local started=
  while :; do
    kubectl get endpoints,svc -A -o json 2>/dev/null | jq -r '
      .items[] | select(.kind=="Service" and .spec.clusterIP!="None") | "\(.spec.clusterIP) \(.metadata.name).\(.metadata.namespace).svc.cluster.local"' >"$K8S_DIR/hosts.new" || true
    kubectl get endpoints -A -o json 2>/dev/null | jq -r '
      .items[] | . as $e | (.subsets // [])[] | (.addresses // [])[] | .ip as $ip |
      (if .hostname then "\($ip) \(.hostname).\($e.metadata.name).\($e.metadata.namespace).svc.cluster.local" else empty end),
      "headless \($ip) \($e.metadata.name).\($e.metadata.namespace).svc.cluster.local"' |
      while read -r a b c; do if [ "$a" = headless ]; then grep -q " $c$" "$K8S_DIR/hosts.new" || echo "$b $c"; else echo "$a $b"; fi; done >>"$K8S_DIR/hosts.new" || true
    cmp -s "$K8S_DIR/hosts.new" "$K8S_DIR/hosts" || { cp "$K8S_DIR/hosts.new" "$K8S_DIR/hosts"; [ -z "$started" ] || kill -HUP "$started"; }
    if [ -z "$started" ] && ip addr show tmk8s0 2>/dev/null | grep -q $GATEWAY; then
      dnsmasq --keep-in-foreground --no-hosts --no-resolv --addn-hosts="$K8S_DIR/hosts" --listen-address=$GATEWAY --bind-interfaces --local=/cluster.local/ --pid-file= & started=$!
    fi
    sleep 1
  done
}

stop() {
  for n in names proxy kubelet; do alive $n && kill -- -"$(cat "$RUN/$n.pid")" 2>/dev/null; rm -f "$RUN/$n.pid"; done
  if alive containerd; then
    for t in $(ctr -a "$RUN/containerd.sock" -n k8s.io tasks ls -q 2>/dev/null); do ctr -a "$RUN/containerd.sock" -n k8s.io tasks kill -s SIGKILL "$t" 2>/dev/null || true; done; sleep 1
    for c in $(ctr -a "$RUN/containerd.sock" -n k8s.io containers ls -q 2>/dev/null); do ctr -a "$RUN/containerd.sock" -n k8s.io tasks rm -f "$c" >/dev/null 2>&1 || true; ctr -a "$RUN/containerd.sock" -n k8s.io containers rm "$c" 2>/dev/null || true; done
  fi
  for n in containerd scheduler controller-manager apiserver etcd; do alive $n && kill "$(cat "$RUN/$n.pid")" 2>/dev/null; rm -f "$RUN/$n.pid"; done
  sleep 1; grep -oE " $K8S_DIR/kubelet[^ ]*| $RUN/containerd[^ ]*" /proc/mounts | sort -r | while read -r m; do umount "$m" 2>/dev/null || true; done
  ip link del tmk8s0 2>/dev/null || true
  iptables-save 2>/dev/null | grep -v KUBE- | grep -v CNI- | iptables-restore 2>/dev/null || true
  rm -rf "$K8S_DIR/etcd" "$K8S_DIR/kubelet" "$K8S_DIR/ipam" "$K8S_DIR/pv"; say stopped
}

case ${1:-} in
  build) build ;;
  kustomize) kustomize ;;
  start) start ;;
  stop) stop ;;
  status) for n in etcd apiserver controller-manager scheduler containerd kubelet proxy names; do alive $n && echo "$n up" || echo "$n down"; done; kubectl get nodes,pods,pvc -A 2>/dev/null || true ;;
  image) ctr -a "$RUN/containerd.sock" -n k8s.io images import "${2:?}" ;;
  pv) for ((i = 1; i <= ${2:?}; i++)); do mkdir -p "$K8S_DIR/pv/$i"; chmod "${4:-777}" "$K8S_DIR/pv/$i"; kubectl apply -f - <<P
apiVersion: v1
kind: PersistentVolume
metadata: {name: hostpath-$i}
spec: {capacity: {storage: ${3:?}}, accessModes: [ReadWriteOnce], storageClassName: hostpath, persistentVolumeReclaimPolicy: Delete, hostPath: {path: $K8S_DIR/pv/$i}}
P
    done ;;
  env) echo "export KUBECONFIG=$K8S_DIR/admin.kubeconfig PATH=$BIN:\$PATH" ;;
  names-loop) names_loop ;;
  *) sed -n '2,15p' "$0"; exit 64 ;;
esac
