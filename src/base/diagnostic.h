#pragma once
// Повідомлення про місце в тексті: помилка або попередження з файлом, рядком, стовпцем і порадою.
// Їх видають розбір DBML, перевірка домовленостей і читання налаштувань; вигляд скрізь один.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace techmarket {

/// Відтинок тексту. Рядки й стовпці рахуються від 1; стовпець — у кодових точках UTF-8, не в байтах.
/// Кінець не входить до відтинка. line == 0 означає «весь файл».
struct SourceRange {
  std::string file;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;  ///< стале ім'я, наприклад unknown-table; за ним шукають у документації
  std::string message;  ///< англійською, без крапки в кінці
  SourceRange at;
  std::string hint;     ///< що зробити; може бути порожньою
  std::string subject;  ///< ім'я, про яке йдеться (невідома таблиця, стовпець), якщо воно одне
};

/// «file:line:col: error: message [code]», рядок джерела, позначка ^~~~ і порада.
/// @param source текст файлу at.file; порожній — без рядка джерела.
std::string render(const Diagnostic& diagnostic, std::string_view source, bool color = false);

/// Кількість помилок (не попереджень).
std::size_t count_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace techmarket
