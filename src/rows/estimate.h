#pragma once
// Скільки місця займуть рядки, ще не створені.

#include <cstdint>
#include <span>

#include "rows/table_source.h"

namespace techmarket::rows {

/// Довжина рядків таблиць у записі row_buffer.h: перші рядки кожної таблиці, помножені на їхню кількість.
std::uint64_t estimated_bytes(const TableSource& table);
std::uint64_t estimated_bytes(std::span<const TableSource> tables);

}  // namespace techmarket::rows
