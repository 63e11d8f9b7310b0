#include "db/server_failure.h"

#include <fmt/format.h>

#include "base/io_error.h"

namespace techmarket::db {

std::string_view tls_name(TlsMode mode) {
  switch (mode) {
    case TlsMode::automatic:
      return "auto";
    case TlsMode::off:
      return "off";
    case TlsMode::require:
      return "require";
    case TlsMode::verify:
      return "verify";
  }
  return "";
}

namespace {

std::string access_hint(const Endpoint& endpoint) {
  if (endpoint.by_address)
    return "check the user and the database in the address and the password in TECHMARKET_DATABASE_PASSWORD";
  return fmt::format(
      "the password of {0} is from {1}, the user '{2}' from {3}, port {4} from {5}: a volume keeps the "
      "password "
      "it was made with, and a server that is not ours may listen on that port; `techmarket doctor` looks "
      "for "
      "the cause",
      endpoint.service, endpoint.origins.password, endpoint.user, endpoint.origins.user, endpoint.port,
      endpoint.origins.port);
}

std::string host_hint(const Endpoint& endpoint) {
  return endpoint.by_address ? "check the host in the address"
                             : fmt::format("the host '{}' of {} is from {}", endpoint.host, endpoint.service,
                                           endpoint.origins.host);
}

std::string tls_hint(const Endpoint& endpoint) {
  if (endpoint.by_address) return "connect from the machine of the server, or let it accept this client";
  std::string hint = fmt::format("TLS of {} is '{}', from {}", endpoint.service, tls_name(endpoint.tls.mode),
                                 endpoint.origins.tls);
  if (!endpoint.tls.ca.empty()) hint += fmt::format("; trusted certificates: {}", endpoint.tls.ca.string());
  return hint + "; the certificate must name the host the service is reached by";
}

std::string unreachable_hint(const Endpoint& endpoint) {
  if (endpoint.by_address)
    return "check that the server runs at this host and port, then run the same command again";
  if (is_loopback(endpoint))
    return "start the services with `techmarket up`, then run the same command again";
  return fmt::format(
      "host {} of {} is from {}, port {} from {}: check that the server runs there, then run the same "
      "command "
      "again",
      endpoint.host, endpoint.service, endpoint.origins.host, endpoint.port, endpoint.origins.port);
}

}  // namespace

ErrorKind kind_of(ServerFailure failure) {
  switch (failure) {
    case ServerFailure::other:
      return ErrorKind::fatal;
    case ServerFailure::access_denied:
    case ServerFailure::unknown_database:
    case ServerFailure::unknown_host:
    case ServerFailure::tls:
      return ErrorKind::configuration;
    case ServerFailure::unreachable:
    case ServerFailure::lost:
    case ServerFailure::disk_full:
    case ServerFailure::too_many_connections:
    case ServerFailure::out_of_memory:
    case ServerFailure::busy:
    case ServerFailure::stopped:
      return ErrorKind::retryable;
  }
  return ErrorKind::fatal;
}

std::string hint_for(ServerFailure failure, const Endpoint& endpoint) {
  switch (failure) {
    case ServerFailure::other:
      return {};
    case ServerFailure::unreachable:
      return unreachable_hint(endpoint);
    case ServerFailure::lost:
      return endpoint.by_address || !is_loopback(endpoint)
                 ? unreachable_hint(endpoint)
                 : fmt::format("see `techmarket logs {}`, run `techmarket up`, then the same command again",
                               endpoint.service);
    case ServerFailure::disk_full:
      return std::string(kFreeSpaceHint);
    case ServerFailure::too_many_connections:
      return "close other connections to the server or raise its limit, then run the same command again";
    case ServerFailure::out_of_memory:
      return "the server ran out of memory: give it more or stop other programs, then run the same command "
             "again";
    case ServerFailure::busy:
      return "another program holds the same rows or tables: run the same command again when it has finished";
    case ServerFailure::stopped:
      return "the statement was stopped on the server, by a person or by a time limit: run the same command "
             "again";
    case ServerFailure::access_denied:
      return access_hint(endpoint);
    case ServerFailure::unknown_host:
      return host_hint(endpoint);
    case ServerFailure::tls:
      return tls_hint(endpoint);
    case ServerFailure::unknown_database:
      return endpoint.by_address ? "check the name in the address, or create the database first"
                                 : "run `techmarket up`: it creates the database and applies the schema";
  }
  return {};
}

bool is_refusal(const Error& error, const Endpoint& endpoint) {
  return error.kind == ErrorKind::configuration &&
         (error.hint == hint_for(ServerFailure::access_denied, endpoint) ||
          error.hint == hint_for(ServerFailure::unknown_database, endpoint));
}

}  // namespace techmarket::db
