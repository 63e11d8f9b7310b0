#pragma once
// Точкові зміни тексту DBML: решта файлу, разом із коментарями, лишається байт у байт.

#include <map>
#include <set>
#include <string>
#include <utility>
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
  using Place = std::pair<int, int>;  ///< рядок і стовпець
  struct IndexField {
    const Field* block;
    const Field* field;
  };

  Place place_of(std::size_t leaf) const;
  std::size_t begin_of(std::size_t leaf) const { return tree_.leaves[leaf].word.token.at.begin; }
  std::size_t end_of(std::size_t leaf) const { return tree_.leaves[leaf].word.token.at.end; }
  std::size_t end_of_line(std::size_t offset) const;
  void remove(std::size_t first, std::size_t end);

  const SourceFile& file_;
  FormatTree tree_;
  std::vector<Change> changes_;
  std::map<Place, const Field*> tables_;  ///< за місцем імені
  std::map<Place, IndexField> indexes_;  ///< за місцем початку; лише в Table, не в TablePartial
  std::map<std::size_t, std::size_t> added_;  ///< куди дописано блок indexes → номер зміни
  std::set<const Field*> removed_;
};

}  // namespace techmarket::dbml
