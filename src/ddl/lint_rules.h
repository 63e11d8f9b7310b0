#pragma once
// Правила перевірки домовленостей: кожне дописує свої повідомлення в Findings.

#include <set>
#include <string>
#include <vector>

#include "ddl/lint.h"

namespace techmarket::ddl {

using Findings = std::vector<Diagnostic>;
using Services = std::span<const LintService>;

// lint_types.cc
void check_uuid_type(const LintService& service, Findings& findings);
void check_varchar_length(const LintService& service, Findings& findings);
void check_decimal_precision(const LintService& service, Findings& findings);

// lint_services.cc
/// Те саме повідомлення, а якщо невідома таблиця живе в іншому сервісі — cross-database-fk з порадою.
Diagnostic explain_unknown_table(const Diagnostic& diagnostic, const LintService& service, Services services);
void check_cross_service_notes(const LintService& service, Services services, Findings& findings);

// lint_generated.cc
void check_generated(const LintService& service, Findings& findings);

/// Чи це UUID за типом: char(36) або uuid.
bool is_uuid_type(const schema::Type& type);

}  // namespace techmarket::ddl
