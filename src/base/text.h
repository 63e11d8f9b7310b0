#pragma once
// Дрібниці роботи з текстом UTF-8: довжини, порівняння без регістру, «можливо, ви мали на увазі».

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace techmarket {

/// Довжина в байтах першої кодової точки тексту (1–4; для зіпсованого байта — 1). text не порожній.
std::size_t utf8_length(std::string_view text);
std::size_t count_code_points(std::string_view text);

/// Зміщення першого байта, що не належить правильній послідовності UTF-8; npos — усе гаразд.
std::size_t invalid_utf8(std::string_view text);
/// Кожен такий байт — на U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

/// Чужий текст, який безпечно друкувати в термінал і журнал: керівні знаки (C0, DEL, C1), зміна напряму
/// письма й зіпсовані байти стають видимими — \x1b, \u202e. Табуляція і переведення рядка лишаються.
std::string visible(std::string_view text);

/// Не довше за limit кодових точок: решта стає «…».
std::string shortened(std::string_view text, std::size_t limit);

/// Нижній регістр лише для ASCII: решта байтів лишається як є.
std::string ascii_lower(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);  ///< для рядків однакової довжини
inline bool equals_ignore_case(std::string_view a, std::string_view b) {
  // Різні слова здебільшого різної довжини, однакові — однакового регістру.
  return a.size() == b.size() && (a == b || same_ignoring_case(a, b));
}

/// Решето імен: різні майже завжди різняться довжиною чи останнім знаком, тож порівнювати їх здебільшого не
/// треба.
class NameSieve {
 public:
  /// @return чи могло таке ім'я — у будь-якому регістрі ASCII — вже бути. «Ні» завжди правда.
  bool add(std::string_view name) {
    const std::size_t last = name.empty() ? 0 : static_cast<unsigned char>(name.back()) | 0x20u;
    const std::uint64_t bit = std::uint64_t{1} << ((last + name.size() * 7) % 64);
    const bool seen = (bits_ & bit) != 0;
    bits_ |= bit;
    return seen;
  }

 private:
  std::uint64_t bits_ = 0;
};

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// Відстань Дамерау — Левенштейна (вставка, вилучення, заміна, перестановка сусідів), у байтах.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Відстань між іменами без регістру, якщо вони справді схожі; порожньо — це різні імена або дуже довгі.
std::optional<std::size_t> likeness(std::string_view name, std::string_view candidate);

/// Найближче ім'я з candidates, якщо воно справді схоже (відстань ≤ третини довжини або спільний початок).
std::optional<std::string> did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// «did you mean 'x'?» або порожній рядок.
std::string did_you_mean_hint(std::string_view name, std::span<const std::string> candidates);

/// Число з роздільниками тисяч: 1234567 → «1,234,567».
std::string with_thousands(long long value);

}  // namespace techmarket
