#pragma once
// Місце у двійковому журналі сервера MySQL чи MariaDB.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace techmarket::db::binlog {

/// Зсув першої події файлу: перед нею чотири байти ознаки формату.
inline constexpr std::uint64_t kFirstEvent = 4;

struct LogPosition {
  std::string file;                    ///< «mysql-bin.000003», без теки
  std::uint64_t offset = kFirstEvent;  ///< байтів від початку файлу, на межі події

  friend bool operator==(const LogPosition&, const LogPosition&) = default;
};

/// Порядок у журналі: номер файлу (число після останньої крапки, бо після 999999 цифр стає сім), тоді зсув.
std::strong_ordering operator<=>(const LogPosition& a, const LogPosition& b);

/// «mysql-bin.000003:1234»
std::string to_string(const LogPosition& position);
/// Те, що надрукував to_string(); порожньо — інше.
std::optional<LogPosition> parse_log_position(std::string_view text);

/// Звідки читати далі: місце разом із тим, чий це журнал. Обидва — текст, щоб лежати в будь-якій базі.
struct Checkpoint {
  LogPosition position;
  /// Сервер і день народження файлу position.file: «MariaDB, server 1, log created 2026-11-30 21:03:16 UTC».
  /// На відновленому чи заміненому сервері — інший текст.
  std::string identity;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

}  // namespace techmarket::db::binlog
