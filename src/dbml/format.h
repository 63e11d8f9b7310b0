#pragma once
// Оформлення тексту DBML: відступи, вирівнювання, пропуски, регістр слів мови. Правила — docs/fmt.md.
//
// Оформлювач не додає, не вилучає й не переставляє ні лексем, ні коментарів: він вирішує лише, що стоїть між
// ними. Тому зміст лишається тим самим за побудовою, а format() ще й перечитує вислід і звіряє.

#include <string>
#include <vector>

#include "base/diagnostic.h"

namespace techmarket::dbml {

struct Formatted {
  std::string text;  ///< порожній, якщо файл має синтаксичні помилки
  std::vector<Diagnostic> diagnostics;  ///< лише синтаксис: невідома таблиця оформленню не заважає

  bool ok() const { return count_errors(diagnostics) == 0; }
};

/// Оформлює один файл; модулів, які він підключає, не читає.
/// format(format(x)) == format(x).
/// @param path ім'я файлу для повідомлень.
Formatted format(std::string text, std::string path);

}  // namespace techmarket::dbml
