#pragma once
// Скільки місця займуть рядки, ще не створені.

#include <cstdint>
#include <span>

#include "datagen/table_source.h"

namespace techmarket::datagen {

/// Довжина рядків таблиць у записі row_buffer.h: перші рядки кожної таблиці, помножені на їхню кількість.
std::uint64_t estimated_bytes(const TableSource& table);
std::uint64_t estimated_bytes(std::span<const TableSource> tables);

}  // namespace techmarket::datagen
