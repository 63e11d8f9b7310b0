#pragma once
// Внутрішня будова lint: що бачить правило і куди воно повідомляє.

#include <string>
#include <string_view>
#include <vector>

#include "ddl/lint.h"

namespace techmarket::ddl {

using Services = std::span<const LintService>;

/// Одна схема під перевіркою. Правила дописують знахідки; вимкнені правила й ігноровані місця відсіюються
/// тут.
class LintRun {
 public:
  LintRun(const LintService& checked, Services all, const LintOptions& chosen)
      : service(checked), services(all), options(chosen) {}

  const LintService& service;
  Services services;
  const LintOptions& options;

  const schema::Database& database() const { return *service.database; }
  bool enabled(std::string_view rule) const { return options.level(rule) != LintLevel::off; }

  /// Знахідка правила finding.code про таблицю чи стовпець place («orders», «orders.total»). Суворість
  /// ставить налаштування.
  void add(LintFinding finding, std::string_view place);
  /// Повідомлення розбору: суворість лишається.
  void pass(Diagnostic diagnostic) { findings_.push_back({std::move(diagnostic)}); }

  std::vector<LintFinding>& findings() { return findings_; }

 private:
  std::vector<LintFinding> findings_;
};

/// «orders.total» для шаблонів ignore і повідомлень.
std::string place_of(const schema::Table& table, const schema::Column& column);

/// Чи це UUID за типом: char(36) або uuid.
bool is_uuid_type(const schema::Type& type);

/// Слова імені нижнім регістром: unit_price, unitPrice, UnitPrice → unit, price.
std::vector<std::string> words_of(std::string_view name);

// lint_types.cc
void check_uuid_type(LintRun& run);
void check_varchar_length(LintRun& run);
void check_decimal_precision(LintRun& run);
void check_money_type(LintRun& run);
void check_timestamps(LintRun& run);
void check_dialect(LintRun& run);

// lint_keys.cc
void check_primary_keys(LintRun& run);
void check_foreign_keys(LintRun& run);
void check_missing_refs(LintRun& run);
void check_redundant_indexes(LintRun& run);

// lint_names.cc
void check_naming_style(LintRun& run);
void check_table_form(LintRun& run);
void check_boolean_names(LintRun& run);
void check_reserved_words(LintRun& run);
void check_notes(LintRun& run);

// lint_services.cc
/// Те саме повідомлення, а якщо невідома таблиця живе в іншому сервісі — cross-database-fk з порадою.
void add_parse_diagnostics(LintRun& run);
void check_cross_service_notes(LintRun& run);
/// Таблиця цієї схеми, чиїм іменем названо стовпець: product_id → products. nullptr — такої немає.
const schema::Table* named_table(const schema::Database& database, std::string_view column);

// lint_generated.cc
void check_generated(LintRun& run);

// lint_suppress.cc
/// Відсіює знахідки, поруч із якими стоїть «lint: ignore правило»; про зайві такі коментарі повідомляє.
void apply_suppressions(LintRun& run);

}  // namespace techmarket::ddl
