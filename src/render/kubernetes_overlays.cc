// Основа kustomize, складники (components) і накладки (overlays) для відомих кластерів. Накладки лежать поруч
// з основою, а не в ній: теку, що містить саму накладку, kustomize вважає колом.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "render/engine.h"
#include "render/kubernetes.h"
#include "render/kubernetes_components.h"
#include "render/quote.h"
#include "render/template.h"

namespace techmarket::render {
namespace {

constexpr std::string_view kBase = R"(
# @notice@
#
# Основа: те саме, що kubectl apply -f. Спершу ./k8s/create-configmaps.sh.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - 00-namespace-secrets.yaml
  @databases@
)";

constexpr std::string_view kOverlay = R"(
# @notice@
#
# @about@
#   techmarket up --runtime k8s --overlay @name@
#   kubectl apply -k k8s-overlays/@name@        (після ./k8s/create-configmaps.sh)
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../k8s
@components@
patches:
  # За цією анотацією `techmarket up` без --overlay лишає ту саму накладку.
  - target:
      kind: Namespace
    patch: |-
      - op: add
        path: /metadata/annotations
        value:
          techmarket/overlay: @name@
  @patches@
)";

constexpr std::string_view kSmallMachine = R"(
# Одна машина з двома процесорами: базам досить десятої частки кожного, доки вони не працюють.
- target:
    kind: StatefulSet
  patch: |-
    - op: replace
      path: /spec/template/spec/containers/0/resources/requests/cpu
      value: 100m
)";

std::string class_patch(std::string_view storage_class) {
  return fmt::format(
      "- target:\n    kind: StatefulSet\n  patch: |-\n    - op: add\n"
      "      path: /spec/volumeClaimTemplates/0/spec/storageClassName\n      value: {}\n",
      storage_class);
}

std::string default_class_patch(const config::Catalogue& catalogue) {
  if (catalogue.storage_class == kClusterDefault) return {};
  return "- target:\n    kind: StatefulSet\n  patch: |-\n    - op: remove\n"
         "      path: /spec/volumeClaimTemplates/0/spec/storageClassName\n";
}

struct Overlay {
  std::string_view name, about;
  std::vector<std::string_view> components = {};
  std::vector<std::string> patches = {};
};

std::string overlay_text(const Overlay& overlay) {
  std::string components = overlay.components.empty() ? "" : "components:\n";
  for (const auto component : overlay.components)
    components += fmt::format("  - ../../k8s/components/{}\n", component);
  return fill(kOverlay, {{"notice", std::string(kGeneratedNotice)},
                         {"name", std::string(overlay.name)},
                         {"about", std::string(overlay.about)},
                         {"components", trimmed(components)},
                         {"patches", trimmed(fmt::format("{}", fmt::join(overlay.patches, "")))}});
}

std::vector<Overlay> overlays(const config::Catalogue& catalogue) {
  const std::string small = fill(kSmallMachine, {});
  return {
      {.name = "docker-desktop",
       .about = "Kubernetes у Docker Desktop: клас hostpath, одна невелика машина.",
       .patches = {class_patch("hostpath"), small}},
      {.name = "minikube",
       .about = "minikube (і kind): клас standard, одна невелика машина.",
       .patches = {class_patch("standard"), small}},
      {.name = "hostpath",
       .about = "Томи, чий клас не зважає на fsGroup: контейнер-підготовник віддає теку базі. Йому потрібен "
                "root,\n"
                "# тож рівень Pod Security тут baseline.",
       .components = {"hostpath"}},
      {.name = "cloud",
       .about = "Кластер у хмарі: клас за замовчуванням, ETL і копії за розкладом. Образ програми — ваш:\n"
                "#   cd k8s-overlays/cloud && kustomize edit set image techmarket=РЕЄСТР/techmarket:ВЕРСІЯ",
       .components = {"schedule"},
       .patches = {default_class_patch(catalogue)}},
  };
}

}  // namespace

std::vector<std::string> manifest_folders(const config::Catalogue& catalogue) {
  std::vector<std::string> folders;
  for (const std::string_view folder : {"k8s/mysql", "k8s/postgres"})
    for (const auto& service : catalogue.services)
      if (service.is_mysql() == (folder == "k8s/mysql") && (folders.empty() || folders.back() != folder))
        folders.emplace_back(folder);
  return folders;
}

std::string manifest_path(const config::Service& service, std::size_t number) {
  return fmt::format("k8s/{}/{:02}-{}.yaml", service.is_mysql() ? "mysql" : "postgres", number, service.name);
}

std::vector<std::pair<std::string, std::string>> kustomizations(const config::Catalogue& catalogue) {
  std::vector<std::string> databases;
  for (std::size_t i = 0; i < catalogue.services.size(); ++i)
    databases.push_back("- " +
                        manifest_path(catalogue.services[i], i + 1).substr(std::string_view("k8s/").size()));
  std::vector<std::pair<std::string, std::string>> files = {
      {"k8s/kustomization.yaml",
       fill(kBase, {{"notice", std::string(kGeneratedNotice)},
                    {"databases", fmt::format("{}", fmt::join(databases, "\n"))}})}};
  for (const auto& overlay : overlays(catalogue))
    files.emplace_back(fmt::format("k8s-overlays/{}/kustomization.yaml", overlay.name),
                       overlay_text(overlay));
  for (auto& component : components(catalogue)) files.push_back(std::move(component));
  return files;
}

}  // namespace techmarket::render
