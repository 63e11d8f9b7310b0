#pragma once
// Спільне для команд, що читають DBML: прапорці --strict і --sarif, показ повідомлень, рішення, чи йти далі.

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/context.h"
#include "dbml/parse.h"

namespace techmarket::cli {

struct InputOptions {
  bool strict = false;  ///< --strict: попередження — теж помилки
  std::string sarif;    ///< --sarif FILE; порожньо — не писати
};

void add_input_options(CLI::App& command, InputOptions& options);

/// Повідомлення про всі вхідні файли однієї команди. Текст іде в stderr, щойно файл прочитано; журнал SARIF і
/// об'єкт --json про відмову — у finish.
class InputReport {
 public:
  /// @param outputs файли, які команда запише потім: finish перевіряє їх разом із журналом SARIF.
  /// @param quiet не друкувати: команда покаже повідомлення сама.
  explicit InputReport(const InputOptions& options, std::vector<std::string> outputs = {}, bool quiet = false)
      : options_(options), outputs_(std::move(outputs)), quiet_(quiet) {}

  /// Читає файл із модулями. Файл, якого не вдалося прочитати, теж стає повідомленням (unreadable-file), тож
  /// один запуск показує лихо в усіх файлах.
  dbml::Parsed read(const std::string& path);
  /// Додає знахідки, яких розбір не бачить: про діалект, про домовленості.
  void add(std::vector<Diagnostic> diagnostics, const dbml::Parsed& parsed);

  /// Пише журнал SARIF, якщо його просили.
  /// @return usage, якщо вихід збігається з входом; bad_input, якщо є помилки; @param outcome чим це
  /// скінчилося: «nothing was written».
  Status finish(const Context& context, std::string_view outcome) const;

  nlohmann::json json() const;
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  InputOptions options_;
  std::vector<std::string> outputs_;
  bool quiet_ = false;
  std::vector<std::string> inputs_;  ///< прочитані файли разом із модулями: їх не можна переписати
  std::vector<Diagnostic> diagnostics_;
};

/// Журнал SARIF: описи кодів розбору і правил lint додаються самі.
Status write_sarif(const std::string& path, const std::vector<Diagnostic>& diagnostics);

}  // namespace techmarket::cli
