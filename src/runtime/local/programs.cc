#include "runtime/local/programs.h"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/process.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

std::optional<PostgresPrograms> postgres_in(const fs::path& folder, int major) {
  const auto server = find_program((folder / "postgres").string());
  const auto initdb = find_program((folder / "initdb").string());
  if (!server || !initdb) return std::nullopt;
  return PostgresPrograms{.major = major, .server = *server, .initdb = *initdb};
}

/// «postgres (PostgreSQL) 15.18 (Debian …)» → 15.
int major_version(const fs::path& server) {
  const auto done = run({.argv = {server.string(), "--version"}});
  if (!done) return 0;
  const auto digit = done->output.find_first_of("0123456789");
  int major = 0;
  if (digit != std::string::npos)
    std::from_chars(done->output.data() + digit, done->output.data() + done->output.size(), major);
  return major;
}

}  // namespace

namespace {

std::string_view choice(std::string_view catalogue) {
  const char* variable = std::getenv("TECHMARKET_MYSQL_SERVER");
  return variable && *variable ? std::string_view(variable) : catalogue;
}

// Програмі, що сама запускає сервер, першим аргументом теж іде --no-defaults.
std::string version_of(const fs::path& server) {
  const auto said = run({.argv = {server.string(), "--no-defaults", "--version"}});
  return said && said->exit_code == 0 ? said->output : "";
}

/// @param server порожньо — знайти в PATH.
std::optional<MysqlPrograms> find_mariadb(std::optional<fs::path> server = {}) {
  if (!server) server = find_program("mariadbd");
  auto install_db = find_program("mariadb-install-db");
  if (!install_db) install_db = find_program("mysql_install_db");
  if (!server || !install_db) return std::nullopt;
  return MysqlPrograms{.flavour = MysqlFlavour::mariadb, .server = *server, .install_db = *install_db};
}

/// mysqld у Debian буває й лише іншим іменем mariadbd.
std::optional<MysqlPrograms> find_oracle(std::optional<fs::path> server = {}) {
  if (!server) server = find_program("mysqld");
  if (!server) return std::nullopt;
  const std::string version = version_of(*server);
  if (version.empty() || version.contains("MariaDB")) return std::nullopt;
  return MysqlPrograms{.flavour = MysqlFlavour::mysql, .server = *server, .install_db = {}};
}

}  // namespace

std::string wanted_mysql(std::string_view chosen) {
  chosen = choice(chosen);
  if (chosen == "mysql") return "mysqld of MySQL";
  return chosen.contains('/') ? std::string(chosen) : "mariadbd";
}

std::optional<MysqlPrograms> find_mysql(std::string_view chosen, std::string_view created) {
  chosen = choice(chosen);
  if (chosen == "mariadb") return find_mariadb();
  if (chosen == "mysql") return find_oracle();
  if (chosen.contains('/')) {
    const auto server = find_program(std::string(chosen));
    if (!server) return std::nullopt;
    return version_of(*server).contains("MariaDB") ? find_mariadb(server) : find_oracle(server);
  }
  if (created == "MySQL")
    if (const auto oracle = find_oracle()) return oracle;
  // MariaDB першою: її пакет ставиться без власної служби.
  const auto mariadb = find_mariadb();
  return mariadb ? mariadb : find_oracle();
}

std::optional<PostgresPrograms> find_postgres(int major) {
  // Debian тримає кожну версію окремо і не кладе сервер у PATH.
  std::optional<PostgresPrograms> best;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string name = entry.path().filename();
    int version = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), version).ec != std::errc()) continue;
    if (major != 0 ? version != major : best && version < best->major) continue;
    if (auto found = postgres_in(entry.path() / "bin", version)) best = found;
  }
  if (best) return best;
  const auto in_path = find_program("postgres");
  if (!in_path) return std::nullopt;
  const int version = major_version(*in_path);
  if (major != 0 && version != major) return std::nullopt;
  return postgres_in(in_path->parent_path(), version);
}

std::optional<AdminerPrograms> find_adminer() {
  const fs::path sources = "/usr/share/adminer";
  const auto php = find_program("php");
  if (!php || !fs::exists(sources / "adminer.php")) return std::nullopt;
  return AdminerPrograms{.php = *php, .page = sources / "adminer.php", .plugins = sources / "plugins"};
}

std::unexpected<Error> missing_programs(const std::vector<std::string>& missing) {
  return fail(ErrorKind::configuration,
              fmt::format("the local runtime needs programs that are not on this machine: {}",
                          fmt::join(missing, ", ")),
              fmt::format("run `make setup`, or: {}", kInstallCommand));
}

}  // namespace techmarket::runtime::local
