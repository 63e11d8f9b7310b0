#pragma once
// Завантаження файлу разом з усіма, які він підключає через use і reuse.

#include <filesystem>
#include <string>

#include "base/error.h"
#include "dbml/resolver.h"

namespace techmarket::dbml {

/// Один файл без підключень: use і reuse тут — помилка.
Modules load_text(std::string text, std::string path, Reporter& reporter);

/// Файл і все, до чого від нього можна дійти. Коло підключень дозволене.
/// @return помилка, якщо не читається сам файл; про непрочитаний модуль повідомляє reporter.
Result<Modules> load_file(const std::filesystem::path& path, Reporter& reporter);

}  // namespace techmarket::dbml
