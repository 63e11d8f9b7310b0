#pragma once
// Стиснені події MariaDB (log_bin_compress).

#include <optional>
#include <string>
#include <string_view>

namespace techmarket::db::binlog {

/// Більшої події не буває: max_allowed_packet сервера не перевищує гібібайта.
inline constexpr std::size_t kLongestEvent = std::size_t{1} << 30;

/// Байт 0x80 | алгоритм << 4 | n, тоді довжина розгорнутого в n байтах від старшого, тоді zlib.
/// Порожньо — пошкоджено або алгоритм не zlib. Джерело: MariaDB Server, sql/log_event.cc
/// (binlog_buf_uncompress).
std::optional<std::string> inflate(std::string_view packed);

}  // namespace techmarket::db::binlog
