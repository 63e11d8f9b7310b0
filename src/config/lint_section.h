#pragma once
// Розділ [lint] файлу techmarket.toml: правило = "error" | "warning" | "off" або таблиця з власними
// налаштуваннями правила. Опис для людей — docs/lint.md.

#include <filesystem>
#include <string>

#include "base/error.h"
#include "lint/options.h"

namespace techmarket::config {

/// Лише розділ [lint] файлу: для перевірки файлів поза каталогом решта каталогу не важить.
/// Помилки (configuration) названо всі одразу. Розділу немає — типові налаштування.
Result<lint::LintOptions> load_lint_options(const std::filesystem::path& file);

/// Те саме з тексту. @param path ім'я файлу для повідомлень.
Result<lint::LintOptions> parse_lint_options(std::string_view text, const std::string& path);

}  // namespace techmarket::config
