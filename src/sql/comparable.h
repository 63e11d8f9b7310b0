#pragma once
// Чи можуть стовпці двох типів бути кінцями зв'язку.

#include "schema/schema.h"

namespace techmarket::sql {

/// Чи може стовпець одного типу посилатися на стовпець іншого хоч на одному сервері. Довжина тексту може
/// різнитися; розмір і знак цілого, точність decimal — ні: MySQL відмовить (8.4 Reference Manual, «FOREIGN
/// KEY Constraints»).
bool comparable(const schema::Type& a, const schema::Type& b);

}  // namespace techmarket::sql
