#include "db/binlog/inflate.h"

#include <zlib.h>

#include "db/binlog/bytes.h"

namespace techmarket::db::binlog {

std::optional<std::string> inflate(std::string_view packed) {
  Bytes bytes(packed);
  const std::uint64_t head = bytes.number(1), algorithm = head >> 4 & 7, length_bytes = head & 7;
  if ((head & 0x80) == 0 || algorithm != 0 || length_bytes < 1 || length_bytes > 4) return std::nullopt;
  const std::uint64_t length = big_endian(bytes.take(length_bytes));
  // zlib стискає щонайбільше у 1032 рази: більшого обіцяє лише пошкоджена подія.
  constexpr std::uint64_t kBestRatio = 1032;
  if (bytes.broken() || length > kLongestEvent || length > bytes.rest().size() * kBestRatio)
    return std::nullopt;
  std::string whole(length, '\0');
  uLongf written = length;
  const int status = ::uncompress(reinterpret_cast<Bytef*>(whole.data()), &written,
                                  reinterpret_cast<const Bytef*>(bytes.rest().data()), bytes.rest().size());
  if (status != Z_OK || written != length) return std::nullopt;
  return whole;
}

}  // namespace techmarket::db::binlog
