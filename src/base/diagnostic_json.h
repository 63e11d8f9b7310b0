#pragma once
// Повідомлення для програм: об'єкти --json і журнал SARIF 2.1.0, який читають GitHub code scanning, GitLab і
// редактори.

#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/diagnostic_rule.h"

namespace techmarket {

/// severity, code, message, file, line, column, end_line, end_column, hint, subject. Рядки й стовпці — від 1
/// у кодових точках, кінець не входить; line = 0 — увесь файл.
nlohmann::json to_json(const Diagnostic& diagnostic);
nlohmann::json to_json(std::span<const Diagnostic> diagnostics);

/// Журнал SARIF з одним запуском. Порожній список теж журнал: він закриває старі знахідки.
/// Шлях нижче поточної теки стає відносним із прямими скісними, решта — file:///….
/// @param version версія програми.
/// @param rules описи кодів; до журналу потрапляють лише ті, що трапилися. Код без опису дозволено.
/// @source SARIF 2.1.0, OASIS Standard, §3.13–3.30; вимоги GitHub: «SARIF support for code scanning».
nlohmann::json to_sarif(std::span<const Diagnostic> diagnostics, std::string_view version,
                        std::span<const DiagnosticRule> rules);

}  // namespace techmarket
