#pragma once
// Читання й запис файлів цілком. Запис або вдається повністю, або лишає старий файл недоторканим.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket {

/// Увесь файл. Помилка (bad_input) називає шлях і причину.
Result<std::string> read_file(const std::filesystem::path& path);

/// Пише у тимчасовий файл поруч і перейменовує, тож убита програма не лишить половини файлу. Теки, яких
/// бракує, створюються.
/// @param mode права нового файлу, наприклад 0600 для таємниць.
Status write_file(const std::filesystem::path& path, std::string_view text, unsigned mode = 0644);

/// Те саме для файлу, який уже є: його права доступу лишаються.
Status rewrite_file(const std::filesystem::path& path, std::string_view text);

}  // namespace techmarket
