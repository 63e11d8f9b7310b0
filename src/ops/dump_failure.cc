#include "ops/dump_failure.h"

#include <charconv>

#include "db/mysql/error_kind.h"
#include "db/postgres/error_kind.h"

namespace techmarket::ops {
namespace {

using db::ServerFailure;

Error with(ServerFailure failure, Error error, const db::Endpoint& endpoint) {
  if (failure == ServerFailure::other || error.kind == ErrorKind::retryable) return error;
  error.kind = kind_of(failure);
  error.hint = hint_for(failure, endpoint);
  return error;
}

/// «Got error: 2002: …», «Error 2013: …», «Couldn't execute '…': … (2006)».
ServerFailure in_mysql_words(std::string_view text) {
  for (const std::string_view before : {"rror: ", "rror ", "("})
    for (std::size_t at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
      unsigned code = 0;
      const char* number = text.data() + at + before.size();
      if (std::from_chars(number, text.data() + text.size(), code).ec != std::errc()) continue;
      if (const auto failure = db::mysql::failure_of(code, text); failure != ServerFailure::other)
        return failure;
    }
  return ServerFailure::other;
}

ServerFailure in_postgres_words(std::string_view text) {
  if (text.contains("connection to server") && text.contains("failed"))
    return db::postgres::connect_failure_of(text);
  for (const std::string_view words :
       {"server closed the connection", "terminating connection", "no connection to the server"})
    if (text.contains(words)) return ServerFailure::lost;
  return ServerFailure::other;
}

}  // namespace

Error explained_mysql_dump(Error error, const db::Endpoint& endpoint) {
  const auto failure = in_mysql_words(error.message);
  return with(failure, std::move(error), endpoint);
}

Error explained_postgres_dump(Error error, const db::Endpoint& endpoint) {
  const auto failure = in_postgres_words(error.message);
  return with(failure, std::move(error), endpoint);
}

}  // namespace techmarket::ops
