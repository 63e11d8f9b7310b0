#pragma once
// Текстові шаблони зі вставками @name@. Шаблон виглядає так само, як файл, який з нього вийде.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace techmarket::render {

using Insertions = std::vector<std::pair<std::string_view, std::string>>;

/// Замінює кожне @name@ (малі літери й '_') його значенням.
/// Значення з кількох рядків зберігає відступ вставки. Рядок, де була лише вставка з порожнім значенням,
/// зникає. Перший символ нового рядка шаблону не потрапляє до результату: R"(…) можна починати з нового
/// рядка. Невідоме ім'я — помилка програміста: std::logic_error.
std::string fill(std::string_view pattern, const Insertions& insertions);

/// Текст без переведень рядка в кінці: так блок, заповнений зі свого шаблону, стає вставкою іншого.
std::string trimmed(std::string text);

}  // namespace techmarket::render
