#pragma once
// Нові обов'язкові стовпці світу. Хтось додав у DBML сервісу стовпець NOT NULL без значення за замовчуванням,
// про який світ не знає: значення дає той самий здогад, що й для довільної схеми. Значення — функція номера
// рядка, тож унікальний стовпець неповторний за побудовою, а generate і simulate пишуть те саме. Стовпець,
// якого так не наповнити (зовнішній ключ, невідомий тип), лишається, і його назве звіряння імен.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rows/table_binding.h"
#include "rows/table_source.h"
#include "words/lexicon.h"
#include "world/scale.h"

namespace techmarket::world {

/// Додані стовпці однієї таблиці.
class Completion {
 public:
  struct Column {
    std::string name;
    words::CodecPtr codec;
    std::uint64_t field = 0;   ///< для H(зерно, таблиця, рядок, поле)
    std::uint64_t domain = 0;  ///< стовпець неповторний: номери рядків менші за domain; 0 — повтори дозволено
  };

  const std::vector<Column>& columns() const { return columns_; }

  /// Дописує в out рядок row (запис row_buffer.h, без «\n») разом із доданими полями.
  /// @param number номер рядка в таблиці (RowNumbers): новим рядкам simulate дають наступні.
  void append(std::string_view row, std::uint64_t number, rows::RowBuffer& out) const;

  /// До котрого номера вистачить неповторних значень.
  std::uint64_t room() const;

 private:
  friend class CompletionReader;
  std::vector<Column> columns_;
  std::uint64_t stream_ = 0;
  words::LexiconPtr lexicon_;  ///< кодеки вказують у словник
};

/// За сервісом і таблицею; лише таблиці, яким є що додати.
using Completions = std::map<std::pair<std::string, std::string>, Completion>;

/// @param tables таблиці світу, яким його створює generate з цими parameters: від їхніх розмірів залежать
/// значення.
/// @param data тека словників; читається лише тоді, коли є що додати.
/// Помилка bad_input називає унікальний стовпець, тип якого не має стільки значень.
Result<Completions> find_completions(std::span<const rows::TableSource> tables, const rows::Schemas& schemas,
                                     const std::filesystem::path& data, const Parameters& parameters);

/// Таблиці разом із доданими стовпцями; про кожен каже попередження.
Result<std::vector<rows::TableSource>> complete_tables(std::vector<rows::TableSource> tables,
                                                       const rows::Schemas& schemas,
                                                       const std::filesystem::path& data,
                                                       const Parameters& parameters);

}  // namespace techmarket::world
