#include "config/endpoints.h"

#include <charconv>
#include <cstdlib>
#include <optional>

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

/// Вилучає з text усе до separator включно; порожньо, якщо його немає.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const auto taken = text.substr(0, at);
  text.remove_prefix(at + separator.size());
  return taken;
}

}  // namespace

db::Endpoint endpoint_of(const Service& service, std::string_view application) {
  return {.service = service.name,
          .host = "127.0.0.1",
          .port = service.port,
          .user = service.user,
          .password = service.password,
          .database = service.database,
          .application = std::string(application)};
}

Result<DatabaseAddress> parse_database_url(std::string_view url, std::string_view application) {
  const auto invalid = [](std::string_view what) {
    return fail(ErrorKind::usage, std::string("the database address has ") + std::string(what),
                "write mysql://user@127.0.0.1:3306/name or postgres://user@127.0.0.1:5432/name");
  };
  const auto engine = take_until(url, "://");
  if (!engine) return invalid("no engine");
  const bool mysql = *engine == "mysql" || *engine == "mariadb";
  if (!mysql && *engine != "postgres" && *engine != "postgresql") return invalid("an unknown engine");
  DatabaseAddress address{.engine = mysql ? schema::Dialect::mysql : schema::Dialect::postgres,
                          .endpoint = {}};
  address.endpoint.application = std::string(application);
  address.endpoint.port = mysql ? 3306 : 5432;

  auto user = take_until(url, "@");
  if (!user || user->empty()) return invalid("no user");
  const auto name = take_until(*user, ":");
  address.endpoint.user = percent_decoded(name ? *name : *user);
  const char* password = std::getenv("TECHMARKET_DATABASE_PASSWORD");
  address.endpoint.password = name ? percent_decoded(*user) : password ? password : "";

  auto host = take_until(url, "/");
  if (!host || host->empty()) return invalid("no host");
  if (const auto before_port = take_until(*host, ":")) {
    const auto parsed = std::from_chars(host->data(), host->data() + host->size(), address.endpoint.port);
    if (parsed.ptr != host->data() + host->size() || address.endpoint.port < 1 ||
        address.endpoint.port > 65535)
      return invalid("a wrong port");
    host = before_port;
  }
  address.endpoint.host = percent_decoded(*host);
  address.endpoint.database = percent_decoded(url);
  if (address.endpoint.database.empty()) return invalid("no database name");
  address.endpoint.service = address.endpoint.database;
  return address;
}

}  // namespace techmarket::config
