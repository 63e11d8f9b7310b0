#include "render/kubernetes_components.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "render/engine.h"
#include "render/kubernetes.h"
#include "render/program.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

using File = std::pair<std::string, std::string>;

// Той самий контейнер, що в основі лише перевіряє теку, тут віддає її базі. Уже свою не чіпає.
constexpr std::string_view kHostpath = R"yaml(
# @notice@
#
# Томи, чий клас не зважає на fsGroup (hostPath): тека лишається root, і база не може в неї писати. Перший контейнер
# пода віддає її користувачеві бази, якщо вона ще не його. Йому потрібен root, а з ним рівень Pod Security baseline.
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target:
      kind: Namespace
    patch: |-
      - op: replace
        path: /metadata/labels/pod-security.kubernetes.io~1enforce
        value: baseline
  - target:
      kind: StatefulSet
    patch: |-
      - op: replace
        path: /spec/template/spec/initContainers/0/command/2
        value: >-
          test "$(stat -c %u "$DATA_FOLDER")" = "$DATA_OWNER" ||
          chown -R "$DATA_OWNER:$DATA_OWNER" "$DATA_FOLDER"
      - op: replace
        path: /spec/template/spec/initContainers/0/securityContext
        value:
          runAsUser: 0
          runAsGroup: 0
          runAsNonRoot: false
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop:
              - ALL
            add:
              - CHOWN
              - DAC_OVERRIDE
              - FOWNER
)yaml";

constexpr std::string_view kComponent = R"(
# @notice@
#
# @about@
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources:
  @resources@
)";

constexpr std::string_view kSchedule = R"(
# @notice@
#
# ETL щоночі, копія щотижня. Це складник, а не основа: основі образ нашої програми не потрібен, і поди баз піднімаються
# без нього. Обидва завдання можна виконати й одразу:
#   kubectl -n @project@ create job --from=cronjob/etl etl-now
apiVersion: batch/v1
kind: CronJob
metadata:
  name: etl
  namespace: @project@
  labels:
    @etl_labels@
spec:
  schedule: "15 2 * * *"
  timeZone: Europe/Kyiv
  # Повільне завдання не наздоганяє саме себе.
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    metadata:
      labels:
        @etl_labels@
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 21600
      # Хибний виклик, дані чи налаштування повтор не виправить.
      podFailurePolicy:
        rules:
          - action: FailJob
            onExitCodes:
              containerName: techmarket
              operator: In
              values: [64, 65, 78]
      template:
        metadata:
          labels:
            @etl_labels@
        spec:
          @etl_spec@
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
  namespace: @project@
  labels:
    @backup_labels@
spec:
  schedule: "30 3 * * 0"
  timeZone: Europe/Kyiv
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    metadata:
      labels:
        @backup_labels@
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 21600
      podFailurePolicy:
        rules:
          - action: FailJob
            onExitCodes:
              containerName: techmarket
              operator: In
              values: [64, 65, 78]
      template:
        metadata:
          labels:
            @backup_labels@
        spec:
          @backup_spec@
---
# Старі копії звідси не зникають самі: коли том заповниться, завдання впаде з кодом 75, і це видно.
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: backups
  namespace: @project@
  labels:
    @backup_labels@
spec:
  accessModes:
    - ReadWriteOnce
  @storage_class@
  resources:
    requests:
      storage: 50Gi
---
# Тут PodDisruptionBudget допомагає: звільнення вузла чекає, доки завдання скінчиться, замість обривати його. Базам з
# однією копією він лише заборонив би звільнити вузол.
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: etl
  namespace: @project@
  labels:
    @etl_labels@
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: techmarket
      app.kubernetes.io/instance: etl
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: backup
  namespace: @project@
  labels:
    @backup_labels@
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: techmarket
      app.kubernetes.io/instance: backup
)";

constexpr std::string_view kAdminer = R"(
# @notice@
#
# Вебінтерфейс до всіх баз: kubectl -n @project@ port-forward service/adminer 8080:8080. Назовні не відкритий.
apiVersion: v1
kind: Service
metadata:
  name: adminer
  namespace: @project@
  labels:
    @labels@
spec:
  selector:
    @selector@
  ports:
    - name: http
      port: 8080
      targetPort: http
      protocol: TCP
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: adminer
  namespace: @project@
  labels:
    @labels@
spec:
  replicas: 1
  selector:
    matchLabels:
      @selector@
  template:
    metadata:
      labels:
        @labels@
        database-client: "true"
    spec:
      serviceAccountName: techmarket
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65534
        runAsGroup: 65534
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: adminer
          image: @image@
          imagePullPolicy: IfNotPresent
          terminationMessagePolicy: FallbackToLogsOnError
          env:
            - name: ADMINER_DEFAULT_SERVER
              value: @first_service@
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
          resources:
            requests:
              cpu: 10m
              memory: 64Mi
              ephemeral-storage: 16Mi
            limits:
              cpu: 500m
              memory: 256Mi
              ephemeral-storage: 256Mi
          readinessProbe:
            httpGet:
              path: /
              port: http
            periodSeconds: 10
          livenessProbe:
            tcpSocket:
              port: http
            periodSeconds: 20
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 128Mi
)";

