#pragma once
// Файл налаштувань довільної схеми (--spec): скільки рядків у таблиці і які значення має стовпець. Запис — у
// docs/generate.md.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "ddl/normalise.h"
#include "filler/meaning.h"
#include "schema/schema.h"

namespace techmarket::filler {

enum class Distribution { uniform, skewed, zipf };

struct Sequence {
  std::int64_t start = 1, step = 1;
};

/// Усе необов'язкове: чого не сказано, те програма вирішує сама.
struct ColumnRule {
  std::optional<std::string> constant = {};
  std::vector<std::string> values = {};
  std::vector<std::uint64_t> weights = {};
  std::optional<std::pair<std::string, std::string>> range = {};
  std::optional<std::string> pattern = {};
  std::optional<Sequence> sequence = {};
  std::optional<Meaning> dictionary = {};
  std::optional<double> null_fraction = {};
  std::optional<Distribution> distribution = {};
};

struct TableRule {
  std::optional<std::uint64_t> rows = {};
  std::map<std::string, ColumnRule> columns = {};  ///< за іменем стовпця у схемі
};

struct Spec {
  std::optional<std::uint64_t> rows = {};
  std::map<schema::QualifiedName, TableRule> tables = {};

  const TableRule* table(const schema::QualifiedName& name) const;
  const ColumnRule* column(const schema::QualifiedName& table, const std::string& column) const;
};

/// Проміжні таблиці теж можна налаштувати. Помилка bad_input показує кожне незрозуміле місце файлу з порадою.
Result<Spec> read_spec(const std::filesystem::path& file, const ddl::Normalised& database);

}  // namespace techmarket::filler
