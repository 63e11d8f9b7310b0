#pragma once
// Контейнери Docker Compose. Файл docker-compose.yml виводить із каталогу `techmarket render`.

#include "runtime/backend.h"
#include "runtime/schema_state.h"

namespace techmarket::runtime::docker {

class DockerBackend : public Backend {
 public:
  DockerBackend(const config::Catalogue& catalogue, StateLayout state)
      : catalogue_(catalogue), state_(std::move(state)) {}

  std::string_view name() const override { return "docker"; }
  Status up() override;
  Status down() override;
  Result<Report> status() override;
  Status logs(const LogRequest& request) override;
  Result<std::vector<std::string>> inside(const config::Service& service) const override;
  Result<std::string> clean_target() override;
  Status clean() override;

 private:
  Status compose(const std::vector<std::string>& arguments) const;
  /// Помилка або unfinished одразу, щойно відомо, що контейнер здоровим не стане.
  Result<SchemaState> wait_until_healthy(const config::Service& service) const;
  Result<ServiceReport> report(const config::Service& service) const;
  Status remember(Desired desired) const;

  const config::Catalogue& catalogue_;
  const StateLayout state_;
};

}  // namespace techmarket::runtime::docker
