#pragma once
// Завантаження частками: кожна (частка, таблиця) — одна транзакція разом зі своєю позначкою. Убита частка,
// запущена ще раз, пропускає таблиці, які вже дописала; решта часток при цьому працює далі.

#include <map>
#include <optional>
#include <string>

#include "datagen/shard.h"
#include "db/mysql/connection.h"

namespace techmarket::datagen {

inline constexpr std::string_view kPartsTable = "_techmarket_load_part";

struct LoadedPart {
  std::uint64_t parts = 0, rows = 0, digest = 0;
};

/// Чи розпочато тут завантаження саме стількома частками і саме цих даних.
/// @param data відбиток того, що завантажують; світ має для цього _techmarket_load.
Result<bool> has_parts(db::mysql::Connection& connection, Shard shard, std::uint64_t data = 0);

/// Забуває попередні частки й починає нові. @param shard ціле — таблиця позначок зникає.
Status reset_parts(db::mysql::Connection& connection, Shard shard, std::uint64_t data = 0);

Result<bool> part_is_loaded(db::mysql::Connection& connection, Shard shard, std::string_view table);

/// У транзакції, що завантажила частку таблиці.
Status mark_part(db::mysql::Connection& connection, Shard shard, std::string_view table, std::uint64_t rows,
                 std::uint64_t digest);

/// Таблиця → скільки часток є та їхня сума.
Result<std::map<std::string, LoadedPart, std::less<>>> loaded_parts(db::mysql::Connection& connection);

}  // namespace techmarket::datagen
