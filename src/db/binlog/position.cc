#include "db/binlog/position.h"

#include <charconv>
#include <tuple>

#include <fmt/format.h>

namespace techmarket::db::binlog {
namespace {

/// Усе ціле — число; порожньо — ні.
std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::uint64_t file_number(std::string_view file) {
  return number(file.substr(file.rfind('.') + 1)).value_or(0);
}

}  // namespace

std::strong_ordering operator<=>(const LogPosition& a, const LogPosition& b) {
  return std::make_tuple(file_number(a.file), a.offset) <=> std::make_tuple(file_number(b.file), b.offset);
}

std::string to_string(const LogPosition& position) {
  return fmt::format("{}:{}", position.file, position.offset);
}

std::optional<LogPosition> parse_log_position(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto offset = number(text.substr(colon + 1));
  if (!offset) return std::nullopt;
  return LogPosition{std::string(text.substr(0, colon)), *offset};
}

}  // namespace techmarket::db::binlog
