#pragma once
// Позначка завантаження: таблиця _techmarket_load у кожній базі MySQL. Один рядок каже, які дані тут лежать і
// чи завантаження дійшло кінця. За нею генератор упізнає свої дані, а ETL відмовляється читати недописані.

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "world/scale.h"

namespace techmarket::world {

inline constexpr std::string_view kLoadTable = "_techmarket_load";
/// Прожиті після generate дні (simulate/checkpoint.h).
inline constexpr std::string_view kSimulationTable = "_techmarket_simulation";

struct LoadState {
  bool complete = false;  ///< false — завантаження почато й не закінчено
  std::uint64_t seed = 0, orders = 0;
  std::string until, uuid, scale;
  std::string started_at;
  std::optional<std::string> finished_at;
  std::optional<std::string> digest;  ///< відбиток світу, спільний для чотирьох баз
};

/// Порожньо, якщо позначки немає: сюди ще нічого не завантажували.
Result<std::optional<LoadState>> read_load_state(db::mysql::Connection& connection);

/// Відмова retryable, якщо завантаження ще триває або його перервано. База без позначки — не наша, тож ціла.
Status check_not_loading(db::mysql::Connection& connection);

/// Відмова retryable, якщо базу зараз пише generate чи simulate: бере його замок і одразу відпускає.
Status check_not_writing(db::mysql::Connection& connection);

/// Бере замок бази на весь час з'єднання: generate і simulate не пишуть водночас. Помилка retryable, якщо
/// замок тримає інший.
Status lock_database(db::mysql::Connection& connection);

/// Чи позначка про той самий світ.
bool is_same(const LoadState& state, const Parameters& parameters);

/// Ставить позначку «loading», за потреби створивши таблицю, і забуває прожиті дні. Діє негайно, ще до
/// першого зміненого рядка.
Status mark_loading(db::mysql::Connection& connection, const Parameters& parameters);

/// Ставить позначку «complete».
Status mark_complete(db::mysql::Connection& connection, const std::string& digest);

}  // namespace techmarket::world
