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

/// Текст примітки, як його читає еталон: без порожніх рядків на початку і без спільного відступу непорожніх
/// рядків; CRLF стає LF. Так із кожною приміткою, хоч би якими лапками її взято, і лише з приміткою: решта
/// рядків, навіть ''' … ''', береться дослівно.
std::string dedent(std::string_view text);

}  // namespace techmarket::dbml
