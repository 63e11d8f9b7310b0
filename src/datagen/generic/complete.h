#pragma once
// Нові обов'язкові стовпці світу. Хтось додав у DBML сервісу стовпець NOT NULL без значення за замовчуванням,
// про який світ не знає: значення дає той самий здогад, що й для довільної схеми. Стовпець, якого так не
// наповнити (зовнішній ключ, унікальний), лишається, і його назве звіряння імен.

#include <filesystem>
#include <vector>

#include "datagen/binding.h"
#include "datagen/scale.h"
#include "datagen/table_source.h"

namespace techmarket::datagen::generic {

/// @param data тека словників; читається лише тоді, коли є що додати.
/// @param schemas живе довше за таблиці: на його імена вони вказують.
Result<std::vector<TableSource>> complete_tables(std::vector<TableSource> tables, const Schemas& schemas,
                                                 const std::filesystem::path& data,
                                                 const Parameters& parameters);

}  // namespace techmarket::datagen::generic
