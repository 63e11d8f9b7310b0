#pragma once
// Повідомлення про місце в тексті: помилка або попередження з файлом, рядком, стовпцем і порадою.
// Їх видають розбір DBML, перевірка домовленостей і читання налаштувань; вигляд скрізь один.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace techmarket {

/// Ім'я файлу, спільне для тисяч відтинків: копія не виділяє пам'яті.
class FileName {
 public:
  FileName() = default;
  FileName(std::string text) : text_(std::make_shared<const std::string>(std::move(text))) {}
  FileName(const char* text) : FileName(std::string(text)) {}

  const std::string& text() const;
  operator const std::string&() const { return text(); }
  bool empty() const { return text().empty(); }

  friend bool operator==(const FileName& a, const FileName& b) {
    return a.text_ == b.text_ || a.text() == b.text();
  }
  friend auto operator<=>(const FileName& a, const FileName& b) { return a.text() <=> b.text(); }

 private:
  std::shared_ptr<const std::string> text_;  ///< nullptr — порожнє ім'я
};

/// Відтинок тексту. Рядки й стовпці рахуються від 1; стовпець — у кодових точках UTF-8, не в байтах.
/// Кінець не входить до відтинка. line == 0 означає «весь файл».
struct SourceRange {
  FileName file;
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
std::string to_text(const Diagnostic& diagnostic, std::string_view source, bool color = false);

/// Те саме, коли рядок джерела вже знайдено.
std::string render_line(const Diagnostic& diagnostic, std::string_view line, bool color = false);

/// Кількість помилок (не попереджень).
std::size_t count_errors(const std::vector<Diagnostic>& diagnostics);

/// Суворий режим: кожне попередження стає помилкою.
void promote_warnings(std::vector<Diagnostic>& diagnostics);

}  // namespace techmarket
