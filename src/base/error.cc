#include "base/error.h"

#include <fmt/format.h>

namespace techmarket {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::check_failed:
      return 1;
    case ErrorKind::fatal:
      return 2;
    case ErrorKind::usage:
      return 64;
    case ErrorKind::bad_input:
      return 65;
    case ErrorKind::retryable:
      return 75;
    case ErrorKind::configuration:
      return 78;
    case ErrorKind::interrupted:
      return 130;
  }
  return 2;
}

Error Error::in(std::string_view context) && {
  message = fmt::format("{}: {}", context, message);
  return std::move(*this);
}

std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint) {
  return std::unexpected(
      Error{.kind = kind, .message = std::move(message), .hint = std::move(hint), .sqlstate = {}});
}

}  // namespace techmarket
