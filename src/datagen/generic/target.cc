#include "datagen/generic/target.h"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

namespace techmarket::datagen::generic {
namespace {

/// «%40» → «@».
std::string decoded(std::string_view text) {
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

std::unexpected<Error> wrong(std::string_view text, std::string_view why) {
  return fail(ErrorKind::usage, fmt::format("--to {}: {}", text, why),
              "write mysql://user@host:3306/database or postgres://user@host:5432/database");
}

}  // namespace

Result<std::optional<DatabaseTarget>> parse_target(std::string_view text) {
  const auto scheme_end = text.find("://");
  const std::string_view scheme = text.substr(0, scheme_end);
  const bool mysql = scheme == "mysql" || scheme == "mariadb";
  const bool postgres = scheme == "postgres" || scheme == "postgresql";
  if (!mysql && !postgres) return std::nullopt;
  if (scheme_end == std::string_view::npos) return wrong(text, "an address is expected");

  DatabaseTarget target{.dialect = mysql ? schema::Dialect::mysql : schema::Dialect::postgres,
                        .endpoint = {}};
  db::Endpoint& endpoint = target.endpoint;
  endpoint.port = mysql ? 3306 : 5432;
  std::string_view rest = text.substr(scheme_end + 3);
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 == rest.size())
    return wrong(text, "the database is missing");
  endpoint.database = decoded(rest.substr(slash + 1));
  rest = rest.substr(0, slash);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = rest.substr(0, at);
    if (user.contains(':'))
      return fail(ErrorKind::usage, "--to: the address contains a password, and everyone sees a command line",
                  fmt::format("leave it out and set {}", mysql ? "MYSQL_PWD" : "PGPASSWORD"));
    endpoint.user = decoded(user);
    rest = rest.substr(at + 1);
  }
  if (endpoint.user.empty()) return wrong(text, "the user is missing");
  if (const auto colon = rest.rfind(':'); colon != std::string_view::npos) {
    const std::string_view port = rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    constexpr int kLastPort = 65'535;
    if (error != std::errc() || end != port.data() + port.size() || endpoint.port < 1 ||
        endpoint.port > kLastPort)
      return wrong(text, "the port is not a number from 1 to 65535");
    rest = rest.substr(0, colon);
  }
  if (!rest.empty()) endpoint.host = rest;
  if (const char* password = std::getenv(mysql ? "MYSQL_PWD" : "PGPASSWORD")) endpoint.password = password;
  endpoint.service = endpoint.database;
  endpoint.application = "techmarket generate";
  return target;
}

}  // namespace techmarket::datagen::generic
