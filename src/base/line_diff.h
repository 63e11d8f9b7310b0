#pragma once
// Різниця двох текстів рядками, у вигляді, який розуміють люди й patch.

#include <string>
#include <string_view>

namespace techmarket {

/// Unified diff із трьома рядками контексту; порожній, якщо тексти однакові.
/// Найкоротша різниця (алгоритм Маєрса); для дуже різних текстів — заміна всієї різної середини.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name);

}  // namespace techmarket
