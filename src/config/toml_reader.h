#pragma once
// Читання таблиць TOML за переліком дозволених ключів. Усе негаразд збирається в один список діагностик:
// користувач бачить усі помилки файлу одразу, кожну на своєму місці.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "base/diagnostic.h"
#include "lint/options.h"

namespace techmarket::config {

/// Помилки одного файлу в порядку появи.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}

  void add(const toml::source_region& at, std::string_view code, std::string message, std::string hint = {});
  bool empty() const { return diagnostics_.empty(); }

  /// Усі помилки за порядком у файлі, з рядками джерела. Рядки з паролями не показуються.
  std::string text(std::string_view source) const;

 private:
  std::string file_;
  std::vector<Diagnostic> diagnostics_;
};

/// Розбирає файл; про помилку повідомляє complaints. Вкладеність обмежена: дерево звільняється рекурсивно,
/// тож «a.a.a.…» із тисяч частин переповнило б стек.
std::optional<toml::table> parse_toml(std::string_view source, Complaints& complaints);

/// Умова на текстове значення: порожній рядок — гаразд, інакше — чого очікували («a port number»).
using TextRule = std::function<std::string(std::string_view)>;

/// Одна таблиця файлу. Кожне звертання до ключа робить його відомим; решту називає reject_unknown().
class TableReader {
 public:
  /// @param name як назвати таблицю в повідомленні: «[[service]]».
  TableReader(const toml::table& table, std::string name, Complaints& complaints)
      : table_(table), name_(std::move(name)), complaints_(complaints) {}

  /// Обов'язковий непорожній рядок; за помилки — порожній.
  std::string text(std::string_view key, const TextRule& rule = {});
  /// Те саме типом із values.h: правило — у ньому. За помилки — порожнє значення.
  template <class Value>
  Value value(std::string_view key) {
    std::string found = text(key, Value::rule);
    return found.empty() ? Value() : Value(std::move(found));
  }
  /// Обов'язковий порт 1..65535; за помилки — 0.
  int port(std::string_view key);
  /// Обов'язкова вкладена таблиця; за помилки — nullptr.
  const toml::table* table(std::string_view key);
  /// Масив таблиць [[key]]; за помилки або коли його немає — порожній.
  std::vector<const toml::table*> tables(std::string_view key);

  bool has(std::string_view key);
  /// Ключі, яких ніхто не питав.
  void reject_unknown();

  /// Місце значення ключа або всієї таблиці, якщо ключа немає.
  toml::source_region at(std::string_view key) const;

 private:
  const toml::node* find(std::string_view key);
  const toml::node* require(std::string_view key);
  void wrong_type(const toml::node& node, std::string_view key, std::string_view expected);

  const toml::table& table_;
  std::string name_;
  Complaints& complaints_;
  std::vector<std::string> known_;
};

/// Таблиця [lint] (lint_section.cc); про невідоме правило чи неможливе значення повідомляє complaints.
lint::LintOptions read_lint_section(const toml::table& table, Complaints& complaints);

}  // namespace techmarket::config
