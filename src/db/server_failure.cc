#include "db/server_failure.h"

#include <fmt/format.h>

#include "base/io_error.h"

namespace techmarket::db {
namespace {

std::string access_hint(const Endpoint& endpoint) {
  if (endpoint.by_address)
    return "check the user and the database in the address and the password in TECHMARKET_DATABASE_PASSWORD";
  return fmt::format(
      "check user, password and database of {} in techmarket.toml; a server that is not ours may listen on "
      "port {}; `techmarket doctor` looks for the cause",
      endpoint.service, endpoint.port);
}

}  // namespace

ErrorKind kind_of(ServerFailure failure) {
  switch (failure) {
    case ServerFailure::other:
      return ErrorKind::fatal;
    case ServerFailure::access_denied:
    case ServerFailure::unknown_database:
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
  constexpr const char* kSeeAddress =
      "check that the server runs at this host and port, then run the same command again";
  switch (failure) {
    case ServerFailure::other:
      return {};
    case ServerFailure::unreachable:
      return endpoint.by_address ? kSeeAddress
                                 : "start the services with `techmarket up`, then run the same command again";
    case ServerFailure::lost:
      return endpoint.by_address
                 ? kSeeAddress
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
    case ServerFailure::unknown_database:
      return endpoint.by_address ? "check the name in the address, or create the database first"
                                 : "run `techmarket up`: it creates the database and applies the schema";
  }
  return {};
}

}  // namespace techmarket::db
