#pragma once
// Рядки row_buffer.h → CSV за RFC 4180.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace techmarket::rows {

/// Поле row_buffer.h без екранування.
std::string unescaped(std::string_view field);

/// Дописує одне значення, у лапках, якщо вони потрібні.
void append_csv_field(std::string_view text, std::string& out);

/// Дописує рядки чанка як CSV; кінець рядка — CRLF не потрібен: «\n», як приймає LOAD DATA.
/// @param order номери полів рядка в порядку стовпців файлу.
void append_csv(std::string_view rows, const std::vector<std::size_t>& order, std::string& out);

}  // namespace techmarket::rows
