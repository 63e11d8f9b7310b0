#pragma once
// Текст information_schema.

#include <string>
#include <string_view>

namespace techmarket::db::mysql {

/// MySQL 8 екранує вирази ще раз: _utf8mb4\'a\'. Знімає один рівень; у MariaDB його немає.
std::string unescaped(std::string_view text);

/// Значення за замовчуванням без зовнішніх дужок: сервери то пишуть їх, то ні.
std::string bare_default(std::string_view text);

}  // namespace techmarket::db::mysql