constexpr std::string_view kExporter = R"(
apiVersion: apps/v1
kind: Deployment
metadata:
  name: @name@-exporter
  namespace: @project@
  labels:
    @labels@
spec:
  replicas: 1
  selector:
    matchLabels:
      @selector@
  template:
    metadata:
      labels:
        @labels@
        database-client: "true"
    spec:
      serviceAccountName: techmarket
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65534
        runAsGroup: 65534
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: exporter
          image: @image@
          imagePullPolicy: IfNotPresent
          terminationMessagePolicy: FallbackToLogsOnError
          args:
            @arguments@
          env:
            @environment@
          ports:
            - name: metrics
              containerPort: @port@
              protocol: TCP
          resources:
            requests:
              cpu: 10m
              memory: 32Mi
              ephemeral-storage: 1Mi
            limits:
              cpu: 200m
              memory: 128Mi
              ephemeral-storage: 64Mi
          readinessProbe:
            tcpSocket:
              port: metrics
            periodSeconds: 10
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
)";

constexpr std::string_view kMetrics = R"(
# Збирач у просторі імен monitoring (kube-prometheus-stack) приходить до вимірювачів; більше нікого не пускають.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: metrics
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/component: metrics
  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
      ports:
        - port: 9104
          protocol: TCP
        - port: 9187
          protocol: TCP
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: techmarket
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
spec:
  selector:
    matchLabels:
      app.kubernetes.io/component: metrics
  podMetricsEndpoints:
    - port: metrics
      interval: 30s
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: techmarket
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
spec:
  groups:
    - name: techmarket
      rules:
        - alert: TechMarketDatabaseNotReady
          expr: >-
            kube_statefulset_status_replicas_ready{namespace="@project_name@"}
            < kube_statefulset_replicas{namespace="@project_name@"}
          for: 5m
          labels:
            severity: critical
          annotations:
            summary: "{{ $labels.statefulset }} is not ready for 5 minutes"
            description: "techmarket status --runtime k8s tells why and what to do."
        - alert: TechMarketVolumeFull
          expr: >-
            kubelet_volume_stats_available_bytes{namespace="@project_name@"}
            / kubelet_volume_stats_capacity_bytes{namespace="@project_name@"} < 0.15
          for: 10m
          labels:
            severity: warning
          annotations:
            summary: "less than 15% of volume {{ $labels.persistentvolumeclaim }} is free"
            description: "Enlarge the claim: kubectl -n @project_name@ edit pvc {{ $labels.persistentvolumeclaim }}"
        - alert: TechMarketVolumeFullSoon
          expr: >-
            predict_linear(kubelet_volume_stats_available_bytes{namespace="@project_name@"}[6h], 86400) < 0
          for: 1h
          labels:
            severity: warning
          annotations:
            summary: "volume {{ $labels.persistentvolumeclaim }} will be full within a day"
        - alert: TechMarketDatabaseRestarts
          expr: >-
            increase(kube_pod_container_status_restarts_total{namespace="@project_name@"}[30m]) > 2
          labels:
            severity: warning
          annotations:
            summary: "{{ $labels.pod }} restarted more than twice in half an hour"
        - alert: TechMarketJobFailed
          expr: >-
            kube_job_status_failed{namespace="@project_name@"} > 0
          for: 1m
          labels:
            severity: warning
          annotations:
            summary: "job {{ $labels.job_name }} failed: kubectl -n @project_name@ logs job/{{ $labels.job_name }}"
)";

std::string labels(const config::Catalogue& catalogue, std::string_view selector,
                   std::string_view component) {
  return fmt::format(
      "{}\napp.kubernetes.io/component: {}\napp.kubernetes.io/part-of: {}\n"
      "app.kubernetes.io/managed-by: techmarket",
      selector, component, yaml_scalar(catalogue.project));
}

std::string component(std::string_view about, const std::vector<std::string_view>& resources) {
  std::vector<std::string> items;
  for (const auto one : resources) items.push_back(fmt::format("- {}", one));
  return fill(kComponent, {{"notice", std::string(kGeneratedNotice)},
                           {"about", std::string(about)},
                           {"resources", fmt::format("{}", fmt::join(items, "\n"))}});
}

