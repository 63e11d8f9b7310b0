#include "config/catalogue.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/file.h"
#include "base/text.h"
#include "config/quantity.h"
#include "config/toml_reader.h"

namespace techmarket::config {
namespace {

constexpr std::string_view kFileName = "techmarket.toml";
constexpr std::string_view kOffsetVariable = "TECHMARKET_PORT_OFFSET";
constexpr std::size_t kLargestFile = std::size_t{1} << 20;

/// Значення, які мусять бути різними: порти, імена, томи, файли. Пам'ятає, хто взяв перший.
class Unique {
 public:
  Unique(std::string what, Complaints& complaints) : what_(std::move(what)), complaints_(complaints) {}

  /// @param key за чим порівнювати; зазвичай саме значення.
  void take(const std::string& value, const std::string& owner, const toml::source_region& at,
            std::string key = {}) {
    if (value.empty() || value == "0") return;  // про це вже сказано
    const auto [first, fresh] = taken_.try_emplace(key.empty() ? value : std::move(key), owner, at);
    if (fresh) return;
    const auto& [first_owner, first_at] = first->second;
    complaints_.add(at, "duplicate", fmt::format("{} {} is already used by {}", what_, value, first_owner),
                    fmt::format("it is first used on line {}", first_at.begin.line));
  }

 private:
  std::string what_;
  Complaints& complaints_;
  std::map<std::string, std::pair<std::string, toml::source_region>> taken_;
};

std::string mysql_server_rule(std::string_view text) {
  if (text == "auto" || text == "mariadb" || text == "mysql" || text.starts_with('/')) return {};
  return "must be auto, mariadb, mysql or the full path of a server program";
}

class Loader {
 public:
  Loader(const std::filesystem::path& file, int port_offset)
      : file_(file), complaints_(file.string()), offset_(port_offset) {}

  Result<Catalogue> load() {
    TM_ASSIGN(source_, read_file(file_));
    if (source_.size() > kLargestFile)
      return fail(ErrorKind::configuration, fmt::format("{}: is {} bytes, more than a catalogue may be ({})",
                                                        file_.string(), source_.size(), kLargestFile));
    std::error_code ignored;
    catalogue_.port_offset = offset_;
    catalogue_.root = std::filesystem::absolute(file_, ignored).lexically_normal().parent_path();
    if (const auto root = parse_toml(source_, complaints_)) read(*root);
    if (complaints_.empty()) return std::move(catalogue_);
    return fail(ErrorKind::configuration, complaints_.text(source_));
  }

 private:
  void read(const toml::table& root) {
    TableReader reader(root, "the catalogue", complaints_);
    catalogue_.project = reader.value<ProjectName>("project");
    catalogue_.network = reader.value<LabelName>("network");
    catalogue_.storage_class = reader.value<LabelName>("storage_class");
    catalogue_.mysql_root_password = reader.value<Password>("mysql_root_password");
    catalogue_.postgres_root_password = catalogue_.mysql_root_password;
    if (reader.has("mysql_server")) catalogue_.mysql_server = reader.text("mysql_server", mysql_server_rule);
    if (const auto* table = reader.table("adminer")) read_adminer(*table);
    if (reader.has("lint"))
      if (const auto* table = reader.table("lint")) catalogue_.lint = read_lint_section(*table, complaints_);
    for (const auto* table : reader.tables("service")) catalogue_.services.push_back(read_service(*table));
    reader.reject_unknown();
  }

  void read_adminer(const toml::table& table) {
    TableReader reader(table, "[adminer]", complaints_);
    catalogue_.adminer = {.port = host_port(reader, "Adminer"), .image = reader.value<ImageName>("image")};
    reader.reject_unknown();
  }

