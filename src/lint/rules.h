#pragma once
// Внутрішня будова lint: що бачить правило і куди воно повідомляє.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lint/lint.h"
#include "schema/lookup.h"

namespace techmarket::lint {

using Services = std::span<const LintService>;

/// Що де лежить у схемі: правила питають про це для кожного стовпця, тож усе знайдено наперед.
class LintIndex {
 public:
  explicit LintIndex(const schema::Database& database);

  const schema::Table* table(const schema::QualifiedName& name) const;
  /// Перша таблиця з таким іменем у будь-якій схемі.
  const schema::Table* table_called(std::string_view name) const;
  /// Таблиця, чиїм іменем названо стовпець: product_id → products. nullptr — такої немає.
  const schema::Table* named_by(std::string_view column) const;
  const schema::Lookup& lookup() const { return lookup_; }
  /// Чи стоїть стовпець на кінці якогось зв'язку.
  bool is_in_a_ref(const schema::Table& table, const schema::Column& column) const;
  /// Таблиця чи стовпець («orders.total»), чиє ім'я, тип, індекс або перевірку записано в at; порожньо —
  /// нічиї.
  std::string owner_of(const SourceRange& at) const;

 private:
  using Place = std::pair<int, int>;

  schema::Lookup lookup_;
  std::map<schema::QualifiedName, const schema::Table*> tables_;
  std::map<std::string_view, const schema::Table*> by_name_;
  std::set<std::pair<schema::QualifiedName, std::string>> in_refs_;
  std::map<std::pair<std::string, Place>, std::string> owners_;
};

/// Одна схема під перевіркою. Правила дописують знахідки; вимкнені правила й ігноровані місця відсіюються
/// тут.
class LintRun {
 public:
  /// @param indexes у порядку all.
  LintRun(std::size_t number, Services all, const std::vector<LintIndex>& indexes_of_all,
          const LintOptions& chosen)
      : service(all[number]),
        services(all),
        indexes(indexes_of_all),
        index(indexes_of_all[number]),
        options(chosen) {}

  const LintService& service;
  Services services;
  const std::vector<LintIndex>& indexes;
  const LintIndex& index;
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

// rules_types.cc
void check_uuid_type(LintRun& run);
void check_varchar_length(LintRun& run);
void check_decimal_precision(LintRun& run);
void check_money_type(LintRun& run);
void check_timestamps(LintRun& run);
void check_dialect(LintRun& run);

// rules_keys.cc
void check_primary_keys(LintRun& run);
void check_foreign_keys(LintRun& run);
void check_missing_refs(LintRun& run);
void check_redundant_indexes(LintRun& run);

// rules_names.cc
void check_naming_style(LintRun& run);
void check_table_form(LintRun& run);
void check_boolean_names(LintRun& run);
void check_reserved_words(LintRun& run);
void check_notes(LintRun& run);

// rules_services.cc
/// Те саме повідомлення, а якщо невідома таблиця живе в іншому сервісі — cross-database-fk з порадою.
void add_parse_diagnostics(LintRun& run);
void check_cross_service_notes(LintRun& run);

// rules_generated.cc
void check_generated(LintRun& run);

// suppress.cc
/// Відсіює знахідки, поруч із якими стоїть «lint: ignore правило»; про зайві такі коментарі повідомляє.
void apply_suppressions(LintRun& run);

}  // namespace techmarket::lint
