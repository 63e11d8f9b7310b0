#pragma once
// Тип стовпця з чужої схеми: найближчий із тих, що має сервер.

#include "schema/schema.h"

namespace techmarket::filler {

/// Тип, якого сервер не збудує (чи не індексує, коли key), замінює найближчим.
/// @param planned стовпець, з якого роблять рядки; built — з якого роблять таблицю.
void fit_type(bool key, const schema::Column& source, const schema::Database& database,
              schema::Dialect dialect, schema::Column& planned, schema::Column& built);

/// Чи дозволить сервер зовнішній ключ між стовпцями цих типів.
bool allows_key(const schema::Type& from, const schema::Type& to, const schema::Database& database,
                schema::Dialect dialect);

}  // namespace techmarket::filler
