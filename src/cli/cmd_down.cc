#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/activity.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

Status down(Context& context, const std::string& name) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const auto activity, runtime::Activity::begin(runtime::Work::down));
  return backend->down();
}

}  // namespace

void add_down(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("down", "Stop the databases; their data stays");
  const auto name = add_runtime_option(*command);
  command->callback([&context, name] { context.select([&context, name] { return down(context, *name); }); });
}

}  // namespace techmarket::cli
