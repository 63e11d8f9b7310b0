#pragma once
// Таблиця сервісів у документах: між позначками <!-- services:begin --> і <!-- services:end -->.

#include <string>
#include <string_view>

#include "config/catalogue.h"

namespace techmarket::render {

enum class Language { ukrainian, english };

/// Таблиця Markdown: бази за порядком каталогу, далі Adminer.
std::string services_table(const config::Catalogue& catalogue, Language language);

/// Той самий документ, де між позначками стоїть table. Документ без позначок повертається без змін.
/// Помилка (bad_input) з file:line, якщо позначка без пари.
/// @param name ім'я файлу для повідомлень.
Result<std::string> with_services_table(std::string_view document, std::string_view table,
                                        std::string_view name);

}  // namespace techmarket::render
