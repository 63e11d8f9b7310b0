#include "config/endpoints.h"

#include <charconv>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace techmarket::config {
namespace {

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const bool escape =
        text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr == text.data() + i + 3;
    out += escape ? static_cast<char>(code) : text[i];
    if (escape) i += 2;
  }
  return out;
}

std::optional<schema::Dialect> dialect_of_scheme(std::string_view scheme) {
  if (scheme == "mysql" || scheme == "mariadb") return schema::Dialect::mysql;
  if (scheme == "postgres" || scheme == "postgresql") return schema::Dialect::postgres;
  return std::nullopt;
}

std::string password_of(schema::Dialect dialect) {
  for (const char* variable :
       {"TECHMARKET_DATABASE_PASSWORD", dialect == schema::Dialect::mysql ? "MYSQL_PWD" : "PGPASSWORD"})
    if (const char* password = std::getenv(variable)) return password;
  return {};
}

}  // namespace

db::Endpoint endpoint_of(const Service& service, std::string_view application) {
  return {.service = service.name,
          .host = service.host,
          .port = service.port,
          .socket_folder = service.socket_folder,
          .user = service.user,
          .password = service.password,
          .database = service.database,
          .tls = service.tls,
          .origins = service.origins,
          .application = std::string(application)};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kAsIs = "-._~";  // RFC 3986, unreserved
  std::string out;
  for (const char c : text) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alphanumeric || kAsIs.contains(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

bool is_database_url(std::string_view text) {
  const auto scheme = text.find("://");
  return scheme != std::string_view::npos && dialect_of_scheme(text.substr(0, scheme));
}

Result<DatabaseAddress> parse_database_url(std::string_view url, std::string_view application) {
  constexpr const char* kForm =
      "write mysql://user@127.0.0.1:3306/name or postgres://user@127.0.0.1:5432/name";
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::usage, fmt::format("database address '{}': {}", url, why), kForm);
  };
  const auto scheme_end = url.find("://");
  const auto dialect = dialect_of_scheme(url.substr(0, scheme_end));
  std::string_view rest = scheme_end == std::string_view::npos ? "" : url.substr(scheme_end + 3);
  const auto at = rest.rfind('@');
  // Перевіряється першим: решта помилок показує адресу.
  if (rest.substr(0, at == std::string_view::npos ? 0 : at).contains(':'))
    return fail(ErrorKind::usage,
                "the database address contains a password, and everyone sees a command line",
                "leave it out and set TECHMARKET_DATABASE_PASSWORD");
  if (scheme_end == std::string_view::npos || !dialect)
    return fail(ErrorKind::usage, "the database address must begin with mysql:// or postgres://", kForm);

  DatabaseAddress address{.dialect = *dialect, .endpoint = {}};
  db::Endpoint& endpoint = address.endpoint;
  endpoint.application = application;
  endpoint.by_address = true;
  endpoint.port = *dialect == schema::Dialect::mysql ? 3306 : 5432;
  if (at == std::string_view::npos || at == 0) return wrong("the user is missing");
  endpoint.user = percent_decoded(rest.substr(0, at));
  rest.remove_prefix(at + 1);
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 == rest.size()) return wrong("the database is missing");
  endpoint.database = percent_decoded(rest.substr(slash + 1));
  rest = rest.substr(0, slash);
  if (const auto colon = rest.rfind(':'); colon != std::string_view::npos) {
    const std::string_view port = rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    constexpr int kLastPort = 65'535;
    if (error != std::errc() || end != port.data() + port.size() || endpoint.port < 1 ||
        endpoint.port > kLastPort)
      return wrong("the port is not a number from 1 to 65535");
    rest = rest.substr(0, colon);
  }
  if (!rest.empty()) endpoint.host = percent_decoded(rest);
  endpoint.password = password_of(*dialect);
  endpoint.service = endpoint.database;
  return address;
}

}  // namespace techmarket::config
