#pragma once
// Записані файли журналу (tests/binlog) і таблиці, про які вони.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

#include "db/binlog/bytes.h"
#include "db/binlog/table_shape.h"

namespace techmarket::db::binlog::testing {

/// shop.orders (id char(36), total, note, at, paid) і shop.items (order_id int unsigned, line smallint, name,
/// kind).
inline std::vector<TableShape> recorded_tables() {
  return {{"shop", "orders", 5, {{.name = "id", .index = 0, .kind = KeyKind::utf8}}},
          {"shop",
           "items",
           4,
           {{.name = "order_id", .index = 0, .kind = KeyKind::integer, .is_unsigned = true},
            {.name = "line", .index = 1, .kind = KeyKind::integer}}}};
}

/// Події файлу одна за одною; остання може бути обірвана. Ознаку формату на початку пропущено.
inline std::vector<std::string> events_of(std::string_view log) {
  constexpr std::size_t kMagic = 4, kHeader = 19, kSizeAt = 9;
  log.remove_prefix(std::min(kMagic, log.size()));
  std::vector<std::string> events;
  while (!log.empty()) {
    const std::size_t size = log.size() < kHeader ? log.size() : little_endian(log.substr(kSizeAt, 4));
    const std::size_t taken = std::min(std::max(size, std::size_t{1}), log.size());
    events.emplace_back(log.substr(0, taken));
    log.remove_prefix(taken);
  }
  return events;
}

/// Виправляє довжину й контрольну суму зміненої події, щоб вона дійшла до розбору.
inline void repair(std::string& event) {
  constexpr std::size_t kSizeAt = 9, kSum = 4, kSmallest = 23;
  if (event.size() < kSmallest) return;
  const auto put = [&](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) event[at + i] = static_cast<char>(value >> 8 * i);
  };
  put(kSizeAt, event.size());
  const std::size_t covered = event.size() - kSum;
  put(covered, ::crc32(0, reinterpret_cast<const Bytef*>(event.data()), static_cast<uInt>(covered)));
}

}  // namespace techmarket::db::binlog::testing
