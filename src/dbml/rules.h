#pragma once
// Усі коди повідомлень розбору: для SARIF і для docs/diagnostics.md, де про кожен розповідається докладно.

#include <span>

#include "base/diagnostic_rule.h"

namespace techmarket::dbml {

/// Упорядковано за кодом. Тест звіряє перелік із повідомленнями, випадками tests/cases/dbml і документом.
std::span<const DiagnosticRule> diagnostic_rules();

}  // namespace techmarket::dbml
