#include "runtime/local/service_lifecycle.h"

#include <xxhash.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "runtime/local/log_file.h"
#include "runtime/ownership.h"
#include "runtime/probe.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kReadyTimeout = std::chrono::seconds(60);
constexpr auto kStopTimeout = std::chrono::seconds(60);
// Перші спроби часті, бо сервер піднімається за сотню мілісекунд; далі рідші, щоб не заважати йому.
constexpr auto kFirstPause = milliseconds(5);
constexpr auto kLongestPause = milliseconds(100);
constexpr std::size_t kShownLogLines = 8;

std::string log_excerpt(const fs::path& log) {
  const std::string lines = last_lines(log, kShownLogLines);
  return lines.empty() ? "its log is empty" : fmt::format("last lines of {}:\n{}", log.string(), lines);
}

std::unexpected<Error> died(const Server& server, const fs::path& log) {
  const std::string excerpt = log_excerpt(log);
  const bool no_space = excerpt.contains("No space left") || excerpt.contains("Disk is full");
  return fail(ErrorKind::fatal,
              fmt::format("{}: {} stopped right after its start; {}", server.service().name, server.engine(),
                          excerpt),
              no_space ? "free some disk space and run `techmarket up` again"
                       : fmt::format("see `techmarket logs {}`", server.service().name));
}

/// Повторює дію, доки вона не вдасться. Спиняється на помилці, яку час не виправить, і коли сервер помер.
Status wait_until(const std::function<Status()>& action, const Server& server, const ServerProcess& process,
                  const fs::path& log) {
  const auto deadline = steady_clock::now() + kReadyTimeout;
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    Status done = action();
    if (done || done.error().kind != ErrorKind::retryable) return done;
    TM_TRY(check_interrupted());
    if (process.wait_for_exit(pause)) return died(server, log);
    if (steady_clock::now() > deadline)
      return fail(ErrorKind::retryable,
                  fmt::format("{} is not ready after {} s: {}; {}", server.service().name,
                              kReadyTimeout.count(), done.error().message, log_excerpt(log)),
                  "run `techmarket up` again to go on waiting");
  }
}

Status wait_ready(const Server& server, const ServerProcess& process, const fs::path& log) {
  Status ready = wait_until(
      [&server]() -> Status {
        TM_TRY(probe(server.service()));
        return {};
      },
      server, process, log);
  if (!ready && ready.error().kind == ErrorKind::configuration)
    ready.error().hint = fmt::format(
        "techmarket.toml must give the user, password and database that {} was created with; restore them, "
        "or start "
        "over with `techmarket clean --yes && techmarket up` (its data is lost)",
        server.service().name);
  return ready;
}

Result<ServerProcess> start(Server& server, const StateLayout& state, bool first) {
  const std::string& name = server.service().name;
  TM_TRY(server.clear_remains());
  rotate(state.log(name));
  TM_ASSIGN(const pid_t pid, start_daemon({.argv = server.command_line(first),
                                           .directory = state.service(name),
                                           .log = state.log(name),
                                           .user = server.user().identity}));
  return ServerProcess::child(pid);
}

Status write_mark(const StateLayout& state, const std::string& service, const Mark& mark) {
  const nlohmann::json json = {{"schema", mark.schema}, {"engine", mark.engine}};
  return write_file(state.mark(service), json.dump(2) + "\n");
}

Status stop_and_wait(const Server& server, const ServerProcess& process, int signal, const fs::path& log) {
  TM_TRY(process.signal(signal));
  return wait_until_stopped(process, server.service().name, log);
}

/// Вилучає недороблену теку сервісу і створює її наново, ще без даних.
Status create_folders(const Server& server, const StateLayout& state) {
  const std::string& name = server.service().name;
  std::error_code error;
  fs::remove_all(state.service(name), error);
  if (error)
    return fail(ErrorKind::fatal,
                fmt::format("{}: cannot remove: {}", state.service(name).string(), error.message()));
  TM_TRY(make_private_folder(state.service(name), server.user()));
  TM_TRY(check_reachable(state.services(), server.user()));
  TM_TRY(make_private_folder(state.scratch(name), server.user()));
  TM_TRY(check_reachable(state.scratch(), server.user()));
  TM_TRY(make_private_folder(state.temporary(name), server.user()));
  TM_TRY(make_private_folder(state.files(name), server.user()));
  TM_TRY(write_file(state.secrets(name), server.secrets(), 0600));
  return give(state.secrets(name), server.user());
}

/// Тека даних створюється осторонь і стає на місце готовою: програми, що пережили вбитий запуск, її не
/// зачеплять.
Status create_data(Server& server, const StateLayout& state) {
  const std::string& name = server.service().name;
  const fs::path fresh = state.scratch(name) / "data";
  TM_TRY(server.initialise(fresh));
  std::error_code error;
  fs::rename(fresh, state.data(name), error);
  if (error)
    return fail(ErrorKind::fatal,
                fmt::format("{}: cannot move into place: {}", fresh.string(), error.message()));
  return {};
}

