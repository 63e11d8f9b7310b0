#pragma once
// Справжні сервери MariaDB/MySQL та PostgreSQL як процеси цієї машини, дані — в теці стану.

#include <chrono>
#include <optional>
#include <vector>

#include "runtime/backend.h"
#include "runtime/local/admin.h"

namespace techmarket::runtime::local {

class LocalBackend : public Backend {
 public:
  /// @param patience скільки чекати на іншу команду, яка працює в тій самій теці стану.
  LocalBackend(const config::Catalogue& catalogue, StateLayout state,
               std::chrono::seconds patience = kPatience)
      : catalogue_(at_sockets(catalogue, state)), state_(std::move(state)), patience_(patience) {}

  std::string_view name() const override { return "local"; }
  Status up() override;
  Status down() override;
  Result<Report> status() override;
  Status logs(const LogRequest& request) override;
  Result<std::string> clean_target() override;
  Status clean() override;

  /// Піднімає сервіси, процес яких помер, хоч екземпляр має працювати.
  Status revive();

 private:
  Status check_same_instance(const std::optional<Instance>& instance) const;
  Status bring_up(const std::vector<config::Service>& services, bool stopping) const;
  std::vector<config::Service> dead() const;
  Status up_adminer() const;
  /// @param signal сигнал для сервера рушія: stop_signal або abort_signal.
  Status stop_all(int (*signal)(schema::Dialect)) const;
  void want_down(Instance instance) const;
  Status remove_leftovers() const;
  ServiceReport report(const config::Service& service, bool stopping) const;

  const config::Catalogue catalogue_;
  const StateLayout state_;
  const std::chrono::seconds patience_;
};

/// Чи назвала змінна (AUTH_DB_PORT) інший порт, ніж той, на якому працює локальний сервер цього сервісу.
bool serves_another_port(const config::Service& service, const StateLayout& state);

}  // namespace techmarket::runtime::local
