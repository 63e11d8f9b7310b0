#include "render/kubernetes.h"

#include <cctype>

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/text.h"
#include "render/engine.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

// Застосовуємо на боці сервера, а він (до версії 1.23) сам не доповнює protocol і не приймає «cpu: 2» числом.
constexpr std::string_view kDatabase = R"(
# @notice@
#
# @name@: база @database_name@. Спершу ./k8s/create-configmaps.sh — він створює Secret @name@-credentials
# і ConfigMap @name@-schema, без яких под не запуститься.
#
# Для клієнтів — @name@: стала адреса, що веде лише до готового пода.
apiVersion: v1
kind: Service
metadata:
  name: @name_value@
  namespace: @project@
  labels:
    @labels@
spec:
  selector:
    @selector@
  ports:
    - name: @engine@
      port: @port@
      targetPort: @engine@
      protocol: TCP
---
# Без власної адреси — для StatefulSet: @name@-0.@headless@ — сам под, готовий чи ні.
apiVersion: v1
kind: Service
metadata:
  name: @headless@
  namespace: @project@
  labels:
    @labels@
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    @selector@
  ports:
    - name: @engine@
      port: @port@
      targetPort: @engine@
      protocol: TCP
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: @name_value@
  namespace: @project@
  labels:
    @labels@
spec:
  serviceName: @headless@
  # Одна копія: реплікації немає, тому й PodDisruptionBudget зайвий — він лише не дав би звільнити вузол.
  replicas: 1
  # Parallel: под, що не піднявся, виправлений опис замінює сам; за OrderedReady його довелося б вилучати руками.
  podManagementPolicy: Parallel
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
      annotations:
        # Змінюється з описом; схема сюди не входить: наявній базі перезапуск її не змінив би.
        techmarket/config-checksum: "@checksum@"
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
      initContainers:
        # Клас, що не зважає на fsGroup (hostPath), лишає теку root: краще сказати це одразу, ніж дати серверові впасти
        # зі своїм «File exists». Віддає теку складник k8s/components/hostpath — він потребує root, тож не тут.
        - name: volume
          image: @image@
          imagePullPolicy: IfNotPresent
          command:
            - /bin/sh
            - -c
            - >-
              test -w "$DATA_FOLDER" && test -x "$DATA_FOLDER" ||
              { echo "the volume at $DATA_FOLDER is not writable by user $(id -u):" $(ls -ldn "$DATA_FOLDER"); exit 1; }
          env:
            - name: DATA_FOLDER
              value: @data_folder@
            - name: DATA_OWNER
              value: "999"
          terminationMessagePolicy: FallbackToLogsOnError
          resources:
            requests:
              cpu: 10m
              memory: 16Mi
              ephemeral-storage: 1Mi
            limits:
              cpu: 100m
              memory: 64Mi
              ephemeral-storage: 16Mi
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
      containers:
        - name: @engine@
          image: @image@
          imagePullPolicy: IfNotPresent
          # Останні рядки журналу впалого сервера видно в самому стані пода.
          terminationMessagePolicy: FallbackToLogsOnError
          args:
            @arguments@
          env:
            @environment@
          ports:
            - name: @engine@
              containerPort: @port@
              protocol: TCP
          resources:
            requests:
              cpu: @cpu_request@
              memory: @memory_request@
              ephemeral-storage: 256Mi
            limits:
              cpu: @cpu_limit@
              memory: @memory_limit@
              # Журнал контейнера і тимчасові файли великих сортувань у /tmp; дані — в томі.
              ephemeral-storage: 4Gi
          # Доки база створюється або відновлюється після збою, порт закрито: на це є 10 хвилин.
          startupProbe:
            tcpSocket:
              port: @engine@
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 120
          # Лише готовність входить у базу: чи відповідає вона і чи є позначка цілої схеми. Зайнято всі з'єднання — через
          # сокет, місцем, яке сервер тримає для адміністратора.
          readinessProbe:
            exec:
              command:
                - /bin/sh
                - -c
                - >-
                  @readiness@
            periodSeconds: 10
            # Сам запуск клієнта на завантаженому вузлі триває секунди; повільне — ще не хворе.
            timeoutSeconds: 20
            failureThreshold: 3
          # Перезапуск дорогий і від навантаження не лікує: лише коли порт мовчить три хвилини поспіль.
          livenessProbe:
            tcpSocket:
              port: @engine@
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
          emptyDir:
            sizeLimit: 16Mi
        - name: tmp
          emptyDir:
            sizeLimit: 3Gi
        @extra_volumes@
  volumeClaimTemplates:
    - metadata:
        name: data
        labels:
          @selector@
      spec:
        accessModes:
          - ReadWriteOnce
        @storage_class@
        resources:
          requests:
            storage: @storage@
)";

