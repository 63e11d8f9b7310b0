#include "runtime/report.h"

#include <algorithm>
#include <array>

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
  using Row = std::array<std::string, 5>;
  std::vector<Row> rows = {{"service", "engine", "version", "address", "state"}};
  for (const auto& service : report.services)
    rows.push_back({service.service, service.engine, service.version,
                    fmt::format("{}:{}", service.host, service.port),
                    service.ready ? "ready" : service.problem});
  if (report.adminer)
    rows.push_back(
        {"adminer", "web", "", report.adminer->url, report.adminer->ready ? "ready" : "not running"});

  std::array<std::size_t, 4> width{};
  for (const auto& row : rows)
    for (std::size_t column = 0; column < width.size(); ++column)
      width[column] = std::max(width[column], row[column].size());
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < width.size(); ++column)
      text += fmt::format("{:{}}  ", row[column], width[column]);
    text += row.back() + "\n";
  }
  return text;
}

}  // namespace techmarket::runtime
