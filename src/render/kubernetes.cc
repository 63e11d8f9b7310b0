#include "render/kubernetes.h"

#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "render/engine.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

constexpr std::string_view kNamespace = R"(
# @notice@
#
# Простір імен і те, що спільне для всіх баз. Застосовується першим: це робить k8s/create-configmaps.sh.
#
# Паролів тут немає навмисно: цей файл лежить у git. Скрипт k8s/create-configmaps.sh створює їх випадковими,
# якщо їх ще немає, і ніколи не міняє наявних. Очікувані Secret і їхні ключі:
@secrets@
apiVersion: v1
kind: Namespace
metadata:
  name: @project@
  labels:
    app.kubernetes.io/part-of: @project@
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/warn: restricted
---
# Бази не звертаються до Kubernetes API, тож і доступу до нього не мають.
apiVersion: v1
kind: ServiceAccount
metadata:
  name: database
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
automountServiceAccountToken: false
---
# До баз під'єднуються лише поди цього простору імен з міткою database-client: "true"; самі бази не
# під'єднуються нікуди. kubectl port-forward і kubectl exec працюють: вони входять у под з його вузла.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: database-access
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/component: database
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              database-client: "true"
      ports:
        @ports@
)";

constexpr std::string_view kDatabase = R"(
# @notice@
#
# @name@: база @database_name@. Спершу ./k8s/create-configmaps.sh — він створює Secret @name@-credentials
# і ConfigMap @name@-schema, без яких под не запуститься.
apiVersion: v1
kind: Service
metadata:
  name: @name_value@
  namespace: @project@
  labels:
    @labels@
spec:
  # Без власної адреси: ім'я @name@ веде просто до пода, а @name@-0.@name@ — до нього ж за сталим іменем.
  clusterIP: None
  selector:
    @selector@
  ports:
    - name: @engine@
      port: @port@
      targetPort: @engine@
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: @name_value@
  namespace: @project@
  labels:
    @labels@
spec:
  serviceName: @name_value@
  # Одна копія: реплікації немає, тому й PodDisruptionBudget зайвий — він лише не дав би звільнити вузол.
  replicas: 1
  revisionHistoryLimit: 5
  updateStrategy:
    type: RollingUpdate
  selector:
    matchLabels:
      @selector@
  template:
    metadata:
      labels:
        @labels@
    spec:
      serviceAccountName: database
      automountServiceAccountToken: false
      enableServiceLinks: false
      # Час на те, щоб скинути сторінки на диск і закритися без відновлення після збою.
      terminationGracePeriodSeconds: 120
      # 999 — користувач mysql і postgres в офіційних образах на Oracle Linux та Debian.
      securityContext:
        runAsNonRoot: true
        runAsUser: 999
        runAsGroup: 999
        fsGroup: 999
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: @engine@
          image: @image@
          imagePullPolicy: IfNotPresent
          args:
            @arguments@
          env:
            @environment@
          ports:
            - name: @engine@
              containerPort: @port@
          resources:
            requests:
              cpu: @cpu_request@
              memory: @memory_request@
            limits:
              cpu: @cpu_limit@
              memory: @memory_limit@
          # Доки база створюється або відновлюється після збою, порт закрито: на це є 10 хвилин.
          startupProbe:
            tcpSocket: &listens
              port: @engine@
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 120
          # Лише готовність входить у базу: чи відповідає вона і чи є позначка цілої схеми.
          readinessProbe:
            exec:
              command:
                - /bin/sh
                - -c
                - >-
                  @readiness@
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
          # Перезапуск дорогий і від навантаження не лікує: лише коли порт мовчить три хвилини поспіль.
          livenessProbe:
            tcpSocket: *listens
            periodSeconds: 20
            timeoutSeconds: 10
            failureThreshold: 9
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: data
              mountPath: @data_folder@
              @data_subfolder@
            - name: schema
              mountPath: /docker-entrypoint-initdb.d
              readOnly: true
            - name: credentials
              mountPath: @credentials@
              readOnly: true
            - name: run
              mountPath: @run_folder@
            - name: tmp
              mountPath: /tmp
            @extra_mounts@
      volumes:
        - name: schema
          configMap:
            name: @name@-schema
        - name: credentials
          secret:
            secretName: @name@-credentials
            # 0440; вісімковий запис версії YAML читають по-різному.
            defaultMode: 288
        - name: run
          emptyDir: {}
        - name: tmp
          emptyDir: {}
        @extra_volumes@
  volumeClaimTemplates:
    - metadata:
        name: data
        labels:
          @selector@
      spec:
        accessModes:
          - ReadWriteOnce
        storageClassName: @storage_class@
        resources:
          requests:
            storage: @storage@
)";

constexpr std::string_view kCredentialsFolder = "/run/credentials";
constexpr std::string_view kPassword = "$(cat /run/credentials/password)";

/// Чим рушії відрізняються в маніфесті.
struct EngineBlocks {
  std::string name, environment, run_folder, data_subfolder, extra_mounts, extra_volumes;
};

