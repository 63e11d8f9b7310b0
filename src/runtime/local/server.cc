#include "runtime/local/server.h"

#include "runtime/local/server_process.h"

#include <signal.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/text.h"

namespace techmarket::runtime::local {

std::string process_identity(schema::Dialect engine, const std::string& service, const StateLayout& state) {
  // У PostgreSQL «-D» пишемо разом зі шляхом, щоб це був один аргумент.
  return (engine == schema::Dialect::mysql ? "--datadir=" : "-D") + state.data(service).string();
}

ProcessSignature process_signature(schema::Dialect engine, const std::string& service,
                                   const StateLayout& state) {
  ProcessSignature signature{.argument = process_identity(engine, service, state),
                             .programs = engine == schema::Dialect::mysql
                                             ? std::vector<std::string>{"mariadbd", "mysqld"}
                                             : std::vector<std::string>{"postgres"},
                             .owners = {::geteuid()}};
  if (const auto user = user_of(engine, service, state); user && user->identity)
    signature.owners.push_back(user->identity->first);
  return signature;
}

std::string port_argument(const config::Service& service) {
  return fmt::format("{}port={}", service.is_mysql() ? "--" : "", service.port);
}

std::optional<std::filesystem::path> instance_of(pid_t pid, const config::Service& service) {
  const StateLayout nowhere("/");
  const std::string prefix = service.is_mysql() ? "--datadir=" : "-D";
  const std::string suffix = nowhere.data(service.name).string();  // «/services/orders-db/data»
  for (const auto& argument : command_line(pid))
    if (argument.starts_with(prefix) && argument.ends_with(suffix))
      return argument.substr(prefix.size(), argument.size() - prefix.size() - suffix.size());
  return std::nullopt;
}

int stop_signal(schema::Dialect engine) {
  // SIGINT для PostgreSQL — «fast shutdown»; SIGTERM чекав би, доки всі клієнти роз'єднаються самі.
  return engine == schema::Dialect::mysql ? SIGTERM : SIGINT;
}

int abort_signal(schema::Dialect engine) {
  // SIGQUIT для PostgreSQL — «immediate shutdown»: він забирає з собою і процеси, яких породив.
  return engine == schema::Dialect::mysql ? SIGKILL : SIGQUIT;
}

Result<ServiceUser> user_of(schema::Dialect engine, const std::string& service, const StateLayout& state) {
  static constexpr const char* kMysql[] = {"mysql", "postgres", "nobody"};
  static constexpr const char* kPostgres[] = {"postgres", "nobody"};
  if (engine == schema::Dialect::mysql) return choose_service_user(state.data(service), kMysql);
  return choose_service_user(state.data(service), kPostgres);
}

std::unexpected<Error> initialisation_failed(const std::string& service, std::string_view program,
                                             std::string_view output) {
  if (const Status stopped = check_interrupted(); !stopped)
    return std::unexpected(stopped.error());  // Ctrl-C дістався і програми
  constexpr std::size_t kTail = 1500;
  std::string_view tail = trim(output);
  if (tail.size() > kTail) tail.remove_prefix(tail.size() - kTail);
  return fail(ErrorKind::fatal,
              fmt::format("{}: {} could not create the data folder:\n{}", service, program, tail),
              tail.contains("No space left") ? "free some disk space and run `techmarket up` again" : "");
}

}  // namespace techmarket::runtime::local
