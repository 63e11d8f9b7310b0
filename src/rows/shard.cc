#include "rows/shard.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace techmarket::rows {

std::string Shard::suffix() const {
  return whole() ? std::string() : fmt::format(".{}of{}", number, count);
}

Result<Shard> parse_shard(std::string_view text) {
  constexpr std::uint32_t kMost = 1'000;
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  bool good = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  if (good) {
    const auto count = std::from_chars(number.ptr + 1, end, shard.count);
    good = count.ec == std::errc() && count.ptr == end;
  }
  if (good && shard.number >= 1 && shard.number <= shard.count && shard.count <= kMost) return shard;
  return fail(ErrorKind::usage, fmt::format("--shard {}: not a share of the whole", text),
              fmt::format("write I/N, for example 2/5: 1 ≤ I ≤ N ≤ {}", kMost));
}

std::vector<TableSource> take_shard(std::vector<TableSource> tables, Shard shard) {
  if (shard.whole()) return tables;
  for (TableSource& table : tables) {
    __extension__ using Wide = unsigned __int128;
    const auto edge = [&](std::uint32_t number) {
      return static_cast<std::uint64_t>(static_cast<Wide>(table.units) * number / shard.count);
    };
    const std::uint64_t first = edge(shard.number - 1), last = edge(shard.number);
    table.units = last - first;
    table.expected_rows /= shard.count;
    table.write = [write = std::move(table.write), first](Range range, RowBuffer& out) {
      write({first + range.first, first + range.last}, out);
    };
  }
  return tables;
}

}  // namespace techmarket::rows
