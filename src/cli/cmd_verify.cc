#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "cli/cluster_command.h"
#include "cli/commands.h"
#include "ops/verify.h"
#include "runtime/activity.h"
#include "runtime/ensure.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

json to_json(const ops::Verification& verification) {
  json services = json::array(), checks = json::array();
  for (const auto& service : verification.services) {
    json tables = json::array();
    for (const auto& table : service.tables) tables.push_back({{"table", table.table}, {"rows", table.rows}});
    services.push_back({{"service", service.service}, {"database", service.database}, {"tables", tables}});
  }
  for (const auto& check : verification.checks)
    checks.push_back(
        {{"name", check.name}, {"ok", check.ok}, {"violations", check.violations}, {"detail", check.detail}});
  return {{"ok", verification.ok()},
          {"passed", verification.checks.size() - verification.failed()},
          {"failed", verification.failed()},
          {"services", services},
          {"checks", checks}};
}

/// @param quiet лише перевірки, що не пройшли.
void print_text(const ops::Verification& verification, bool quiet) {
  const bool color = use_color(STDOUT_FILENO);
  const auto paint = [color](std::string_view code) { return color ? code : std::string_view(); };
  if (!quiet) {
    for (const auto& service : verification.services) {
      say("{} ({})\n", service.service, service.database);
      for (const auto& table : service.tables)
        say("  {:<20} {:>14}\n", table.table, with_thousands(table.rows));
    }
    fmt::print("\n");
  }
  for (const auto& check : verification.checks) {
    if (check.ok) {
      if (!quiet)
        fmt::print("{}✓{} {}{}\n", paint("\033[32m"), paint("\033[0m"), check.name,
                   check.detail.empty() ? "" : "  " + check.detail);
      continue;
    }
    fmt::print("{}✗{} {}: {} violation{}\n", paint("\033[1;31m"), paint("\033[0m"), check.name,
               with_thousands(check.violations), check.violations == 1 ? "" : "s");
    for (const auto line : split(check.detail, '\n')) say("    {}\n", line);
  }
  if (!quiet) fmt::print("\n");
}

Status verify(Context& context, bool deep, const std::string& place) {
  TM_ASSIGN(const bool in_cluster, runs_in_cluster(place));
  if (in_cluster) return run_in_cluster(context, "verify", runtime::Work::verify);
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  TM_ASSIGN(const auto activity,
            runtime::Activity::begin(deep ? runtime::Work::verify_deep : runtime::Work::verify));
  TM_TRY(runtime::ensure_running(*catalogue));
  TM_ASSIGN(const auto verification, deep ? ops::verify_deep(*catalogue, context.progress())
                                          : ops::verify(*catalogue, context.progress()));
  if (context.globals.json)
    context.print(to_json(verification));
  else
    print_text(verification, context.globals.quiet);

  const std::size_t failed = verification.failed();
  if (failed == 0) {
    if (!context.globals.json) fmt::print("all {} checks passed\n", verification.checks.size());
    return {};
  }
  // Відповідь уже надруковано; другий об'єкт JSON з тим самим змістом зайвий.
  return fail(
      ErrorKind::check_failed,
      context.globals.json ? "" : fmt::format("{} of {} checks failed", failed, verification.checks.size()));
}

}  // namespace

void add_verify(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("verify", "Count every table and prove that the services and the warehouse agree");
  auto deep = std::make_shared<bool>(false);
  command->add_flag("--deep", *deep,
                    "Only compare the warehouse with its sources, row by row, also while they are written");
  const auto place = add_place_option(*command);
  command->callback([&context, deep, place] {
    context.select([&context, deep, place] { return verify(context, *deep, *place); });
  });
}

}  // namespace techmarket::cli
