#pragma once
// StatefulSet у Kubernetes. Маніфести в k8s/ виводить із каталогу `techmarket render`.

#include <chrono>

#include <nlohmann/json_fwd.hpp>

#include "runtime/backend.h"
#include "runtime/kubernetes/kubectl.h"
#include "runtime/schema_state.h"

namespace techmarket::runtime::kubernetes {

/// Чому Kubernetes тут непридатний (configuration), або нічого, якщо кластер поточного контексту відповідає.
Status check_cluster();

class KubernetesBackend : public Backend {
 public:
  /// @param overlay накладка kustomize (k8s-overlays) для up; порожня — та, з якою вже розгорнуто, або
  /// жодної.
  /// @param settled скільки має триматися причина, щоб її назвати.
  KubernetesBackend(const config::Catalogue& catalogue, StateLayout state, std::string overlay = {},
                    std::chrono::milliseconds settled = std::chrono::seconds(15))
      : catalogue_(catalogue),
        state_(std::move(state)),
        overlay_(std::move(overlay)),
        settled_(settled),
        kubectl_(catalogue.project) {}

  std::string_view name() const override { return "k8s"; }
  Status up() override;
  Status down() override;
  Result<Report> status() override;
  Status logs(const LogRequest& request) override;
  Result<std::string> clean_target() override;
  Status clean() override;

 private:
  Status deploy() const;
  /// Накладка, з якою розгорнуто; порожньо — без неї.
  Result<std::string> deployed_overlay() const;
  Result<std::string> overlay_manifests(const std::string& overlay) const;
  /// Помилка одразу, щойно відомо, що якийсь под готовим не стане, і чому.
  Status wait_until_ready() const;
  std::unexpected<Error> too_late(const nlohmann::json& observed) const;
  /// Усе, з чого видно стан подів (kObservedKinds).
  Result<nlohmann::json> observe() const;
  /// Порожньо, якщо под іще не відповідає.
  Result<std::optional<SchemaState>> schema_of(const config::Service& service) const;
  Result<ServiceReport> report(const config::Service& service, const nlohmann::json& observed) const;
  Status remember(Desired desired) const;

  const config::Catalogue& catalogue_;
  const StateLayout state_;
  const std::string overlay_;
  const std::chrono::milliseconds settled_;
  const Kubectl kubectl_;
};

}  // namespace techmarket::runtime::kubernetes
