#pragma once
// Створення світу: таблиці сервіс за сервісом у приймач, підсумки й відбитки.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "rows/sink.h"
#include "rows/table_report.h"
#include "rows/table_source.h"

namespace techmarket::rows {

struct GenerateReport {
  std::vector<TableReport> tables;  ///< у порядку завантаження
  std::string digest;  ///< 16 шістнадцяткових знаків: уся сукупність таблиць
  double seconds = 0;

  std::uint64_t rows() const;
};

/// «0123456789abcdef»
std::string digest_text(std::uint64_t digest);

/// Відбиток сукупності таблиць: хеш переліку «сервіс.таблиця:рядки:відбиток» у порядку завантаження.
std::string combined_digest(const std::vector<TableReport>& tables);

/// @param tables у порядку завантаження, рядки — у порядку sink.order().
/// @param threads скільки потоків створює рядки; на байти не впливає.
Result<GenerateReport> generate(std::span<const TableSource> tables, Sink& sink, unsigned threads,
                                ProgressStyle progress);

}  // namespace techmarket::rows
