#pragma once
// Значення каталогу в чужих мовах. Правила config/values.h уже не пускають небезпечних знаків; лапки — другий
// захист і єдине місце, що знає мову: «null» чи «1.5» у YAML теж мають лишитися текстом.

#include <string>
#include <string_view>

namespace techmarket::render {

/// Скаляр YAML, який кожен розбір прочитає текстом: без лапок, якщо це безпечно.
std::string yaml_scalar(std::string_view text);
/// Те саме завжди в лапках.
std::string yaml_quoted(std::string_view text);
/// "${variable:-fallback}" у лапках: значення, яке можна змінити змінною середовища compose.
std::string compose_default(std::string_view variable, std::string_view fallback);
/// Слово оболонки: у лапках, якщо без них воно значило б щось інше.
std::string shell_word(std::string_view text);
/// Клітинка таблиці Markdown.
std::string markdown_cell(std::string_view text);
/// Код у клітинці: огорожа довша за будь-який ряд «`» у тексті.
std::string markdown_code(std::string_view text);

}  // namespace techmarket::render
