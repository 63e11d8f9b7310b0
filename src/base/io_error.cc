#include "base/io_error.h"

#include <cctype>
#include <cerrno>

#include <fmt/format.h>

namespace techmarket {
namespace {

/// Чи є в тексті sign, після якого число не продовжується: «errno: 28», але не «errno: 280».
bool contains_number(std::string_view text, std::string_view sign) {
  for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1)) {
    const std::size_t end = at + sign.size();
    if (end == text.size() || !std::isdigit(static_cast<unsigned char>(text[end]))) return true;
  }
  return false;
}

}  // namespace

bool is_disk_full(int code) {
  return code == ENOSPC || code == EDQUOT;
}

bool says_disk_full(std::string_view text) {
  for (const std::string_view words : {"No space left on device", "Disk quota exceeded"})
    if (text.contains(words)) return true;
  // Сервери називають errno числом: «Errcode: 28», «errno: 28», «Got errno 28 on write», «OS errno 28».
  for (const int code : {ENOSPC, EDQUOT})
    for (const std::string_view name : {"rrcode: ", "rrno: ", "errno "})
      if (contains_number(text, fmt::format("{}{}", name, code))) return true;
  return false;
}

std::unexpected<Error> io_error(int code, ErrorKind otherwise, std::string_view what, std::string hint) {
  return io_error(std::error_code(code, std::generic_category()), otherwise, what, std::move(hint));
}

std::unexpected<Error> io_error(const std::error_code& code, ErrorKind otherwise, std::string_view what,
                                std::string hint) {
  const bool full = is_disk_full(code.value());
  return fail(full ? ErrorKind::retryable : otherwise, fmt::format("{}: {}", what, code.message()),
              full ? std::string(kFreeSpaceHint) : std::move(hint));
}

}  // namespace techmarket