Status create(Server& server, const StateLayout& state, const fs::path& sql_file,
              const std::function<Status()>& prepare) {
  const std::string& name = server.service().name;
  TM_ASSIGN(const std::string sql, read_file(sql_file));
  TM_TRY(create_folders(server, state));
  TM_TRY(prepare());
  TM_TRY(create_data(server, state));
  TM_ASSIGN(const ServerProcess process, start(server, state, true));
  TM_TRY(wait_until([&server] { return server.prepare_database(); }, server, process, state.log(name)));
  std::error_code ignored;
  fs::remove(state.secrets(name), ignored);
  if (Status applied = server.apply_schema(sql); !applied)
    return std::unexpected(std::move(applied).error().in(sql_file.string()));
  TM_TRY(wait_ready(server, process, state.log(name)));
  TM_TRY(sign_database(server.service(), state));
  return write_mark(state, name, {.schema = fingerprint(sql), .engine = server.engine()});
}

Status check_engine(const Server& server, const Mark& mark) {
  if (mark.engine == server.engine()) return {};
  return fail(
      ErrorKind::configuration,
      fmt::format("{}: its data was created by {}, but this machine has {}", server.service().name,
                  mark.engine, server.engine()),
      fmt::format(
          "install {}, or start over with `techmarket clean --yes && techmarket up` (its data is lost)",
          mark.engine));
}

void warn_if_schema_changed(const Server& server, const Mark& mark, const fs::path& sql_file) {
  const auto sql = read_file(sql_file);
  if (!sql || fingerprint(*sql) == mark.schema) return;
  spdlog::warn(
      "{}: the database was built from another version of {}; to rebuild all databases from the files: "
      "`techmarket clean --yes && techmarket up` (data is lost)",
      server.service().name, sql_file.string());
}

}  // namespace

Result<std::optional<Mark>> read_mark(const StateLayout& state, const std::string& service) {
  std::error_code error;
  if (!fs::exists(state.mark(service), error)) return std::nullopt;
  TM_ASSIGN(const std::string text, read_file(state.mark(service)));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.value("schema", nlohmann::json()).is_string() ||
      !json.value("engine", nlohmann::json()).is_string())
    return fail(
        ErrorKind::configuration, fmt::format("{}: damaged", state.mark(service).string()),
        "restore the file, or start over with `techmarket clean --yes && techmarket up` (data is lost)");
  return Mark{.schema = json["schema"], .engine = json["engine"]};
}

bool listens_where_expected(const Server& server, const ServerProcess& process) {
  return std::ranges::all_of(server.address_arguments(),
                             [&](const std::string& argument) { return process.has_argument(argument); });
}

std::string fingerprint(std::string_view sql) {
  return fmt::format("xxh3:{:016x}", XXH3_64bits(sql.data(), sql.size()));
}

Status MysqlTemplate::prepare(const ServiceUser& user) {
  const std::lock_guard lock(mutex_);
  if (!outcome_) outcome_ = prepare_mysql_template(state_, programs_, user);
  return *outcome_;
}

Result<BroughtUp> bring_up(Server& server, const StateLayout& state, const fs::path& sql,
                           const std::function<Status()>& prepare) {
  const std::string& name = server.service().name;
  TM_ASSIGN(const auto mark, read_mark(state, name));
  auto running = ServerProcess::find(server.identity());
  if (!mark) {
    if (running)
      TM_TRY(stop_and_wait(server, *running, abort_signal(server.service().engine), state.log(name)));
    TM_TRY(create(server, state, sql, prepare));
    return BroughtUp::created;
  }
  TM_TRY(check_engine(server, *mark));
  warn_if_schema_changed(server, *mark, sql);
  if (running && listens_where_expected(server, *running)) {
    TM_TRY(wait_ready(server, *running, state.log(name)));
    return BroughtUp::already_running;
  }
  if (running)
    TM_TRY(stop_and_wait(server, *running, stop_signal(server.service().engine),
                         state.log(name)));  // порт у каталозі змінили
  TM_ASSIGN(const ServerProcess process, start(server, state, false));
  TM_TRY(wait_ready(server, process, state.log(name)));
  return BroughtUp::started;
}

Status wait_until_stopped(const ServerProcess& process, const std::string& service, const fs::path& log) {
  if (process.wait_for_exit(kStopTimeout)) return {};
  return fail(ErrorKind::retryable,
              fmt::format("{}: process {} did not stop within {} s; {}", service, process.pid(),
                          kStopTimeout.count(), log_excerpt(log)),
              "run the same command again to go on waiting");
}

}  // namespace techmarket::runtime::local
