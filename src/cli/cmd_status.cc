#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

Status status(Context& context, const std::string& name) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const runtime::Report report, backend->status());
  if (context.globals.json)
    context.print(runtime::to_json(report));
  else
    fmt::print("{}", runtime::to_text(report));
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
