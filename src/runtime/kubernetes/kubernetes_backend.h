#pragma once
// StatefulSet у Kubernetes. Маніфести в k8s/ виводить із каталогу `techmarket render`.

#include "base/process.h"
#include "runtime/backend.h"
#include "runtime/schema_state.h"

namespace techmarket::runtime::kubernetes {

/// Чому Kubernetes тут непридатний (configuration), або нічого, якщо кластер поточного контексту відповідає.
Status check_cluster();

class KubernetesBackend : public Backend {
 public:
  KubernetesBackend(const config::Catalogue& catalogue, StateLayout state)
      : catalogue_(catalogue), state_(std::move(state)) {}

  std::string_view name() const override { return "k8s"; }
  Status up() override;
  Status down() override;
  Result<Report> status() override;
  Status logs(const LogRequest& request) override;
  Result<std::string> clean_target() override;
  Status clean() override;

 private:
  Command kubectl(std::vector<std::string> arguments) const;
  /// Помилка або unfinished одразу, щойно відомо, що под готовим не стане.
  Result<SchemaState> wait_until_rolled_out(const config::Service& service) const;
  /// Порожньо, якщо под іще не відповідає.
  Result<std::optional<SchemaState>> schema_of(const config::Service& service) const;
  Result<ServiceReport> report(const config::Service& service) const;
  Status remember(Desired desired) const;

  const config::Catalogue& catalogue_;
  const StateLayout state_;
};

}  // namespace techmarket::runtime::kubernetes