std::string schedule(const config::Catalogue& catalogue) {
  const ProgramPod etl{.image = program_image(), .arguments = {"etl", "run"}};
  const ProgramPod backup{
      .image = program_image(),
      .arguments = {"backup", "/backups"},
      .extra_mounts = "- name: backups\n  mountPath: /backups",
      .extra_volumes = "- name: backups\n  persistentVolumeClaim:\n    claimName: backups"};
  return fill(kSchedule, {{"notice", std::string(kGeneratedNotice)},
                          {"project", yaml_scalar(catalogue.project)},
                          {"etl_labels", program_labels(catalogue, "etl")},
                          {"etl_spec", program_pod_spec(catalogue, etl)},
                          {"backup_labels", program_labels(catalogue, "backup")},
                          {"backup_spec", program_pod_spec(catalogue, backup)},
                          {"storage_class", storage_class_field(catalogue)}});
}

std::string adminer(const config::Catalogue& catalogue) {
  const std::string selector = "app.kubernetes.io/name: adminer\napp.kubernetes.io/instance: adminer";
  return fill(kAdminer, {{"notice", std::string(kGeneratedNotice)},
                         {"project", yaml_scalar(catalogue.project)},
                         {"labels", labels(catalogue, selector, "adminer")},
                         {"selector", selector},
                         {"image", yaml_quoted(catalogue.adminer.image)},
                         {"first_service", yaml_quoted(catalogue.services.front().name)}});
}

std::string password_variable(std::string_view variable, const config::Service& service) {
  return fmt::format("- name: {}\n  valueFrom:\n    secretKeyRef:\n      name: {}-credentials\n      key: {}",
                     variable, service.name, kCredentialKeys[0]);
}

std::string exporter(const config::Catalogue& catalogue, const config::Service& service) {
  const std::string_view kind = service.is_mysql() ? "mysqld-exporter" : "postgres-exporter";
  const std::string selector =
      fmt::format("app.kubernetes.io/name: {}\napp.kubernetes.io/instance: {}-exporter", kind, service.name);
  std::string arguments, environment;
  if (service.is_mysql()) {
    arguments = fmt::format("- \"--mysqld.address={}:3306\"\n- {}", service.name,
                            yaml_quoted("--mysqld.username=" + service.user));
    environment = password_variable("MYSQLD_EXPORTER_PASSWORD", service);
  } else {
    arguments = "- \"--no-collector.wal\"";  // вимагає прав, яких користувач сервісу не має
    environment =
        fmt::format("- name: DATA_SOURCE_URI\n  value: {}\n- name: DATA_SOURCE_USER\n  value: {}\n{}",
                    yaml_quoted(fmt::format("{}:5432/{}?sslmode=disable", service.name, service.database)),
                    yaml_quoted(service.user), password_variable("DATA_SOURCE_PASS", service));
  }
  return fill(kExporter,
              {{"name", service.name},
               {"project", yaml_scalar(catalogue.project)},
               {"labels", labels(catalogue, selector, "metrics")},
               {"selector", selector},
               {"image", service.is_mysql() ? "\"quay.io/prometheus/mysqld-exporter:v0.17.2\""
                                            : "\"quay.io/prometheuscommunity/postgres-exporter:v0.17.1\""},
               {"arguments", arguments},
               {"environment", environment},
               {"port", service.is_mysql() ? "9104" : "9187"}});
}

std::string exporters(const config::Catalogue& catalogue) {
  std::vector<std::string> all;
  for (const auto& service : catalogue.services) all.push_back(exporter(catalogue, service));
  return fmt::format(
      "# {}\n#\n# Вимірювач на кожну базу: входить користувачем сервісу, тож бачить лише те, що й він.\n{}",
      kGeneratedNotice, fmt::join(all, "---\n"));
}

std::string alerts(const config::Catalogue& catalogue) {
  return fmt::format("# {}\n#\n", kGeneratedNotice) +
         fill(kMetrics, {{"project", yaml_scalar(catalogue.project)}, {"project_name", catalogue.project}});
}

}  // namespace

std::vector<File> components(const config::Catalogue& catalogue) {
  return {
      {"k8s/components/hostpath/kustomization.yaml",
       fill(kHostpath, {{"notice", std::string(kGeneratedNotice)}})},
      {"k8s/components/schedule/kustomization.yaml",
       component("ETL і копії за розкладом; потребує образу програми (make image).", {"schedule.yaml"})},
      {"k8s/components/schedule/schedule.yaml", schedule(catalogue)},
      {"k8s/components/adminer/kustomization.yaml", component("Adminer у кластері.", {"adminer.yaml"})},
      {"k8s/components/adminer/adminer.yaml", adminer(catalogue)},
      {"k8s/components/monitoring/kustomization.yaml",
       component("Вимірювачі й тривоги; потребує оператора Prometheus (kube-prometheus-stack).",
                 {"exporters.yaml", "alerts.yaml"})},
      {"k8s/components/monitoring/exporters.yaml", exporters(catalogue)},
      {"k8s/components/monitoring/alerts.yaml", alerts(catalogue)},
  };
}

}  // namespace techmarket::render
