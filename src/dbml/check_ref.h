#pragma once
// Зв'язок, який еталон компілює, а сервер чи уважний рецензент — ні. Лише попередження.

#include "dbml/source.h"
#include "schema/lookup.h"
#include "schema/schema.h"

namespace techmarket::dbml {

/// ref-type-mismatch — типи кінців не порівнюються; ref-target-not-unique — стовпці, на які вказують, разом
/// не є ні первинним ключем, ні унікальними.
/// @param at місце зв'язку у файлі.
/// @param first, second таблиці кінців; усі стовпці зв'язку в них є. lookup знає обидві.
void check_ref(const SourceFile& file, Reporter& reporter, Span at, const schema::Ref& ref,
               const schema::Table& first, const schema::Table& second, const schema::Lookup& lookup);

}  // namespace techmarket::dbml
