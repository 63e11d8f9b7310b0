#include "runtime/report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace techmarket::runtime {

bool Report::ready() const {
  return std::ranges::all_of(services, &ServiceReport::ready);
}

nlohmann::json to_json(const Report& report) {
  nlohmann::json json = {{"runtime", report.runtime}, {"services", nlohmann::json::array()}};
  for (const auto& service : report.services)
    json["services"].push_back({{"service", service.service},
                                {"engine", service.engine},
                                {"version", service.version},
                                {"host", service.host},
                                {"port", service.port},
                                {"ready", service.ready}});
  if (report.adminer) json["adminer"] = {{"url", report.adminer->url}, {"ready", report.adminer->ready}};
  return json;
}

std::string to_text(const Report& report) {
  std::size_t name = 7, version = 7;  // ширина заголовків
  for (const auto& service : report.services) {
    name = std::max(name, service.service.size());
    version = std::max(version, service.version.size());
  }
  std::string text = fmt::format("{:{}}  {:8}  {:{}}  {:21}  {}\n", "service", name, "engine", "version",
                                 version, "address", "state");
  for (const auto& service : report.services)
    text += fmt::format("{:{}}  {:8}  {:{}}  {:21}  {}\n", service.service, name, service.engine,
                        service.version, version, fmt::format("{}:{}", service.host, service.port),
                        service.ready ? "ready" : service.problem);
  if (report.adminer)
    text += fmt::format("{:{}}  {:8}  {:{}}  {:21}  {}\n", "adminer", name, "web", "", version,
                        report.adminer->url, report.adminer->ready ? "ready" : "not running");
  return text;
}

}  // namespace techmarket::runtime
