#pragma once
// Усі файли, що виводяться з techmarket.toml: обчислити в пам'яті, порівняти з диском, записати.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::render {

struct RenderedFile {
  std::filesystem::path path;  ///< від кореня проєкту
  std::string text;
  bool executable = false;
};

enum class Difference {
  missing,  ///< файлу немає
  changed,  ///< інший вміст
  mode,     ///< вміст той самий, а права на виконання інші
  stale,    ///< файл створили ми, але сервісу в каталозі вже немає
};

std::string_view describe(Difference difference);

struct Change {
  std::filesystem::path path;  ///< від кореня проєкту
  Difference difference;
};

/// Усі файли в порядку імен. Читає документи, щоб замінити в них таблицю; не пише нічого.
Result<std::vector<RenderedFile>> render_project(const config::Catalogue& catalogue);

/// Чим тека проєкту відрізняється від files. Порожньо — усе збігається.
Result<std::vector<Change>> compare_with_disk(const config::Catalogue& catalogue,
                                              const std::vector<RenderedFile>& files);

/// Записує змінені файли й вилучає застарілі. Кожен файл або новий цілком, або старий.
Status apply_changes(const config::Catalogue& catalogue, const std::vector<RenderedFile>& files,
                     const std::vector<Change>& changes);

}  // namespace techmarket::render