  Service read_service(const toml::table& table) {
    TableReader reader(table, "[[service]]", complaints_);
    Service service;
    service.name = reader.value<ServiceName>("name");
    const std::string owner = service.name.empty() ? "another service" : service.name.text();
    names_.take(service.name, owner, reader.at("name"));
    const auto engine = read_engine(reader);
    service.engine = engine.value_or(schema::Dialect::mysql);
    service.image = reader.value<ImageName>("image");
    service.port = host_port(reader, owner);
    service.database = reader.value<DatabaseName>("database");
    service.user = reader.value<UserName>("user");
    read_password(reader, service);
    if (reader.has("host")) service.host = reader.value<HostName>("host");
    read_tls(reader, service);
    read_origins(reader, service);
    service.dbml = reader.value<DbmlPath>("dbml");
    require_schema(reader, service.dbml);
    service.sql = reader.value<SqlPath>("sql");
    require_inside(reader, "sql", service.sql);
    files_.take(service.sql, owner, reader.at("sql"), file_key(catalogue_.path(service.sql)));
    service.volume = reader.value<VolumeName>("volume");
    volumes_.take(service.volume, owner, reader.at("volume"));
    if (engine) read_maintenance_database(reader, service);
    if (!service.database.empty() && service.database == service.maintenance_database)
      complaints_.add(
          reader.at("maintenance_database"), "bad-value",
          "'maintenance_database' must not be the database of the service: it is created from there");
    if (const auto* resources = reader.table("resources")) service.resources = read_resources(*resources);
    reader.has("maintenance_database");
    reader.reject_unknown();
    return service;
  }

  /// Пароль можна тримати й поза каталогом; тоді тут його немає.
  void read_password(TableReader& reader, Service& service) {
    if (reader.has("password_file")) service.password_file = reader.text("password_file");
    if (service.password_file.empty() || reader.has("password"))
      service.password = reader.value<Password>("password");
  }

  void read_tls(TableReader& reader, Service& service) {
    const auto rule = [](std::string_view text) { return std::string(tls_mode(text) ? "" : kTlsRule); };
    if (reader.has("tls")) service.tls.mode = tls_mode(reader.text("tls", rule)).value_or(service.tls.mode);
    if (!reader.has("tls_ca")) return;
    service.tls.ca = reader.text("tls_ca");
    if (service.tls.mode == db::TlsMode::automatic) service.tls.mode = db::TlsMode::verify;
  }

  void read_origins(TableReader& reader, Service& service) {
    const auto line = [&](std::string_view key, std::string_view otherwise = "techmarket.toml") {
      return reader.has(key) ? fmt::format("techmarket.toml line {}", reader.at(key).begin.line)
                             : std::string(otherwise);
    };
    service.origins = {.host = line("host", "the default"),
                       .port = line("port"),
                       .user = line("user"),
                       .password = line("password"),
                       .tls = line(reader.has("tls") ? "tls" : "tls_ca", "the default")};
    if (offset_ != 0) service.origins.port += fmt::format(" and the port offset {}", offset_);
  }

  std::optional<schema::Dialect> read_engine(TableReader& reader) {
    static const std::vector<std::string> kEngines = {"mysql", "postgres"};
    const std::string engine = reader.text("engine");
    if (engine == kEngines[0]) return schema::Dialect::mysql;
    if (engine == kEngines[1]) return schema::Dialect::postgres;
    if (!engine.empty())
      complaints_.add(reader.at("engine"), "unknown-engine", fmt::format("unknown engine '{}'", engine),
                      fmt::format("the engines are {}", fmt::join(kEngines, ", ")));
    return {};
  }

  void read_maintenance_database(TableReader& reader, Service& service) {
    constexpr std::string_view kKey = "maintenance_database";
    if (!service.is_mysql())
      service.maintenance_database = reader.value<MaintenanceDatabase>(kKey);
    else if (reader.has(kKey))
      complaints_.add(reader.at(kKey), "bad-value", fmt::format("'{}' has no meaning for MySQL", kKey),
                      "remove it: MySQL creates databases without connecting to one");
  }

