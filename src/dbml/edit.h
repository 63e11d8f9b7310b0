#pragma once
// Точкові зміни тексту DBML: решта файлу, разом із коментарями, лишається байт у байт.

#include <string>
#include <vector>

#include "dbml/format_tree.h"

namespace techmarket::dbml {

/// Місця вказуються за початковим текстом, скільки б змін уже не було.
class Editor {
 public:
  /// @param file без синтаксичних помилок; має пережити редактор.
  explicit Editor(const SourceFile& file);

  /// Дописує індекс до блоку indexes таблиці або часткової таблиці, ім'я якої стоїть у table; блоку, якого
  /// немає, додає. @return false — такої таблиці в файлі немає.
  bool add_index(const SourceRange& table, const std::vector<std::string>& columns);
  /// Вилучає індекс, що починається в index, а спорожнілий блок — разом із ним. Коментарі лишаються.
  /// @return false — такого індексу немає.
  bool remove_index(const SourceRange& index);

  std::string text() &&;

 private:
  struct Change {
    std::size_t begin, end;
    std::string text;
  };

  const Field* table_at(const SourceRange& at) const;
  bool stands_at(std::size_t leaf, const SourceRange& at) const;
  std::size_t begin_of(std::size_t leaf) const { return tree_.leaves[leaf].word.token.at.begin; }
  std::size_t end_of(std::size_t leaf) const { return tree_.leaves[leaf].word.token.at.end; }
  std::size_t end_of_line(std::size_t offset) const;
  void remove(std::size_t first, std::size_t end);

  const SourceFile& file_;
  FormatTree tree_;
  std::vector<Change> changes_;
  std::vector<std::size_t> removed_;  ///< перші лексеми вилучених індексів
};

}  // namespace techmarket::dbml
