#pragma once
// Розкодування рядків: екранування, відступи багаторядкових.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace techmarket::dbml {

struct Unescaped {
  std::string text;
  std::optional<std::size_t> bad_escape;  ///< зміщення першого \u без чотирьох шістнадцяткових цифр
};

/// Замінює \n \t \r \0 \b \v \f \' \" \\ \uHHHH і \ перед кінцем рядка; невідоме екранування дає сам символ.
Unescaped unescape(std::string_view text);

/// Вміст ''' … ''' після розкодування: без порожніх рядків на початку, без спільного відступу непорожніх
/// рядків і без пропусків перед закривними лапками. Перенос перед ними лишається; CRLF стає LF.
std::string dedent(std::string_view text);

}  // namespace techmarket::dbml
