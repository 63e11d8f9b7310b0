#pragma once
// Завантаження частками: кожна (частка, таблиця) — одна транзакція разом зі своєю позначкою. Убита частка,
// запущена ще раз, пропускає таблиці, які вже дописала; решта часток при цьому працює далі.

#include <map>
#include <optional>
#include <string>

#include "db/mysql/connection.h"
#include "rows/shard.h"
#include "rows/table_feed.h"
#include "rows/table_source.h"

namespace techmarket::rows {

inline constexpr std::string_view kPartsTable = "_techmarket_load_part";

struct LoadedPart {
  std::uint64_t parts = 0, rows = 0, digest = 0;
};
/// part_name() таблиці → скільки часток є та їхня сума.
using LoadedParts = std::map<std::string, LoadedPart, std::less<>>;

/// Чи розпочато тут завантаження саме стількома частками і саме цих даних.
/// @param data відбиток того, що завантажують; світ має для цього _techmarket_load.
Result<bool> has_parts(db::mysql::Connection& connection, Shard shard, std::uint64_t data = 0);

/// Забуває попередні частки й починає нові. @param shard ціле — таблиця позначок зникає.
Status reset_parts(db::mysql::Connection& connection, Shard shard, std::uint64_t data = 0);

/// Завантажує таблицю або її частку: тоді однією транзакцією разом із позначкою, а вже дописану лише
/// перелічує. Взаємне блокування двох часток сервер розв'язує, відкотивши одну; вона починає знову.
Status load_part(db::mysql::Connection& connection, const TableSource& table, TableFeed& feed, Shard shard,
                 bool local_infile);

Result<LoadedParts> loaded_parts(db::mysql::Connection& connection);

}  // namespace techmarket::rows
