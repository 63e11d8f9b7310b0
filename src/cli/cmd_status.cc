#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

/// Готові до вставлення команди звичайних клієнтів для служб, що слухають на цій машині.
void print_connections(const config::Catalogue& catalogue, const runtime::Report& report) {
  fmt::print("\nconnect:\n");
  for (const auto& reported : report.services) {
    const auto service = catalogue.service(reported.service);
    if (!service || !reported.ready) continue;
    const auto& [name, user, password, database] =
        std::tie((*service)->name, (*service)->user, (*service)->password, (*service)->database);
    fmt::print("  {:<12} ", name);
    if ((*service)->is_mysql())
      fmt::print("mysql -h {} -P {} -u {} -p{} {}\n", reported.host, reported.port, user, password, database);
    else
      fmt::print("psql postgresql://{}:{}@{}:{}/{}\n", user, password, reported.host, reported.port,
                 database);
  }
}

Status status(Context& context, const std::string& name) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const runtime::Report report, backend->status());
  if (context.globals.json)
    context.print(runtime::to_json(report));
  else
    fmt::print("{}", runtime::to_text(report));
  if (!context.globals.json && !context.globals.quiet && report.runtime != "k8s")
    print_connections(*catalogue, report);
  if (report.ready()) return {};
  // Таблиця вже все сказала; машині досить коду завершення.
  return fail(ErrorKind::check_failed, "",
              context.globals.json ? "" : "start what is missing with `techmarket up`");
}

}  // namespace

void add_status(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("status", "Show which databases are ready; exit code 1 if one is not");
  const auto name = add_runtime_option(*command);
  command->callback(
      [&context, name] { context.select([&context, name] { return status(context, *name); }); });
}

}  // namespace techmarket::cli
