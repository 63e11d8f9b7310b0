#pragma once
// Один файл схеми: текст, дерево, видимі імена.

#include <cstddef>
#include <memory>
#include <vector>

#include "dbml/scope.h"
#include "dbml/source.h"
#include "dbml/syntax.h"

namespace techmarket::dbml {

/// Один файл. Адреса не змінюється: дерево вказує в текст, а область імен — у дерево.
struct Module {
  SourceFile source;
  Document document;
  Scope scope;  ///< свої та імпортовані імена
  Scope exported;  ///< те, що бачать інші файли: свої імена і взяті через reuse
  std::size_t number = 0;  ///< місце серед файлів
  /// Номери перших власних елементів.
  std::size_t first_table = 0, first_enum = 0, first_partial = 0, first_group = 0, first_note = 0;
};

using Modules = std::vector<std::unique_ptr<Module>>;

}  // namespace techmarket::dbml
