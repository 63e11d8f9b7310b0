#include "rows/recount.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::rows {

Result<std::uint64_t> count_stored(db::mysql::Connection& connection, const std::string& table) {
  // Порожній USE INDEX велить читати самі рядки.
  TM_ASSIGN(const std::int64_t rows,
            connection.query_int(fmt::format("SELECT COUNT(*) FROM {} USE INDEX ()", table)));
  return static_cast<std::uint64_t>(rows);
}

std::optional<std::string> row_difference(std::string_view place, std::string_view table, std::uint64_t sent,
                                          std::uint64_t found) {
  if (sent == found) return std::nullopt;
  const auto shown = [](std::uint64_t rows) { return with_thousands(static_cast<long long>(rows)); };
  return fmt::format("{}: table '{}': sent {} rows, the server holds {}", place, table, shown(sent),
                     shown(found));
}

Status recounted(std::span<const std::string> differences, std::string_view remedy) {
  if (differences.empty()) return {};
  return fail(ErrorKind::retryable, fmt::format("{}", fmt::join(differences, "\n")),
              fmt::format("the disk of the server may be full, or another program writes these tables: free "
                          "some disk space, then {}",
                          remedy));
}

}  // namespace techmarket::rows
