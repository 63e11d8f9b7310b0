#include "ops/dump_program.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "db/mysql/connection.h"

namespace techmarket::ops {
namespace {

namespace fs = std::filesystem;

// Розділ pg_service.conf, який пише client_options().
constexpr std::string_view kPostgresService = "techmarket";

struct Candidates {
  std::vector<std::string> paths;  ///< краща першою
  std::string_view name;           ///< як назвати ту, якої немає
  std::string_view package;
};

Candidates mysql_candidates(bool mariadb) {
  Candidates found{.paths = {},
                   .name = mariadb ? "mariadb-dump" : "mysqldump of MySQL",
                   .package = mariadb ? "mariadb-client" : "mysql-client"};
  for (const char* name : {"mariadb-dump", "mysqldump"})
    if (const auto path = find_program(name)) found.paths.push_back(path->string());
  return found;
}

/// Debian ставить старші версії поруч, а pg_dump у PATH — обгортка, що вибирає за кластером цієї машини.
Candidates postgres_candidates() {
  Candidates found{.paths = {}, .name = "pg_dump", .package = "postgresql-client"};
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored))
    if (const auto path = version.path() / "bin" / "pg_dump"; fs::exists(path, ignored))
      found.paths.push_back(path.string());
  std::ranges::sort(found.paths);
  if (const auto path = find_program("pg_dump")) found.paths.push_back(path->string());
  return found;
}

/// Перше число тексту: «pg_dump (PostgreSQL) 15.18» → 15.
int major_version(std::string_view text) {
  const auto digit = text.find_first_of("0123456789");
  return digit == std::string_view::npos ? 0 : std::atoi(std::string(text.substr(digit)).c_str());
}

bool fits(const config::Service& service, std::string_view program, std::string_view server) {
  if (service.is_mysql()) return program.contains("MariaDB") == server.contains("MariaDB");
  return major_version(program) >= major_version(server);
}

}  // namespace

Result<DumpProgram> find_dump_program(const config::Service& service, const std::string& server_version) {
  const Candidates candidates =
      service.is_mysql() ? mysql_candidates(server_version.contains("MariaDB")) : postgres_candidates();
  std::string others;
  for (const auto& path : candidates.paths) {
    const auto said = run({.argv = {path, "--version"}});
    if (!said || said->exit_code != 0) continue;
    const std::string version(trim(said->output));
    if (fits(service, version, server_version)) return DumpProgram{.path = path, .version = version};
    if (!others.contains(version)) others += fmt::format("; {} is {}", path, version);
  }
  const std::string_view engine = !service.is_mysql()                  ? "PostgreSQL "
                                  : server_version.contains("MariaDB") ? ""
                                                                       : "MySQL ";
  return fail(ErrorKind::configuration,
              fmt::format("{}: no program here can dump {}{}: {} is not installed{}", service.name, engine,
                          server_version,
                          service.is_mysql() ? std::string(candidates.name)
                                             : fmt::format("pg_dump {}", major_version(server_version)),
                          others),
              fmt::format("install it (package {}{})", candidates.package,
                          service.is_mysql() ? "" : fmt::format("-{}", major_version(server_version))));
}

std::string client_options(schema::Dialect engine, const db::Endpoint& endpoint) {
  if (engine == schema::Dialect::postgres)
    return fmt::format(
        "[{}]\nhost={}\nport={}\ndbname={}\nuser={}\npassword={}\napplication_name={}\nconnect_timeout=10\n",
        kPostgresService, endpoint.socket_folder.empty() ? endpoint.host : endpoint.socket_folder.string(),
        endpoint.port, endpoint.database, endpoint.user, endpoint.password, endpoint.application);
  const auto quoted = [](std::string_view text) {
    return fmt::format("\"{}\"", replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""));
  };
  const std::string server =
      endpoint.socket_folder.empty()
          ? fmt::format("protocol=tcp\nhost={}\nport={}", endpoint.host, endpoint.port)
          : fmt::format("protocol=socket\nsocket={}",
                        quoted((endpoint.socket_folder / db::mysql::kSocketName).string()));
  return fmt::format("[client]\n{}\nuser={}\npassword={}\n", server, quoted(endpoint.user),
                     quoted(endpoint.password));
}

Command dump_command(const config::Service& service, const DumpProgram& program, const fs::path& options,
                     const std::string& snapshot, const fs::path& output) {
  if (!service.is_mysql())
    return {
        .argv = {program.path, "--format=custom", "--snapshot=" + snapshot, "--lock-wait-timeout=30s",
                 "--no-password"},
        .environment = {{"PGSERVICEFILE", options.string()}, {"PGSERVICE", std::string(kPostgresService)}},
        .output_file = output};
  std::vector<std::string> argv = {program.path,           "--defaults-file=" + options.string(),
                                   "--single-transaction", "--quick",
                                   "--routines",           "--triggers",
                                   "--no-tablespaces",     "--skip-dump-date",
                                   "--comments",           "--default-character-set=utf8mb4"};
  // Без цього mysqldump вимагав би прав на весь сервер і писав би у файл те, чого відновити без них не можна.
  if (!program.version.contains("MariaDB")) argv.emplace_back("--set-gtid-purged=OFF");
  argv.push_back(service.database);
  return {.argv = std::move(argv), .output_file = output};
}

}  // namespace techmarket::ops
