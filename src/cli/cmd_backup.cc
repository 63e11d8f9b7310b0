#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cluster_command.h"
#include "cli/commands.h"
#include "ops/backup.h"
#include "ops/backup_folder.h"
#include "runtime/activity.h"
#include "runtime/backend.h"
#include "runtime/ensure.h"
#include "runtime/kubernetes/job.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::int64_t rows_of(const ops::DumpedService& service) {
  std::int64_t rows = 0;
  for (const auto& table : service.counts.tables) rows += table.rows;
  return rows;
}

std::set<fs::path> folders_in(const fs::path& parent) {
  std::set<fs::path> found;
  std::error_code ignored;
  for (const auto& one : fs::directory_iterator(parent, ignored))
    if (one.is_directory(ignored)) found.insert(one.path());
  return found;
}

/// Канал із пода міг обірватися непоміченим: кожен файл має ту суму, яку назвала сама копія.
Status check_fetched(const fs::path& folder) {
  TM_ASSIGN(const std::string text, read_file(folder / "manifest.json"));
  const json manifest = json::parse(text, nullptr, false);
  if (!manifest.is_object())
    return fail(ErrorKind::fatal, fmt::format("{}: manifest.json is damaged", folder.string()));
  for (const auto& service : manifest.value("services", json::array())) {
    const auto file = folder / service.value("file", "");
    TM_ASSIGN(const std::string sum, ops::sha256_of(file));
    if (sum != service.value("sha256", ""))
      return fail(ErrorKind::fatal, fmt::format("{} did not arrive whole", file.string()),
                  "run the same command again");
  }
  return {};
}

/// Копію знімає завдання в кластері, а лягає вона сюди.
Status backup_in_cluster(Context& context, const fs::path& parent) {
  const auto before = folders_in(parent);
  std::vector<std::string> arguments = {"backup", runtime::kubernetes::kJobOutput};
  if (context.globals.json) arguments.emplace_back("--json");
  if (context.globals.quiet) arguments.emplace_back("--quiet");
  TM_TRY(run_in_cluster(context, "backup", runtime::Work::backup, std::move(arguments), parent));
  for (const auto& folder : folders_in(parent)) {
    if (before.contains(folder)) continue;
    TM_TRY(check_fetched(folder));
    spdlog::info("fetched into {}", shown_path(folder));
  }
  return {};
}

Status backup(Context& context, const std::string& named, const std::string& place) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  const fs::path parent = named.empty() ? catalogue->path("backups") : fs::path(named);
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(place));
  if (in_cluster) return backup_in_cluster(context, parent);
  TM_ASSIGN(const auto activity, runtime::Activity::begin(runtime::Work::backup));
  TM_TRY(runtime::ensure_running(*catalogue));
  TM_ASSIGN(const auto backend, runtime::make_backend("auto", *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const auto made, ops::backup(*catalogue, parent, [&backend](const config::Service& one) {
              return backend->inside(one);
            }));
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
  const auto place = add_place_option(*command);
  command->callback([&context, parent, place] {
    context.select([&context, parent, place] { return backup(context, *parent, *place); });
  });
}

}  // namespace techmarket::cli