// Контрольна сума рахується з готового тексту, де на її місці стоїть це.
constexpr const char* kChecksumPlace = "@checksum@";

constexpr std::string_view kCredentialsFolder = "/run/credentials";
constexpr std::string_view kPassword = "$(cat /run/credentials/password)";
constexpr std::string_view kRootPassword = "$(cat /run/credentials/root-password)";

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
      "{}\napp.kubernetes.io/version: {}\napp.kubernetes.io/component: database\napp.kubernetes.io/part-of: "
      "{}\n"
      "app.kubernetes.io/managed-by: techmarket",
      selector(service, engine), yaml_quoted(image_version(service.image)), yaml_scalar(catalogue.project));
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
                    {"storage_class", storage_class_field(catalogue)},
                    {"headless", yaml_scalar(headless_service(service))},
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
                    {"readiness", readiness_command(service, kPassword, kRootPassword)},
                    {"checksum", kChecksumPlace},
                    {"run_folder", engine.run_folder},
                    {"data_subfolder", engine.data_subfolder},
                    {"extra_mounts", engine.extra_mounts},
                    {"extra_volumes", engine.extra_volumes},
                    {"cpu_request", yaml_scalar(service.resources.cpu_request)},
                    {"cpu_limit", yaml_scalar(service.resources.cpu_limit)},
                    {"memory_request", service.resources.memory_request},
                    {"memory_limit", service.resources.memory_limit},
                    {"storage", service.resources.storage}};
  all.insert(all.end(), facts.begin(), facts.end());
  return all;
}

}  // namespace

std::string storage_class_field(const config::Catalogue& catalogue) {
  // Без імені Kubernetes бере клас за замовчуванням; порожнє ім'я означало б «жодного».
  if (catalogue.storage_class == kClusterDefault) return {};
  return "storageClassName: " + yaml_quoted(catalogue.storage_class);
}

std::string pod_mark_command(const config::Service& service) {
  return replace_all(schema_mark_command(service, kPassword), "\n", " ");
}

std::string image_version(std::string_view image) {
  const std::string_view name = image.substr(0, image.find('@'));
  const auto colon = name.rfind(':');
  if (colon == std::string_view::npos || name.find('/', colon) != std::string_view::npos) return "latest";
  // Значення мітки: до 63 знаків і буква чи цифра в кінці.
  constexpr std::size_t kLongest = 63;
  std::string version(name.substr(colon + 1, kLongest));
  while (!version.empty() && !std::isalnum(static_cast<unsigned char>(version.back()))) version.pop_back();
  return version;
}

std::string_view container_name(const config::Service& service) {
  return service.is_mysql() ? "mysql" : "postgresql";
}

std::string headless_service(const config::Service& service) {
  return service.name + "-pods";
}

std::string database_manifest(const config::Catalogue& catalogue, const config::Service& service) {
  const std::string text =
      fill(kDatabase,
           database_insertions(catalogue, service, service.is_mysql() ? mysql_blocks() : postgres_blocks()));
  constexpr std::size_t kDigits = 16;
  return replace_all(text, kChecksumPlace, sha256_hex(text).substr(0, kDigits));
}

}  // namespace techmarket::render
