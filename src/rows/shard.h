#pragma once
// Частка світу: процес I з N створює свій суцільний відтинок рядків кожної таблиці. Значення залежать лише
// від номера рядка, тож частки, складені разом, — той самий світ байт у байт.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rows/table_source.h"

namespace techmarket::rows {

struct Shard {
  std::uint32_t number = 1;  ///< від 1
  std::uint32_t count = 1;

  bool whole() const { return count == 1; }
  /// «.2of5» перед закінченням імені файлу; для цілого — порожньо.
  std::string suffix() const;
  friend bool operator==(const Shard&, const Shard&) = default;
};

/// «2/5»; помилка usage, якщо це не число від 1 до N (N не більше 1000).
Result<Shard> parse_shard(std::string_view text);

/// Таблиці, з яких лишився тільки відтинок частки.
std::vector<TableSource> take_shard(std::vector<TableSource> tables, Shard shard);

}  // namespace techmarket::rows
