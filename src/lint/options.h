#pragma once
// Правила перевірки: як звуться, наскільки суворі, що в них можна налаштувати. Налаштування приходять із
// розділу [lint] у techmarket.toml (config/lint_section.h); опис для людей — docs/lint.md.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace techmarket::lint {

enum class LintLevel { off, warning, error };

struct LintRule {
  std::string_view name;     ///< «fk-index»; воно ж — код повідомлення
  LintLevel level;           ///< якщо не налаштовано інакше
  bool fixable;              ///< чи виправляє --fix
  std::string_view summary;  ///< одним реченням, англійською: як має бути
  std::string_view remedy;   ///< одним реченням, англійською: що зробити
};

/// Усі правила за абеткою.
std::span<const LintRule> lint_rules();
/// Правило за іменем або nullptr.
const LintRule* find_lint_rule(std::string_view name);

/// Як мають виглядати імена таблиць, стовпців і переліків.
enum class NamingStyle { snake_case, camel_case, pascal_case };
enum class TableForm { plural, singular };

struct LintRuleSettings {
  LintLevel level;
  std::vector<std::string> ignore = {};  ///< шаблони «orders», «orders.note», «etl.*»; * і ? як в оболонці
};

struct LintOptions {
  /// Лише те, що відрізняється від типового.
  std::map<std::string, LintRuleSettings, std::less<>> rules = {};
  std::vector<std::string> ignore = {};  ///< шаблони для всіх правил

  NamingStyle style = NamingStyle::snake_case;  ///< naming-style
  std::string pattern = {};  ///< naming-style: регулярний вираз замість style; уже перевірений
  TableForm form = TableForm::plural;                                ///< table-form
  std::vector<std::string> boolean_prefixes = {"is", "has", "can"};  ///< boolean-name
  /// money-type: слова імені стовпця, що означають гроші, і слова, з якими це не гроші.
  std::vector<std::string> money_words = {
      "amount", "balance", "budget", "cost",   "credit",  "debit",  "discount", "fee", "income", "margin",
      "money",  "payment", "price",  "refund", "revenue", "salary", "subtotal", "tax", "total",  "wage"};
  std::vector<std::string> money_except = {"count", "percent", "percentage", "quantity", "rate", "ratio"};
  /// fk-nullable: слова імені, за якими видно, що посилання може бути порожнім.
  std::vector<std::string> optional_words = {"parent",   "previous", "prev",     "next",     "original",
                                             "optional", "default",  "fallback", "referrer", "replaced",
                                             "deleted",  "updated",  "approved", "assigned", "last"};

  LintLevel level(std::string_view rule) const;
};

}  // namespace techmarket::lint
