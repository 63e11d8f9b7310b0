#include "config/overrides.h"

#include <charconv>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"

namespace techmarket::config {
namespace {

namespace fs = std::filesystem;

constexpr int kLastPort = 65'535;
constexpr std::size_t kLargestSecret = 4096;

class Overrides {
 public:
  Overrides(Catalogue& catalogue, const Variables& variables)
      : catalogue_(catalogue), variables_(variables) {}

  Status apply() {
    for (auto& service : catalogue_.services) apply(service);
    read_password("mysql-root", "root of MySQL", catalogue_.mysql_root_password, root_origin_);
    read_password("postgres-root", "postgres of PostgreSQL", catalogue_.postgres_root_password, root_origin_);
    read(catalogue_.adminer.image, "ADMINER_IMAGE", "image of adminer");
    std::ignore = read_port(catalogue_.adminer.port, "adminer", adminer_origin_);
    if (wrong_.empty()) return {};
    return fail(ErrorKind::configuration, fmt::format("{}", fmt::join(wrong_, "\n")), hint_);
  }

 private:
  void apply(Service& service) {
    const auto name = [&service](std::string_view suffix) { return variable_name(service.name, suffix); };
    read(service.image, service.is_mysql() ? "MYSQL_IMAGE" : "POSTGRES_IMAGE", "image of " + service.name);
    if (const auto host = read(service.host, name("HOST"), "host of " + service.name))
      service.origins.host = *host;
    service.port_named = read_port(service.port, service.name, service.origins.port);
    if (const auto user = read(service.user, name("USER"), "user of " + service.name))
      service.origins.user = *user;
    read_secret_file(service);
    read_password(service.name, service.name, service.password, service.origins.password);
    read_tls(service);
  }

  void complain(std::string_view what, std::string_view origin, std::string_view wrong) {
    const auto line = fmt::format("{} from {} {}", what, origin, wrong);
    if (wrong_.empty() || wrong_.back() != line) wrong_.push_back(line);
  }

  std::optional<Variable> find(const std::string& name) {
    auto found = variables_.find(name);
    if (found) return *std::move(found);
    wrong_.push_back(found.error().message);
    hint_ = found.error().hint;
    return std::nullopt;
  }

  /// @return джерело, якщо значення замінено.
  template <class Value>
  std::optional<std::string> read(Value& value, const std::string& variable, std::string_view what) {
    const auto found = find(variable);
    if (!found) return std::nullopt;
    if (const auto wrong = Value::rule(found->value); !wrong.empty()) {
      complain(what, found->origin, wrong);
      return std::nullopt;
    }
    value = Value(found->value);
    return found->origin;
  }

  /// @return чи порт назвала змінна.
  bool read_port(int& port, std::string_view service, std::string& origin) {
    const auto found = find(variable_name(service, "PORT"));
    if (!found || (catalogue_.port_offset != 0 && !found->from_environment)) return false;
    int number = 0;
    const char* end = found->value.data() + found->value.size();
    const auto [stopped, error] = std::from_chars(found->value.data(), end, number);
    if (error != std::errc() || stopped != end || number < 1 || number > kLastPort)
      complain(fmt::format("port of {}", service), found->origin, "must be a port from 1 to 65535");
    else
      port = number;
    origin = found->origin;
    return true;
  }

  /// password_file каталогу: шлях від теки проєкту.
  void read_secret_file(Service& service) {
    if (service.password_file.empty()) return;
    if (overridden(service.name)) return;
    read_password_file(service.password_file,
                       fmt::format("techmarket.toml ({})", service.password_file.string()), service.name,
                       service.password, service.origins.password);
  }

  /// Чи названо пароль змінною: тоді файла каталогу можна не мати.
  bool overridden(std::string_view service) {
    return find(variable_name(service, "PASSWORD")) || find(variable_name(service, "PASSWORD_FILE"));
  }

