#include "ops/backup_manifest.h"

#include <nlohmann/json.hpp>

namespace techmarket::ops {
namespace {

using nlohmann::ordered_json;

// Змінюється, коли старіша програма не зможе прочитати опис правильно.
constexpr int kFormat = 1;

ordered_json world_of(const std::optional<world::LoadState>& load) {
  if (!load) return nullptr;
  return {{"seed", load->seed}, {"orders", load->orders}, {"until", load->until},
          {"uuid", load->uuid}, {"scale", load->scale},   {"digest", load->digest.value_or("")}};
}

}  // namespace

std::string manifest_text(const Backup& backup) {
  ordered_json services = ordered_json::array();
  for (const auto& one : backup.services) {
    ordered_json rows = ordered_json::object();
    for (const auto& table : one.counts.tables) rows[table.table] = table.rows;
    services.push_back({{"service", one.counts.service},
                        {"database", one.counts.database},
                        {"server", one.server},
                        {"program", one.program},
                        {"file", one.file},
                        {"bytes", one.bytes},
                        {"sha256", one.sha256},
                        {"schema_sha256", one.schema_sha256 ? ordered_json(*one.schema_sha256) : nullptr},
                        {"world", world_of(one.load)},
                        {"rows", std::move(rows)}});
  }
  return ordered_json({{"format", kFormat},
                       {"created_at", backup.created_at},
                       {"fence_seconds", backup.fence_seconds},
                       {"services", std::move(services)}})
             .dump(2) +
         "\n";
}

}  // namespace techmarket::ops
