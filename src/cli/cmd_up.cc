#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

Status up(Context& context, const std::string& name, const std::string& overlay) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::start, overlay));
  TM_TRY(backend->up());
  TM_ASSIGN(const runtime::Report report, backend->status());
  if (context.globals.json)
    context.print(runtime::to_json(report));
  else if (!context.globals.quiet)
    fmt::print("{}", runtime::to_text(report));
  return {};
}

}  // namespace

void add_up(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("up", "Start the databases and wait until they are ready");
  const auto name = add_runtime_option(*command);
  auto overlay = std::make_shared<std::string>();
  command
      ->add_option("--overlay", *overlay,
                   "Kubernetes: one of k8s-overlays, or none (default: the one it was deployed with)")
      ->type_name("NAME");
  command->callback([&context, name, overlay] {
    context.select([&context, name, overlay] { return up(context, *name, *overlay); });
  });
}

}  // namespace techmarket::cli
