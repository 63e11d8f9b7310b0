#pragma once
// Слова, з яких видно, що означає стовпець: database/data/words/meanings.tsv.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/tsv.h"
#include "filler/meaning.h"

namespace techmarket::filler {

/// Яким типам годиться здогад.
enum Fits : unsigned { kText = 1, kNumber = 2, kTime = 4, kFlag = 8 };

struct Match {
  Meaning meaning;
  std::string subject;  ///< слова перед тими, що збіглися
};

/// Ім'я всюди — «_слова_» (name_words.h): малими літерами, без надрядкових знаків.
class MeaningRules {
 public:
  /// @param folder database/data. Помилки bad_input мають файл і рядок.
  static Result<std::shared_ptr<const MeaningRules>> read(const std::filesystem::path& folder);

  /// Правило, яке каже, що це: за головним словом імені, а як воно мовчить — за будь-яким.
  /// @param fits яким типам має годитися правило.
  std::optional<Match> match(std::string_view padded, unsigned fits) const;

  /// Щабель події, про яку каже стовпець часу; created, якщо ні про яку.
  LifeStep step_of(std::string_view padded) const;

  /// Чим є рядок таблиці з таким іменем.
  std::optional<Meaning> kind_of_row(std::string_view padded) const;

 private:
  /// Перше правило, що збіглося, перемагає.
  template <class Sign>
  struct Rule {
    Sign sign;
    unsigned fits = 0;
    /// Слово збігається з цілою частиною імені між «_», а «слово$» — лише з кінцем імені.
    std::vector<std::string> words;
  };
  template <class Sign>
  static const Rule<Sign>* find(const std::vector<Rule<Sign>>& rules, std::string_view padded);

  Status add(const TsvRow& row);

  /// Головне слово стоїть у кінці: «product_description» — опис, «host_path» — шлях. Перемагає найдовше.
  std::optional<Match> match_head(std::string_view padded, unsigned fits) const;

  std::vector<Rule<Meaning>> columns_, tables_;
  std::vector<Rule<LifeStep>> events_;
};

using MeaningRulesPtr = std::shared_ptr<const MeaningRules>;

}  // namespace techmarket::filler
