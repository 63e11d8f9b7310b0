#pragma once
// Журнал сервера: останні рядки для помилки та команди logs, стеження за новими.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket::runtime::local {

/// Останні count рядків. Порожньо, якщо файла немає.
std::string last_lines(const std::filesystem::path& log, std::size_t count);

/// Передає в sink усе, що дописується у файл після offset, доки користувач не перерве (Ctrl-C): тоді помилка
/// interrupted без тексту.
Status follow(const std::filesystem::path& log, const std::function<void(std::string_view)>& sink);

/// Завеликий журнал стає server.log.1, щоб роки розробки не з'їли диск.
void rotate(const std::filesystem::path& log);

}  // namespace techmarket::runtime::local
