# Відповідь `kubectl get statefulsets,jobs,pods,persistentvolumeclaims,events -o json` без полів, яких програма не читає,
# і без сервісів, крім $service: так вона лежить у src/runtime/kubernetes/testing.
def meta: {name, namespace, uid, labels, creationTimestamp}
  + (if .ownerReferences then {ownerReferences: [.ownerReferences[] | {kind, name, uid}]} else {} end);
def ours: .metadata.labels["app.kubernetes.io/instance"] == $service;
[.items[] | select(.kind != "Event" and ours)] as $objects
| [$objects[].metadata.uid] as $uids
| {items: ([$objects[]
    | if .kind == "Pod" then
        {kind, metadata: (.metadata | meta),
         spec: {containers: [.spec.containers[] | {name, image, resources}],
                volumes: [.spec.volumes[] | select(.persistentVolumeClaim) | {name, persistentVolumeClaim}]},
         status: (.status | {phase, reason, message, conditions: [(.conditions // [])[] | {type, status, reason, message}],
                             initContainerStatuses, containerStatuses} | del(..|nulls))}
      elif .kind == "PersistentVolumeClaim" then
        {kind, metadata: (.metadata | meta), spec: {storageClassName: .spec.storageClassName}, status: {phase: .status.phase}}
      else {kind, metadata: (.metadata | meta), spec: {replicas: .spec.replicas}, status} end]
  + [.items[] | select(.kind == "Event" and (.involvedObject.uid as $uid | $uids | index($uid)))
    | {kind, involvedObject: {kind: .involvedObject.kind, name: .involvedObject.name, uid: .involvedObject.uid},
       reason, message, lastTimestamp, eventTime}])}
