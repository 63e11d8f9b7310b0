#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

/// Дані вилучаються назавжди, тож без --yes питаємо, а де відповісти нікому — відмовляємося.
Status confirm(const std::string& target) {
  fmt::print(stderr, "This will {}.\nType 'yes' to continue: ", target);
  std::string answer;
  if (!std::getline(std::cin, answer)) {
    fmt::print(stderr, "\n");
    return fail(ErrorKind::usage, "clean needs a confirmation and nobody is there to give it",
                "confirm with `techmarket clean --yes` or `make clean YES=1`");
  }
  const auto said = trim(answer);
  if (equals_ignore_case(said, "yes") || equals_ignore_case(said, "y")) return {};
  return fail(ErrorKind::interrupted, "nothing was removed");
}

Status clean(Context& context, const std::string& name, bool yes) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const std::string target, backend->clean_target());
  if (target.empty()) {
    spdlog::info("nothing to clean");
    return {};
  }
  if (!yes) TM_TRY(confirm(target));
  return backend->clean();
}

}  // namespace

void add_clean(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("clean", "Stop the databases and delete their data");
  const auto name = add_runtime_option(*command);
  const auto yes = std::make_shared<bool>(false);
  command->add_flag("--yes,-y", *yes, "Do not ask");
  command->callback([&context, name, yes] {
    context.select([&context, name, yes] { return clean(context, *name, *yes); });
  });
}

}  // namespace techmarket::cli
