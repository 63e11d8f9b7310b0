#pragma once
// Файл у пам'яті, його відтинки та збирач повідомлень про нього.

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "dbml/token.h"

namespace techmarket::dbml {

/// Місце в довгому рядку, стовпець якого вже пораховано.
struct ColumnMark {
  std::size_t offset = 0;
  int column = 0;
};

struct SourceFile {
  FileName path;
  std::string text;
  /// Позначки рядків, довших за кілобайт: без них стовпець кожного з тисяч полів одного рядка рахувався б від
  /// його початку. Порожньо — рахувати від початку.
  std::vector<ColumnMark> marks = {};

  std::string_view text_of(Span span) const { return {text.data() + span.begin, span.end - span.begin}; }
  /// Де починається сам текст: позначка порядку байтів до нього не належить.
  std::size_t text_start() const {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    return text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  }
};

/// Позначки для text: за зростанням місця, не рідше ніж через кілобайт довгого рядка.
std::vector<ColumnMark> column_marks(const SourceFile& file);

/// Місце для повідомлень і моделі: шлях, початок і кінець у рядках та стовпцях.
SourceRange range_of(const SourceFile& file, Span span);

/// Від початку first до кінця last.
Span join(Span first, Span last);

/// Необов'язкові частини повідомлення: порада та ім'я, про яке йдеться.
struct Advice {
  std::string hint = {};
  std::string subject = {};
};

/// Збирає повідомлення всіх файлів. Понад kMaxErrors на запуск — лише останнє слово «too-many-errors», понад
/// kMaxWarnings — «too-many-warnings».
class Reporter {
 public:
  static constexpr std::size_t kMaxErrors = 200;
  static constexpr std::size_t kMaxWarnings = 200;

  void error(const SourceFile& file, Span at, std::string_view code, std::string message, Advice advice = {});
  void warning(const SourceFile& file, Span at, std::string_view code, std::string message,
               Advice advice = {});
  /// Про елемент уже готової моделі.
  void warning(const SourceRange& at, std::string_view code, std::string message, Advice advice = {});

  bool full() const { return errors_ >= kMaxErrors; }
  /// Попереджень більше не показують: складати пораду вже нема для кого.
  bool silent() const { return warnings_ >= kMaxWarnings; }
  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }

 private:
  void add(Severity severity, SourceRange at, std::string_view code, std::string message, Advice advice);

  std::vector<Diagnostic> diagnostics_;
  std::size_t errors_ = 0, warnings_ = 0;
};

}  // namespace techmarket::dbml
