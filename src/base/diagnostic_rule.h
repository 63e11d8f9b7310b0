#pragma once
// Опис коду повідомлення: те, що інструменти огляду коду показують поруч зі знахідкою.

#include <string_view>

#include "base/diagnostic.h"

namespace techmarket {

struct DiagnosticRule {
  std::string_view code;  ///< стале ім'я, те саме, що Diagnostic::code
  Severity severity = Severity::error;
  std::string_view summary;  ///< англійською, одне речення: що не так
  std::string_view remedy;   ///< англійською: що зробити
};

}  // namespace techmarket
