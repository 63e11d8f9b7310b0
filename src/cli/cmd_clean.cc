#include <poll.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "runtime/activity.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

/// Рядок зі стандартного вводу; порожньо, якщо він скінчився. Ctrl-C діє одразу: обробник сигналу повертає
/// read до очікування, тож спершу чекаємо самі.
Result<std::optional<std::string>> read_answer() {
  std::string line;
  for (char c = 0;;) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    const int ready = ::poll(&input, 1, 200);
    if (interrupted()) return fail(ErrorKind::interrupted, "nothing was removed");
    if (ready <= 0) continue;
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got <= 0) return line.empty() ? std::nullopt : std::optional(line);
    if (c == '\n') return line;
    line += c;
  }
}

/// Дані вилучаються назавжди, тож без --yes питаємо, а де відповісти нікому — відмовляємося.
Status confirm(const std::string& target) {
  fmt::print(stderr, "This will {}.\nType 'yes' to continue: ", visible(target));
  TM_ASSIGN(const auto answer, read_answer());
  if (!answer) {
    fmt::print(stderr, "\n");
    return fail(ErrorKind::usage, "clean needs a confirmation and nobody is there to give it",
                "confirm with `techmarket clean --yes` or `make clean YES=1`");
  }
  const auto said = trim(*answer);
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
  TM_ASSIGN(const auto activity, runtime::Activity::begin(runtime::Work::clean));
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
