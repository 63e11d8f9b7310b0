#pragma once
// Версії браузерів за датою: рядок User-Agent зі словника має місця «{chrome-1}», і номер у них не буває з
// майбутнього.

#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"

namespace techmarket::datagen {

/// Рядок словника з версіями дня date. Порожньо, якщо місце невідоме: помилка словника.
std::optional<std::string> render_user_agent(std::string_view text, Date date);

}  // namespace techmarket::datagen
