// k8s/00-namespace-secrets.yaml і таємниці: те, що спільне для всіх баз.

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "render/engine.h"
#include "render/kubernetes.h"
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
    # Версію закріплено: оновлення кластера не змінить правил під уже розгорнутими подами.
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.32
    pod-security.kubernetes.io/warn: restricted
    pod-security.kubernetes.io/warn-version: latest
    pod-security.kubernetes.io/audit: restricted
    pod-security.kubernetes.io/audit-version: latest
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
# Так само й завдання нашої програми: бази вони знають за іменами, паролі — з Secret.
apiVersion: v1
kind: ServiceAccount
metadata:
  name: techmarket
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
automountServiceAccountToken: false
---
# Чого не дозволено нижче, те заборонено всім подам простору імен. kubectl port-forward і kubectl exec працюють: вони
# входять у под з його вузла.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
---
# До баз під'єднуються лише поди з міткою @client_label@: "true" (завдання, Adminer, вимірювачі). Самі бази
# не під'єднуються нікуди.
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
  ingress:
    - from:
        - podSelector:
            matchLabels:
              @client_label@: "true"
      ports:
        @ports@
---
# Клієнти баз: самі бази і DNS кластера (169.254.20.10 — DNS на вузлі, де він є).
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: client-egress
  namespace: @project@
  labels:
    app.kubernetes.io/part-of: @project@
spec:
  podSelector:
    matchLabels:
      @client_label@: "true"
  policyTypes:
    - Egress
  egress:
    - to:
        - podSelector:
            matchLabels:
              app.kubernetes.io/component: database
      ports:
        @ports@
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
        - ipBlock:
            cidr: 169.254.20.10/32
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
)";

constexpr std::string_view kSecret = R"(
apiVersion: v1
kind: Secret
type: Opaque
metadata:
  name: @service@-credentials
  namespace: @project@
  labels:
    app.kubernetes.io/instance: @instance@
    app.kubernetes.io/part-of: @project@
stringData:
  @values@
)";

Result<std::string> random_password() {
  std::array<unsigned char, 24> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail(ErrorKind::fatal, fmt::format("getrandom: {}", std::strerror(errno)));
  std::string text;
  for (const unsigned byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

std::string namespace_manifest(const config::Catalogue& catalogue) {
  std::vector<std::string> secrets;
  std::set<int> ports;
  for (const auto& service : catalogue.services) {
    secrets.push_back(fmt::format("#   {}-credentials: {}", service.name, fmt::join(kCredentialKeys, ", ")));
    ports.insert(service.container_port());
  }
  std::vector<std::string> port_items;
  for (const int port : ports) port_items.push_back(fmt::format("- port: {}\n  protocol: TCP", port));
  return fill(kNamespace, {{"notice", std::string(kGeneratedNotice)},
                           {"project", yaml_scalar(catalogue.project)},
                           {"client_label", std::string(kClientLabel)},
                           {"secrets", fmt::format("{}", fmt::join(secrets, "\n"))},
                           {"ports", fmt::format("{}", fmt::join(port_items, "\n"))}});
}

Result<std::string> secrets_manifest(const config::Catalogue& catalogue) {
  std::vector<std::string> all;
  for (const auto& service : catalogue.services) {
    std::vector<std::string> values;
    for (const auto key : kCredentialKeys) {
      TM_ASSIGN(const std::string password, random_password());
      values.push_back(fmt::format("{}: \"{}\"", key, password));
    }
    all.push_back(fill(kSecret, {{"service", service.name},
                                 {"instance", yaml_scalar(service.name)},
                                 {"project", yaml_scalar(catalogue.project)},
                                 {"values", fmt::format("{}", fmt::join(values, "\n"))}}));
  }
  return fmt::format("{}", fmt::join(all, "---\n"));
}

}  // namespace techmarket::render
