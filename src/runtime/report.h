#pragma once
// Стан сервісів — відповідь команд up і status.

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace techmarket::runtime {

struct ServiceReport {
  std::string service;
  std::string engine;   ///< mysql або postgres
  std::string version;  ///< порожньо, якщо сервер не відповідає
  std::string host = "127.0.0.1";
  int port = 0;
  bool ready = false;  ///< запит від імені користувача сервісу вдався, схему застосовано всю
  std::string problem;      ///< чому не готовий; лише для людини
  std::string remedy = {};  ///< порожньо — досить `techmarket up`
};

struct AdminerReport {
  std::string url;
  bool ready = false;
};

struct Report {
  std::string runtime;
  std::vector<ServiceReport> services;
  std::optional<AdminerReport> adminer;

  bool ready() const;  ///< усі сервіси; Adminer не враховано
};

/// {"runtime","services":[{"service","engine","version","host","port","ready"}],"adminer":{"url","ready"}}
nlohmann::json to_json(const Report& report);

/// Таблиця для людини.
std::string to_text(const Report& report);

}  // namespace techmarket::runtime
