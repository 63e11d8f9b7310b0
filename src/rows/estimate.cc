#include "rows/estimate.h"

#include <algorithm>

namespace techmarket::rows {

std::uint64_t estimated_bytes(const TableSource& table) {
  constexpr std::uint64_t kSample = 256;
  RowBuffer rows;
  table.write({0, std::min(kSample, table.units)}, rows);
  if (rows.rows() == 0) return 0;
  return table.expected_rows * rows.bytes().size() / rows.rows();
}

std::uint64_t estimated_bytes(std::span<const TableSource> tables) {
  std::uint64_t bytes = 0;
  for (const TableSource& table : tables) bytes += estimated_bytes(table);
  return bytes;
}

}  // namespace techmarket::rows
