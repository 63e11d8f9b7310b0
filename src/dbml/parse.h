#pragma once
// DBML → schema::Database. Вхід бібліотеки: усе інше в цій теці — її внутрішня будова.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "dbml/source.h"
#include "schema/schema.h"

namespace techmarket::dbml {

struct Parsed {
  schema::Database database;  ///< побудоване навіть тоді, коли є помилки, наскільки це можливо
  std::vector<Diagnostic> diagnostics;  ///< у порядку файлів і місць у них
  std::vector<SourceFile> sources;  ///< сам файл і всі модулі, які він підключає
  /// Дерева, з яких усе збудовано. Нікому не потрібні, та звільняти їх окремо від моделі коротка програма не
  /// мусить.
  std::shared_ptr<const void> trees = {};

  bool ok() const { return count_errors(diagnostics) == 0; }
};

/// Розбирає текст. Модулів не читає: use і reuse тут — помилка.
/// @param path ім'я файлу для повідомлень.
Parsed parse(std::string text, std::string path);

/// Читає файл і модулі, які він підключає.
/// @return помилка bad_input лише тоді, коли не вдалося прочитати сам файл; решта — у diagnostics.
Result<Parsed> parse_file(const std::filesystem::path& path);

/// Усі повідомлення підряд у вигляді base/diagnostic.h.
std::string render_all(const Parsed& parsed, bool color);
std::string render_all(std::span<const Diagnostic> diagnostics, std::span<const SourceFile> sources,
                       bool color);

}  // namespace techmarket::dbml