  Resources read_resources(const toml::table& table) {
    TableReader reader(table, "[service.resources]", complaints_);
    Resources resources = {.memory_request = reader.value<MemoryQuantity>("memory_request"),
                           .memory_limit = reader.value<MemoryQuantity>("memory_limit"),
                           .cpu_request = reader.value<CpuQuantity>("cpu_request"),
                           .cpu_limit = reader.value<CpuQuantity>("cpu_limit"),
                           .storage = reader.value<MemoryQuantity>("storage")};
    reader.reject_unknown();
    reject_request_above_limit(reader, "memory", memory_bytes(resources.memory_request),
                               memory_bytes(resources.memory_limit));
    reject_request_above_limit(reader, "cpu", cpu_millis(resources.cpu_request),
                               cpu_millis(resources.cpu_limit));
    return resources;
  }

  void reject_request_above_limit(const TableReader& reader, std::string_view what,
                                  std::optional<std::int64_t> request, std::optional<std::int64_t> limit) {
    if (!request || !limit || *request <= *limit) return;
    complaints_.add(reader.at(fmt::format("{}_request", what)), "bad-value",
                    fmt::format("'{0}_request' is above '{0}_limit'", what));
  }

  /// Посилання всередині проєкту теж може вести назовні, тож самого тексту шляху мало.
  bool require_inside(const TableReader& reader, std::string_view key, const std::filesystem::path& path) {
    if (path.empty() || stays_inside(catalogue_.root, path)) return true;
    complaints_.add(reader.at(key), "bad-value",
                    fmt::format("'{}' leads outside the project through a link: {}", key, path.string()));
    return false;
  }

  void require_schema(const TableReader& reader, const DbmlPath& path) {
    std::error_code ignored;
    if (path.empty() || !require_inside(reader, "dbml", path) ||
        std::filesystem::is_regular_file(catalogue_.path(path), ignored))
      return;
    complaints_.add(reader.at("dbml"), "bad-value",
                    fmt::format("'dbml' names a file that does not exist: {}", path));
  }

  // Зайнятість перевіряється за портами файлу: зсув однаковий для всіх.
  int host_port(TableReader& reader, const std::string& owner) {
    const int port = reader.port("port");
    ports_.take(std::to_string(port), owner, reader.at("port"));
    const std::int64_t shifted = std::int64_t{port} + offset_;
    if (port != 0 && (shifted < 1 || shifted > 65535))
      complaints_.add(reader.at("port"), "bad-value",
                      fmt::format("port {} of {} with offset {} becomes {}, outside 1 to 65535", port, owner,
                                  offset_, shifted),
                      "choose another port offset");
    return static_cast<int>(shifted);
  }

  std::filesystem::path file_;
  std::string source_;
  Complaints complaints_;
  int offset_ = 0;
  Catalogue catalogue_;
  Unique names_{"name", complaints_}, ports_{"port", complaints_}, volumes_{"volume", complaints_},
      files_{"file", complaints_};
};

Result<int> offset_from_environment() {
  const char* text = std::getenv(kOffsetVariable.data());
  if (!text || !*text) return 0;
  const std::string_view digits(text);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size())
    return fail(ErrorKind::configuration, fmt::format("{}: '{}' is not an integer", kOffsetVariable, digits),
                "set it to a number that is added to every host port, or unset it");
  return value;
}

}  // namespace

Result<const Service*> Catalogue::service(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& service : services) {
    if (service.name == name) return &service;
    names.emplace_back(service.name);
  }
  return fail(ErrorKind::usage, fmt::format("unknown service '{}'", name),
              fmt::format("the services are {}", fmt::join(names, ", ")));
}

Result<Catalogue> load_catalogue(const std::filesystem::path& file, std::optional<int> port_offset) {
  if (!port_offset) {
    TM_ASSIGN(port_offset, offset_from_environment());
  }
  return Loader(file, *port_offset).load();
}

Result<std::filesystem::path> find_catalogue() {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  for (std::filesystem::path folder = here;; folder = folder.parent_path()) {
    if (const auto file = folder / kFileName; std::filesystem::is_regular_file(file, error))
      return file.lexically_relative(here);
    if (folder == folder.root_path() || folder.empty()) break;
  }
  return fail(ErrorKind::configuration,
              fmt::format("no {} in {} or in the folders above it", kFileName, here.string()),
              "run the command inside the project, or name the file with --config FILE");
}

}  // namespace techmarket::config
