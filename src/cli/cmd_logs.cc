#include <memory>

#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

Status logs(Context& context, const std::string& name, const runtime::LogRequest& request) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::inspect));
  return backend->logs(request);
}

}  // namespace

void add_logs(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("logs", "Show the log of a service");
  const auto name = add_runtime_option(*command);
  const auto request = std::make_shared<runtime::LogRequest>();
  command->add_option("service", request->service, "Service, for example orders-db, or adminer")->required();
  command->add_option("-n,--lines", request->lines, "How many of the last lines to show")
      ->capture_default_str();
  command->add_flag("-f,--follow", request->follow, "Go on showing new lines until Ctrl-C");
  command->callback([&context, name, request] {
    context.select([&context, name, request] { return logs(context, *name, *request); });
  });
}

}  // namespace techmarket::cli