  void read_password(std::string_view service, std::string_view shown, Password& password,
                     std::string& origin) {
    const auto text = find(variable_name(service, "PASSWORD"));
    const auto file = find(variable_name(service, "PASSWORD_FILE"));
    // Названий у середовищі файл важить більше за текст у .env, і навпаки.
    const bool both = text && file && text->from_environment == file->from_environment;
    if (both)
      return complain(fmt::format("password of {}", shown), text->origin,
                      fmt::format("is given twice: also as a file by {}", file->origin));
    if (file && (!text || file->from_environment))
      return read_password_file(file->value, file->origin, shown, password, origin);
    if (text) take_password(text->value, text->origin, shown, password, origin);
  }

  void read_password_file(const fs::path& path, const std::string& from, std::string_view shown,
                          Password& password, std::string& origin) {
    const auto file = catalogue_.path(path);
    std::error_code ignored;
    auto text = fs::is_regular_file(file, ignored) && fs::file_size(file, ignored) > kLargestSecret
                    ? fail(ErrorKind::configuration, fmt::format("{} is too large", file.string()))
                    : read_file(file);
    if (!text)
      return complain(fmt::format("password of {}", shown), from,
                      fmt::format("cannot be read: {}", text.error().message));
    // Як $(cat файл) у скриптах образів: переведення рядка в кінці до пароля не належить.
    while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
    take_password(*text, fmt::format("file {}, named by {}", file.string(), from), shown, password, origin);
  }

  void take_password(const std::string& text, const std::string& from, std::string_view shown,
                     Password& password, std::string& origin) {
    if (const auto wrong = password_rule(text); !wrong.empty())
      return complain(fmt::format("password of {}", shown), from, wrong);
    password = Password(text);
    origin = from;
  }

  void read_tls(Service& service) {
    const std::string what = "TLS of " + service.name;
    if (const auto mode = find(variable_name(service.name, "TLS"))) {
      if (const auto known = tls_mode(mode->value)) {
        service.tls.mode = *known;
        service.origins.tls = mode->origin;
      } else {
        complain(what, mode->origin, kTlsRule);
      }
    }
    if (const auto ca = find(variable_name(service.name, "TLS_CA"))) {
      service.tls.ca = ca->value;
      service.origins.tls = ca->origin;
      if (service.tls.mode == db::TlsMode::automatic) service.tls.mode = db::TlsMode::verify;
    }
    check_tls(service, what);
  }

  void check_tls(Service& service, const std::string& what) {
    if (service.tls.mode != db::TlsMode::verify) return;
    if (service.tls.ca.empty())
      return complain(what, service.origins.tls,
                      fmt::format("is 'verify' and needs the certificates to trust: set {}, for example to "
                                  "/etc/ssl/certs/ca-certificates.crt",
                                  variable_name(service.name, "TLS_CA")));
    service.tls.ca = catalogue_.path(service.tls.ca);
    const auto text = read_file(service.tls.ca);
    if (!text) return complain(what, service.origins.tls, "cannot be used: " + text.error().message);
    if (!text->contains("-----BEGIN CERTIFICATE-----"))
      complain(what, service.origins.tls,
               fmt::format("cannot be used: {} holds no certificate in PEM form", service.tls.ca.string()));
  }

  Catalogue& catalogue_;
  const Variables& variables_;
  std::vector<std::string> wrong_;
  std::string hint_ = "correct it or unset it";
  std::string root_origin_, adminer_origin_;
};

}  // namespace

Status apply_overrides(Catalogue& catalogue, const Variables& variables) {
  return Overrides(catalogue, variables).apply();
}

Result<Catalogue> load_project(const fs::path& file, std::optional<int> port_offset) {
  TM_ASSIGN(auto catalogue, load_catalogue(file, port_offset));
  TM_ASSIGN(const auto variables, Variables::read(catalogue.root));
  TM_TRY(apply_overrides(catalogue, variables));
  return catalogue;
}

}  // namespace techmarket::config
