// Под нашої програми в кластері: той самий для завдання, яке запускає команда, і для розкладу.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/variables.h"
#include "render/compose.h"
#include "render/kubernetes.h"
#include "render/program.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

// enableServiceLinks: інакше Kubernetes сам додав би AUTH_DB_PORT=tcp://… — ім'я, яке читає наша програма.
constexpr std::string_view kSpec = R"(
serviceAccountName: techmarket
automountServiceAccountToken: false
enableServiceLinks: false
restartPolicy: Never
# SIGTERM програма сприймає як Ctrl-C: завершує крок і прибирає за собою.
terminationGracePeriodSeconds: 60
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
containers:
  - name: techmarket
    image: @image@
    imagePullPolicy: IfNotPresent
    terminationMessagePolicy: FallbackToLogsOnError
    args:
      @arguments@
    env:
      @environment@
    resources:
      requests:
        cpu: 100m
        memory: 256Mi
        ephemeral-storage: 64Mi
      limits:
        cpu: "4"
        memory: 2Gi
        ephemeral-storage: @local_disk@
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop:
          - ALL
    volumeMounts:
      - name: credentials
        mountPath: /run/credentials
        readOnly: true
      - name: tmp
        mountPath: /tmp
      @extra_mounts@
  @extra_containers@
volumes:
  # Лише паролі користувачів сервісів: керівні програмі не потрібні.
  - name: credentials
    projected:
      # 0440; вісімковий запис версії YAML читають по-різному.
      defaultMode: 288
      sources:
        @secrets@
  - name: tmp
    emptyDir:
      sizeLimit: 3Gi
  @extra_volumes@
)";

std::string variable(std::string_view name, std::string_view value) {
  return fmt::format("- name: {}\n  value: {}", name, yaml_quoted(value));
}

}  // namespace

std::string program_pod_spec(const config::Catalogue& catalogue, const ProgramPod& pod) {
  std::vector<std::string> arguments, environment, secrets;
  for (const auto& argument : pod.arguments) arguments.push_back("- " + yaml_quoted(argument));
  for (const auto& service : catalogue.services) {
    const auto named = [&](std::string_view suffix) { return config::variable_name(service.name, suffix); };
    for (const auto& [name, value] : program_address(service)) environment.push_back(variable(name, value));
    environment.push_back(variable(named("PASSWORD_FILE"), "/run/credentials/" + service.name));
    secrets.push_back(
        fmt::format("- secret:\n    name: {}-credentials\n    items:\n      - key: {}\n        path: {}",
                    service.name, kCredentialKeys[0], yaml_quoted(service.name)));
  }
  for (const auto& [name, value] : pod.environment) environment.push_back(variable(name, value));
  return trimmed(fill(kSpec, {{"image", yaml_quoted(pod.image)},
                              {"arguments", fmt::format("{}", fmt::join(arguments, "\n"))},
                              {"environment", fmt::format("{}", fmt::join(environment, "\n"))},
                              {"secrets", fmt::format("{}", fmt::join(secrets, "\n"))},
                              {"local_disk", pod.local_disk},
                              {"extra_mounts", pod.extra_mounts},
                              {"extra_containers", pod.extra_containers},
                              {"extra_volumes", pod.extra_volumes}}));
}

std::string program_labels(const config::Catalogue& catalogue, std::string_view name) {
  return fmt::format(
      "app.kubernetes.io/name: techmarket\napp.kubernetes.io/instance: {}\napp.kubernetes.io/component: "
      "command\n"
      "app.kubernetes.io/part-of: {}\napp.kubernetes.io/managed-by: techmarket\n{}: \"true\"",
      yaml_quoted(name), yaml_scalar(catalogue.project), kClientLabel);
}

}  // namespace techmarket::render
