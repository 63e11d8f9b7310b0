#pragma once
// Лінійки товарів: одна модель у всіх поєднаннях ознак (пам'ять, колір). Запис — у заголовку
// product_lines.tsv.

#include <filesystem>
#include <string>
#include <vector>

#include "words/dictionary.h"

namespace techmarket::words {

/// Товари однієї лінійки в порядку ознак. Помилка bad_input називає, що не так із записом axes.
Result<std::vector<ProductEntry>> expand_axes(const ProductEntry& base, std::string_view axes);

/// Усі товари всіх лінійок: спершу по одному з кожної, далі по другому, — щоб малий каталог був
/// різноманітним.
/// @param taken артикули, яких повторювати не можна.
Result<std::vector<ProductEntry>> read_product_lines(const std::filesystem::path& path,
                                                     const std::vector<CategoryEntry>& categories,
                                                     const std::vector<ProductEntry>& taken);

}  // namespace techmarket::words
