#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "ops/backup.h"
#include "runtime/activity.h"
#include "runtime/backend.h"
#include "runtime/ensure.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

std::int64_t rows_of(const ops::DumpedService& service) {
  std::int64_t rows = 0;
  for (const auto& table : service.counts.tables) rows += table.rows;
  return rows;
}

Status backup(Context& context, const std::string& parent) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_ASSIGN(const auto activity, runtime::Activity::begin(runtime::Work::backup));
  TM_TRY(runtime::ensure_running(*catalogue));
  TM_ASSIGN(const auto backend, runtime::make_backend("auto", *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const auto made, ops::backup(*catalogue,
                                         parent.empty() ? catalogue->path("backups") : std::filesystem::path(parent),
                                         [&backend](const config::Service& one) { return backend->inside(one); }));
  if (context.globals.json) {
    json services = json::array();
    for (const auto& one : made.services)
      services.push_back({{"service", one.counts.service},
                          {"file", one.file},
                          {"bytes", one.bytes},
                          {"sha256", one.sha256},
                          {"rows", rows_of(one)}});
    context.print({{"folder", made.folder.string()},
                   {"created_at", made.created_at},
                   {"seconds", made.seconds},
                   {"fence_seconds", made.fence_seconds},
                   {"services", services}});
    return {};
  }
  for (const auto& one : made.services)
    say("{:<18} {:>14} rows {:>16} bytes\n", one.file, with_thousands(rows_of(one)),
        with_thousands(static_cast<long long>(one.bytes)));
  say("\n{} in {:.2f} s; writes waited {:.2f} s\n", made.folder.string(), made.seconds, made.fence_seconds);
  return {};
}

}  // namespace

void add_backup(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("backup", "Dump all databases into a new folder named by the time");
  auto parent = std::make_shared<std::string>();
  command->add_option("DIR", *parent,
                      "Where to put the new folder (default: backups/ beside techmarket.toml)");
  command->callback(
      [&context, parent] { context.select([&context, parent] { return backup(context, *parent); }); });
}

}  // namespace techmarket::cli