EngineBlocks mysql_blocks() {
  return {.name = "mysql",
          // root приходить лише через сокет усередині пода: мережею він не потрібен нікому.
          .environment = R"(- name: LANG
  value: C.UTF-8
- name: SCHEMA_FILE
  value: @schema_file@
- name: MYSQL_ROOT_PASSWORD_FILE
  value: "@credentials@/root-password"
- name: MYSQL_ROOT_HOST
  value: "localhost"
- name: MYSQL_DATABASE
  value: @database@
- name: MYSQL_USER
  value: @user@
- name: MYSQL_PASSWORD_FILE
  value: "@credentials@/password")",
          .run_folder = "/var/run/mysqld",
          // Корінь тому може мати lost+found, а mysqld відмовляється створювати базу в непорожній теці.
          .data_subfolder = "subPath: mysql",
          .extra_mounts = "",
          .extra_volumes = ""};
}

EngineBlocks postgres_blocks() {
  return {.name = "postgresql",
          // PGDATA — підтека тому: initdb вимагає теки без lost+found і з правами 0700, а корінь тому не наш.
          .environment = R"(- name: LANG
  value: C.UTF-8
- name: SCHEMA_FILE
  value: @schema_file@
- name: POSTGRES_DB
  value: @database@
- name: POSTGRES_USER
  value: postgres
- name: POSTGRES_PASSWORD_FILE
  value: "@credentials@/root-password"
- name: SERVICE_USER
  value: @user@
- name: SERVICE_PASSWORD_FILE
  value: "@credentials@/password"
- name: POSTGRES_INITDB_ARGS
  value: --data-checksums
- name: PGDATA
  value: "@data_folder@/pgdata")",
          .run_folder = "/var/run/postgresql",
          .data_subfolder = "",
          // Паралельні запити діляться пам'яттю через /dev/shm, де за замовчуванням лише 64 MiB.
          .extra_mounts = "- name: shm\n  mountPath: /dev/shm",
          .extra_volumes = "- name: shm\n  emptyDir:\n    medium: Memory\n    sizeLimit: 256Mi"};
}

std::string yaml_list(const std::vector<std::string>& items) {
  std::vector<std::string> lines;
  for (const auto& item : items) lines.push_back("- " + yaml_quoted(item));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::string selector(const config::Service& service, const EngineBlocks& engine) {
  return fmt::format("app.kubernetes.io/name: {}\napp.kubernetes.io/instance: {}", engine.name,
                     yaml_scalar(service.name));
}

std::string labels(const config::Catalogue& catalogue, const config::Service& service,
                   const EngineBlocks& engine) {
  return fmt::format(
      "{}\napp.kubernetes.io/component: database\napp.kubernetes.io/part-of: {}\n"
      "app.kubernetes.io/managed-by: techmarket",
      selector(service, engine), yaml_scalar(catalogue.project));
}

Insertions database_insertions(const config::Catalogue& catalogue, const config::Service& service,
                               const EngineBlocks& engine) {
  const Insertions facts = {{"credentials", std::string(kCredentialsFolder)},
                            {"data_folder", std::string(data_folder(service))},
                            {"schema_file", yaml_quoted(schema_file(service))},
                            {"database", yaml_quoted(service.database)},
                            {"user", yaml_quoted(service.user)}};
  Insertions all = {{"notice", std::string(kGeneratedNotice)},
                    {"project", yaml_scalar(catalogue.project)},
                    {"storage_class", yaml_quoted(catalogue.storage_class)},
                    {"name", service.name},
                    {"name_value", yaml_scalar(service.name)},
                    {"database_name", service.database},
                    {"engine", engine.name},
                    {"image", yaml_quoted(service.image)},
                    {"port", std::to_string(service.container_port())},
                    {"labels", labels(catalogue, service, engine)},
                    {"selector", selector(service, engine)},
                    {"arguments", yaml_list(server_arguments(service))},
                    {"environment", trimmed(fill(engine.environment, facts))},
                    {"readiness", readiness_command(service, kPassword)},
                    {"run_folder", engine.run_folder},
                    {"data_subfolder", engine.data_subfolder},
                    {"extra_mounts", engine.extra_mounts},
                    {"extra_volumes", engine.extra_volumes},
                    {"cpu_request", service.resources.cpu_request},
                    {"cpu_limit", service.resources.cpu_limit},
                    {"memory_request", service.resources.memory_request},
                    {"memory_limit", service.resources.memory_limit},
                    {"storage", service.resources.storage}};
  all.insert(all.end(), facts.begin(), facts.end());
  return all;
}

}  // namespace

std::string pod_mark_command(const config::Service& service) {
  return replace_all(schema_mark_command(service, kPassword), "\n", " ");
}

std::string namespace_manifest(const config::Catalogue& catalogue) {
  std::vector<std::string> secrets;
  std::set<int> ports;
  for (const auto& service : catalogue.services) {
    secrets.push_back(fmt::format("#   {}-credentials: {}", service.name, fmt::join(kCredentialKeys, ", ")));
    ports.insert(service.container_port());
  }
  std::vector<std::string> port_items;
  for (const int port : ports) port_items.push_back(fmt::format("- port: {}", port));
  return fill(kNamespace, {{"notice", std::string(kGeneratedNotice)},
                           {"project", yaml_scalar(catalogue.project)},
                           {"secrets", fmt::format("{}", fmt::join(secrets, "\n"))},
                           {"ports", fmt::format("{}", fmt::join(port_items, "\n"))}});
}

std::string database_manifest(const config::Catalogue& catalogue, const config::Service& service) {
  return fill(kDatabase, database_insertions(catalogue, service,
                                             service.is_mysql() ? mysql_blocks() : postgres_blocks()));
}

}  // namespace techmarket::render
