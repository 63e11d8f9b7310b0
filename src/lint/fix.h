#pragma once
// Безпечні виправлення тексту DBML за знахідками lint.

#include <string>
#include <vector>

#include "lint/lint.h"

namespace techmarket::lint {

struct FixedFile {
  std::string path;
  std::string text;
  std::size_t fixes = 0;
};

/// Лишає знахідкам лише ті виправлення, які зробить fix(), і згадує про них у пораді. Індексу часткової
/// таблиці, наприклад, не вилучити: тут він зайвий, а в іншій таблиці — потрібний.
void offer_fixes(const LintService& service, std::span<LintFinding> findings);

/// Застосовує виправлення знахідок до файлів schemas. Змінюється лише потрібне місце, коментарі лишаються;
/// оформлений файл лишається оформленим.
/// @return лише змінені файли.
std::vector<FixedFile> fix(std::span<const LintService> services, std::span<const LintFinding> findings);

}  // namespace techmarket::lint
