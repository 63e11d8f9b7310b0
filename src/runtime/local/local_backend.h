#pragma once
// Справжні сервери MariaDB/MySQL та PostgreSQL як процеси цієї машини, дані — в теці стану.

#include <vector>

#include "runtime/backend.h"
#include "runtime/local/admin.h"

namespace techmarket::runtime::local {

class LocalBackend : public Backend {
 public:
  LocalBackend(const config::Catalogue& catalogue, StateLayout state)
      : catalogue_(at_sockets(catalogue, state)), state_(std::move(state)) {}

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
  Status check_same_instance() const;
  Status bring_up(const std::vector<config::Service>& services) const;
  Status up_adminer() const;
  /// @param signal сигнал для сервера рушія: stop_signal або abort_signal.
  Status stop_all(int (*signal)(schema::Dialect)) const;
  Status want_down(Instance instance) const;
  ServiceReport report(const config::Service& service) const;

  const config::Catalogue catalogue_;
  const StateLayout state_;
};

}  // namespace techmarket::runtime::local
